using System.Globalization;
using Pial.Operations.Quality;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>What of a scan keeps surfaces from being made, or from being trusted.</summary>
internal static class SurfaceLimits
{
    // The cortex is 2.5 mm thick on average: with larger voxels its two borders lie in one.
    private const double LargestMm = 2.5;
    private const double CoarseMm = 2;

    // A hemisphere that just touches a face has about this much there; of one that ends beside padding, see FieldOfViewCut.
    private const double Touching = 100, AloneTouching = 300, FlatShare = 0.75;
    private const double LesionMl = 0.1;

    /// <summary>Why no surfaces can be made; null when they can.</summary>
    public static string? Refusal(Grid grid)
    {
        var edge = Math.Cbrt(grid.VoxelVolume);
        return edge <= LargestMm ? null : Text(
            $"no surfaces were made: voxels of {Size(grid)} mm are larger than the cortex is thick ")
            + Text($"(surfaces need at most {LargestMm:0.0} mm)");
    }

    /// <summary>Warnings of the scan's voxels.</summary>
    public static IEnumerable<string> OfVoxels(Grid grid)
    {
        var s = grid.VoxelSize;
        if (Math.Max(s.X, Math.Max(s.Y, s.Z)) > CoarseMm + 0.01)
        {
            yield return $"voxels of {Size(grid)} mm are above 2 mm: narrow sulci and thin gyri are lost in them, and thickness is "
                + "not to be measured";
        }
    }

    /// <summary>Warnings of a hemisphere: a field of view that cuts it.</summary>
    /// <param name="t1w">The scan.</param>
    /// <param name="own">The hemisphere's voxels: white matter, cortex, what lies within.</param>
    /// <param name="name">Left or right.</param>
    public static IEnumerable<string> OfHemisphere(Volume<float> t1w, Volume<bool> own, string name)
    {
        var area = 0.0;
        foreach (var face in FieldOfViewCut.Of(t1w, own))
        {
            var limit = face.Padded ? AloneTouching : Touching;
            if (face.AreaMm2 > limit && (!face.Padded || face.AreaMm2 >= FlatShare * face.NextMm2)) area += face.AreaMm2;
        }

        if (area > 0)
        {
            yield return Text($"the field of view cuts the {name} hemisphere ({area / 100:0.0} cm²): its surfaces are closed along the ")
                + "cut, and area, volume and mean thickness are not those of a whole hemisphere";
        }
    }

    /// <summary>Warnings of a lesion in a hemisphere.</summary>
    public static IEnumerable<string> OfLesion(Volume<bool> lesion, Volume<bool> own, string name)
    {
        var count = 0;
        for (var n = 0; n < lesion.Shape.Count; n++)
            if (lesion.Span[n] && own.Span[n]) count++;
        var ml = count * lesion.Grid.VoxelVolume / 1000;
        if (ml > LesionMl)
        {
            yield return Text($"{ml:0.0} mL of the lesion lie in the {name} hemisphere: the surfaces pass around it or over it, and are ")
                + "not to be measured there";
        }
    }

    private static string Size(Grid grid) => Text($"{grid.VoxelSize.X:0.##} × {grid.VoxelSize.Y:0.##} × {grid.VoxelSize.Z:0.##}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
