using Pial.Volumes;

namespace Pial.Formats;

/// <summary>What a header says and what was decided about it, in plain words: the lines of <c>pial info</c> and of the report.</summary>
public static class HeaderText
{
    /// <summary>Name and text of each line, in reading order.</summary>
    public static IReadOnlyList<(string Name, string Text)> Lines(Grid grid, ImageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var (shape, size) = (grid.Shape, grid.VoxelSize);
        var lines = new List<(string, string)>
        {
            ("format",
                $"{header.Format}{(header.Compressed ? ", gzip-compressed" : string.Empty)}" +
                    $"{(header.BigEndian ? ", big-endian" : string.Empty)}"),
            ("voxels", $"{shape} of {header.StoredType.Name()}"),
            ("voxel size", $"{size.X:0.####} × {size.Y:0.####} × {size.Z:0.####} mm"),
            ("field of view", $"{shape.I * size.X:0.#} × {shape.J * size.Y:0.#} × {shape.K * size.Z:0.#} mm"),
            ("orientation", $"{grid.Orientation}: {Axes(grid.Orientation)}{Tilt(grid)}"),
            ("affine", Source(header)),
            ("scaling", Scaling(header)),
        };
        lines.AddRange(ImageFormats.All.SelectMany(f => f.HeaderLines(header)));
        return lines;
    }

    /// <summary>Where the affine comes from and why, as a sentence.</summary>
    public static string Source(ImageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var nifti = header.Nifti;
        return header.AffineSource switch
        {
            AffineSource.Sform =>
                "from the sform " +
                    $"({Code(nifti!.SformCode)}){(nifti.QformCode > 0 ? ", which goes before the qform" : "; there is no qform")}",
            AffineSource.Qform =>
                $"from the qform ({Code(nifti!.QformCode)}); {(nifti.SformCode > 0 ? "the sform cannot be used" : "there is no sform")}",
            AffineSource.VoxelSizesOnly => "from the voxel sizes alone: first axis taken to run to the left, centred on the origin",
            AffineSource.MghDirections => "from the direction cosines and the centre",
            AffineSource.MghDefault => "FreeSurfer's default (coronal, 1 mm, centred), because the file has no usable directions",
            AffineSource.SpmMat => "from SPM's .mat beside the image",
            AffineSource.Own => $"as {header.Format} has it",
            _ => "from the voxel sizes and SPM's origin field; first axis taken to run to the left",
        };
    }

    private static string Scaling(ImageHeader header) => header switch
    {
        { Slope: 1, Intercept: 0, Nifti: { } n } when n.SclSlope == 0 || !double.IsFinite(n.SclSlope) =>
            $"none (scl_slope is {n.SclSlope}, which means unscaled)",
        { Slope: 1, Intercept: 0 } => "none",
        _ => $"value = stored × {header.Slope:g7} + {header.Intercept:g7}",
    };

    private static string Code(int code) => code switch
    {
        1 => "code 1, scanner coordinates",
        2 => "code 2, aligned to another image",
        3 => "code 3, Talairach",
        4 => "code 4, MNI152",
        5 => "code 5, another template",
        _ => $"code {code}, which the standard does not know",
    };

    private static string Axes(Orientation orientation)
    {
        string Towards(int axis) => orientation.ToString()[axis] switch
        {
            'L' => "left",
            'R' => "right",
            'A' => "front",
            'P' => "back",
            'S' => "top",
            _ => "bottom",
        };
        return $"the axes run to the {Towards(0)}, {Towards(1)} and {Towards(2)}";
    }

    private static string Tilt(Grid grid)
    {
        // The largest angle between a voxel axis and the world axis it follows.
        var worst = 0.0;
        for (var axis = 0; axis < 3; axis++)
        {
            var column = grid.Affine.Column(axis);
            var along = Math.Abs(grid.Affine[grid.Orientation.WorldAxis(axis), axis]) / column.Length;
            worst = Math.Max(worst, Math.Acos(Math.Min(1, along)) * 180 / Math.PI);
        }

        return worst > 0.05 ? $", tilted by up to {worst:0.#}°" : string.Empty;
    }
}
