using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Faces;

/// <summary>
/// Where the parts of a face lie, in the millimetres of MNI152NLin2009cAsym, and how to carry them into a scan of which no more than the
/// brain mask is known.
/// </summary>
internal static class FaceZone
{
    /// <summary>Nose and cheeks below the eyes; a box of their front 3 cm.</summary>
    public static readonly (Point From, Point To) MidFace = (new(-40, 50, -72), new(40, 80, -46));

    /// <summary>The orbit right of the nose; the left one is its mirror.</summary>
    public static readonly (Point From, Point To) Eye = (new(20, 46, -46), new(44, 72, -28));

    // The embedded template's brain mask: centre (mm), volume (mL) and pitch of its long axis (radians from the anterior direction up).
    private static readonly Point Centre = new(-0.5, -21.2, 9.3);
    private const double VolumeMl = 2014;
    private const double Pitch = 0.19197;

    /// <summary>Template mm → scan mm by centre, size and pitch of the brain mask; roll and yaw are taken as upright.</summary>
    /// <remarks>
    /// From the mask's moments, so it costs one pass: good to about a centimetre, which is enough to say whether there is a face and too
    /// little to remove it.
    /// </remarks>
    public static Affine ToScan(Volume<bool> brain, ParallelOptions? parallel)
    {
        var (s, affine) = (brain.Shape, brain.Grid.Affine);
        var sums = new double[7]; // count, x, y, z, yy, yz, zz
        Slices.Sum(s.K, parallel, (k, row) =>
        {
            for (var j = 0; j < s.J; j++)
            {
                var line = brain.Span.Slice(s.Index(0, j, k), s.I);
                for (var i = line.IndexOf(true); i >= 0 && i < s.I; i++)
                {
                    if (!line[i]) continue;
                    var p = affine.Apply(new(i, j, k));
                    (row[0], row[1], row[2], row[3]) = (row[0] + 1, row[1] + p.X, row[2] + p.Y, row[3] + p.Z);
                    (row[4], row[5], row[6]) = (row[4] + (p.Y * p.Y), row[5] + (p.Y * p.Z), row[6] + (p.Z * p.Z));
                }
            }
        }, sums);
        var n = sums[0];
        var centre = new Point(sums[1] / n, sums[2] / n, sums[3] / n);
        var (yy, yz, zz) = ((sums[4] / n) - (centre.Y * centre.Y), (sums[5] / n) - (centre.Y * centre.Z),
            (sums[6] / n) - (centre.Z * centre.Z));
        var turn = (0.5 * Math.Atan2(2 * yz, yy - zz)) - Pitch;
        var size = Math.Cbrt(n * brain.Grid.VoxelVolume / 1000 / VolumeMl);
        return Affine.Translation(centre) * Affine.Rotation(turn, 0, 0) * Affine.Scaling(size, size, size)
            * Affine.Translation(Centre * -1);
    }
}
