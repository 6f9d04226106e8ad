using Pial.Volumes;

namespace Pial.Tests.Shared;

/// <summary>Two balls of white matter, left and right, each in a shell of grey matter 3 mm thick, with CSF around.</summary>
internal sealed record TwoBalls(Volume<float> T1w, TissueMaps Tissues, Volume<int> Structures)
{
    /// <summary>Thickness of the shells, mm.</summary>
    public const double ThicknessMm = 3;

    private const double White = 9, Apart = 15;

    /// <summary>Middle of the lesion, if there is one.</summary>
    public static Point Lesion { get; } = new(-Apart, 0, White + ThicknessMm);

    /// <summary>At a voxel size.</summary>
    /// <param name="voxelMm">Edge, mm.</param>
    /// <param name="right">Whether the right one is there.</param>
    /// <param name="cut">How much of the left side is not in the picture, mm.</param>
    /// <param name="sliceMm">Thickness of the slices, mm; null for cubes.</param>
    /// <param name="lesionMm">Radius of a hole through the left shell from above into white matter, mm; 0 for none.</param>
    public static TwoBalls Create(double voxelMm = 1, bool right = true, double cut = 0, double? sliceMm = null, double lesionMm = 0)
    {
        var slice = sliceMm ?? voxelMm;
        Shape shape = new((int)((64 - cut) / voxelMm), (int)(36 / voxelMm), (int)(36 / slice));
        var grid = Grid.Centred(shape, new(voxelMm, voxelMm, slice), new(cut / 2, 0, 0));
        var (gm, wm, csf, t1w) = (new float[shape.Count], new float[shape.Count], new float[shape.Count], new float[shape.Count]);
        var labels = new int[shape.Count];
        for (var n = 0; n < shape.Count; n++)
        {
            var p = grid.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount));
            var isRight = p.X > 0;
            var r = p.DistanceTo(new(isRight ? Apart : -Apart, 0, 0));
            if (isRight && !right) r = 1000;
            if (p.DistanceTo(Lesion) < lesionMm) r = 1000;
            double Within(double radius) => Math.Clamp(((radius - r) / voxelMm) + 0.5, 0, 1);
            wm[n] = (float)Within(White);
            gm[n] = (float)(Within(White + ThicknessMm) - wm[n]);
            csf[n] = 1 - wm[n] - gm[n];
            t1w[n] = (110 * wm[n]) + (70 * gm[n]) + (20 * csf[n]) + (n % 3);
            labels[n] = wm[n] > 0.5 ? (isRight ? 41 : 2) : wm[n] + gm[n] > 0.5 ? (isRight ? 42 : 3) : 24;
        }

        Volume<float> Image(float[] values) => Volume.Create<float>(grid, values);
        return new(Image(t1w), new(Image(gm), Image(wm), Image(csf)), Volume.Create<int>(grid, labels));
    }
}
