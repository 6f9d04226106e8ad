using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>Units of space.</summary>
internal static class NiftiUnits
{
    // Heads are scanned at 0.1 to 10 mm. A header that says metres or microns is believed only when that makes the voxels that size and
    // millimetres would not.
    private const double Smallest = 0.05;
    private const double Largest = 20;
    private const double SmallestStated = 0.001; // where millimetres make no sense, the header's own word is believed down to here

    public static Affine ToMm(Affine affine, NiftiHeader h, LengthUnit? unit, Findings findings)
    {
        if (unit is { } given)
        {
            HeaderRules.CheckShear(affine, findings);
            var f = given.Millimetres();
            return f == 1 ? affine : Affine.Scaling(f, f, f) * affine;
        }

        var (factor, name) = (h.XyztUnits & 7) switch
        {
            1 => (1000.0, "metres"),
            3 => (0.001, "microns"),
            _ => (1.0, "millimetres"),
        };
        var size = affine.VoxelSize;
        var shown = $"{size.X:g4}×{size.Y:g4}×{size.Z:g4}";
        if (factor != 1 && !Plausible(size, 1) && Plausible(size, factor, SmallestStated))
        {
            findings.Warn("units-converted", $"The header gives {shown} {name}; converted to millimetres.");
            HeaderRules.CheckShear(affine, findings);
            return Affine.Scaling(factor, factor, factor) * affine;
        }

        if (factor != 1)
            findings.Warn("units-ignored",
                $"The header says {name}, but {shown} makes sense in millimetres; read as millimetres. If the header is right, say so " +
                    "with option 'units' (pial convert).");
        else if (!Plausible(size, 1))
            findings.Warn("voxel-size",
                $"Voxels of {shown} mm are no head scan's; check the units, and say with option 'units' what they are (pial convert).");
        else if ((h.XyztUnits & 7) == 0)
            findings.Note("units-missing", "The header does not say its unit of length; millimetres are assumed.");
        HeaderRules.CheckShear(affine, findings);
        return affine;
    }

    private static bool Plausible(Point size, double factor, double smallest = Smallest) =>
        new[] { size.X, size.Y, size.Z }.All(s => s * factor >= smallest && s * factor <= Largest);
}
