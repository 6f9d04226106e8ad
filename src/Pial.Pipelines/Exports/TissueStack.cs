using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Npy;
using Pial.Pipelines.Bids;
using Pial.Volumes;

namespace Pial.Pipelines.Exports;

/// <summary>Where the channels of a stack of maps are.</summary>
public enum ChannelLayout
{
    /// <summary>(channel, x, y, z), as PyTorch, MONAI and TorchIO have it.</summary>
    ChannelsFirst,

    /// <summary>(x, y, z, channel), as TensorFlow, NIfTI and the data specification's <c>np.stack(…, axis=-1)</c> have it.</summary>
    ChannelsLast,
}

/// <summary>Grey matter, white matter and CSF as the channels of one array, for deep learning.</summary>
public static class TissueStack
{
    private static readonly string[] Channels = ["GM", "WM", "CSF"];

    /// <summary>Word of a layout, for names: <c>channelsFirst</c>, <c>channelsLast</c>.</summary>
    public static string WordOf(ChannelLayout layout) => layout == ChannelLayout.ChannelsFirst ? "channelsFirst" : "channelsLast";

    /// <summary>
    /// Writes one stack, with a JSON beside it that says its axes and, as <c>.npy</c> has no place for it, where its voxels are.
    /// </summary>
    /// <param name="path"><c>.npy</c>, or <c>.nii</c>, <c>.nii.gz</c> for a 4-D image (channels last, <c>float32</c>).</param>
    /// <param name="files">The maps.</param>
    /// <param name="layout">Where the channels are.</param>
    /// <param name="type">Type of the numbers.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">A NIfTI with channels first or of halves.</exception>
    /// <exception cref="ArgumentException">The maps' grids differ.</exception>
    public static void Write(string path, TissueFiles files, ChannelLayout layout, NpyFloat type, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(files);
        CheckName(path, layout, type);
        var loaded = ImageFile.Load(files.Gm, parallel);
        var maps = new TissueMaps(loaded.Image, ImageFile.Load(files.Wm, parallel).Image, ImageFile.Load(files.Csf, parallel).Image);
        if (ImageFormats.IsNifti(path))
            ImageFile.SaveSeries(path, [maps.Gm, maps.Wm, maps.Csf], new() { Header = loaded.Header }, parallel);
        else NpyArray.Write(path, type, ShapeOf(maps.Grid.Shape, layout),
            layout == ChannelLayout.ChannelsFirst ? write => First(maps, write, parallel) : write => Last(maps, write, parallel));
        Sidecar.Write(path, About(files, maps.Grid, layout, type));
    }

    /// <summary>Refuses what a NIfTI cannot hold.</summary>
    public static void CheckName(string path, ChannelLayout layout, NpyFloat type)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!ImageFormats.IsNifti(path) && !path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{path}: a stack is written as .npy, .nii or .nii.gz.");
        if (ImageFormats.IsNifti(path) && layout == ChannelLayout.ChannelsFirst)
            throw new InputException($"{path}: a NIfTI keeps x, y, z first; use option 'layout' channels-last, or .npy.");
        if (ImageFormats.IsNifti(path) && type == NpyFloat.Float16)
            throw new InputException($"{path}: NIfTI has no float16; use float32, or .npy.");
    }

    private static int[] ShapeOf(Shape s, ChannelLayout layout) =>
        layout == ChannelLayout.ChannelsFirst ? [Channels.Length, s.I, s.J, s.K] : [s.I, s.J, s.K, Channels.Length];

    // Volumes have x fastest and C order has z fastest: one plane of x at a time.
    private static void First(TissueMaps maps, NpyArray.SpanWriter write, ParallelOptions parallel)
    {
        var s = maps.Grid.Shape;
        var plane = new float[s.J * s.K];
        foreach (var map in (ReadOnlySpan<Volume<float>>)[maps.Gm, maps.Wm, maps.Csf])
        {
            for (var i = 0; i < s.I; i++)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                Gather(map.Span, s, i, plane, 0, 1);
                write(plane);
            }
        }
    }

    private static void Last(TissueMaps maps, NpyArray.SpanWriter write, ParallelOptions parallel)
    {
        var s = maps.Grid.Shape;
        var plane = new float[s.J * s.K * 3];
        for (var i = 0; i < s.I; i++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            Gather(maps.Gm.Span, s, i, plane, 0, 3);
            Gather(maps.Wm.Span, s, i, plane, 1, 3);
            Gather(maps.Csf.Span, s, i, plane, 2, 3);
            write(plane);
        }
    }

    private static void Gather(ReadOnlySpan<float> map, Shape s, int i, Span<float> plane, int offset, int stride)
    {
        for (var k = 0; k < s.K; k++)
            for (var j = 0; j < s.J; j++)
                plane[(((j * s.K) + k) * stride) + offset] = map[s.Index(i, j, k)];
    }

    private static JsonObject About(TissueFiles files, Grid grid, ChannelLayout layout, NpyFloat type)
    {
        var shape = ShapeOf(grid.Shape, layout);
        var affine = new JsonArray();
        for (var r = 0; r < 3; r++)
            affine.Add(new JsonArray(grid.Affine[r, 0], grid.Affine[r, 1], grid.Affine[r, 2], grid.Affine[r, 3]));
        affine.Add(new JsonArray(0, 0, 0, 1));
        return new()
        {
            ["Description"] = "Tissue maps stacked as channels.",
            ["Sources"] = new JsonArray(Path.GetFileName(files.Gm), Path.GetFileName(files.Wm), Path.GetFileName(files.Csf)),
            ["Layout"] = WordOf(layout),
            ["Axes"] = layout == ChannelLayout.ChannelsFirst ? new JsonArray("channel", "x", "y", "z")
                : new JsonArray("x", "y", "z", "channel"),
            ["Channels"] = new JsonArray("GM", "WM", "CSF"),
            ["Shape"] = new JsonArray([.. shape.Select(n => JsonValue.Create(n))]),
            ["DataType"] = type == NpyFloat.Float16 ? "float16" : "float32",
            ["Units"] = "fraction",
            ["VoxelToRasMm"] = affine,
            ["Orientation"] = grid.Orientation.ToString(),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
    }
}
