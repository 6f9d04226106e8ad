using Pial.Volumes;

namespace Pial.Operations.Faces;

/// <summary>
/// What defacing removes, in the millimetres of MNI152NLin2009cAsym: a place in the head, as far down, forward and sideways as the image
/// goes.
/// </summary>
internal static class FaceRegion
{
    private const double Brow = -20;     // z; the orbits' roof, where the brain allows it
    private const double OrbitsEnd = -50; // z of their floor
    private const double BehindEyes = 42; // y: the front three centimetres of the orbits
    private const double Palate = -78;    // z
    private const double BehindMouth = 12; // y: lips, chin and the jaw's front; the jaw's angle stays
    private static readonly (Point From, Point To) Ear = (new(70, -60, -85), new(double.PositiveInfinity, 4, 4));

    /// <summary>Eyes, nose, cheeks, mouth and chin.</summary>
    public static bool HoldsFace(Point p)
    {
        if (p.Z >= Brow) return false;
        var along = Math.Clamp((OrbitsEnd - p.Z) / (OrbitsEnd - Palate), 0, 1);
        return p.Y > BehindEyes + (along * (BehindMouth - BehindEyes));
    }

    /// <summary>The outer ears.</summary>
    public static bool HoldsEars(Point p) => Math.Abs(p.X) >= Ear.From.X && p.Y >= Ear.From.Y && p.Y <= Ear.To.Y && p.Z >= Ear.From.Z
        && p.Z <= Ear.To.Z;
}
