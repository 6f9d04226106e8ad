using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>Cuts a label map to its head.</summary>
internal static class HeadCrop
{
    /// <summary>The head, its largest part alone, with a margin; below it ends at a distance under the brain, or with the labels.</summary>
    public static Volume<int> Apply(Volume<int> labels, PhantomOptions options)
    {
        var head = ConnectedComponents.Largest(labels.Map(label => label > 0));
        var brain = ConnectedComponents.Largest(labels.Map(TissueClass.IsBrain));
        var (headLow, headHigh) = Box(head) ?? throw new ArgumentException("The label map holds background only.", nameof(labels));
        var (brainLow, brainHigh) = Box(brain)
            ?? throw new ArgumentException("The label map holds no brain: FreeSurfer's labels 1 to 199 are expected.", nameof(labels));
        var orientation = labels.Grid.Orientation;
        var size = labels.Grid.VoxelSize;
        Span<int> low = stackalloc int[3], count = stackalloc int[3];
        for (var a = 0; a < 3; a++)
        {
            var neck = (int)Math.Round(options.NeckMm / (a == 0 ? size.X : a == 1 ? size.Y : size.Z));
            var (from, to) = (headLow[a] - options.MarginVoxels, headHigh[a] + options.MarginVoxels);
            if (orientation.WorldAxis(a) == 2 && orientation.IsPositive(a)) from = Math.Max(headLow[a], brainLow[a] - neck);
            else if (orientation.WorldAxis(a) == 2) to = Math.Min(headHigh[a], brainHigh[a] + neck);
            low[a] = Math.Max(0, from);
            count[a] = Math.Min(labels.Shape[a] - 1, to) - low[a] + 1;
        }

        var alone = Volume.Create<int, (Volume<int> Labels, Volume<bool> Head)>(labels.Grid, (labels, head), static (voxels, s) =>
        {
            for (var n = 0; n < voxels.Length; n++)
                voxels[n] = s.Head.Span[n] ? s.Labels.Span[n] : 0;
        });
        return alone.Crop(low[0], low[1], low[2], new(count[0], count[1], count[2]));
    }

    // First and last voxel of a mask along each axis; null when it is empty.
    private static (int[] Low, int[] High)? Box(Volume<bool> mask)
    {
        int[] low = [int.MaxValue, int.MaxValue, int.MaxValue], high = [-1, -1, -1];
        var shape = mask.Shape;
        for (var k = 0; k < shape.K; k++)
        {
            for (var j = 0; j < shape.J; j++)
            {
                var row = mask.Span.Slice(shape.Index(0, j, k), shape.I);
                var first = row.IndexOf(true);
                if (first < 0) continue;
                (low[0], high[0]) = (Math.Min(low[0], first), Math.Max(high[0], row.LastIndexOf(true)));
                (low[1], high[1]) = (Math.Min(low[1], j), Math.Max(high[1], j));
                (low[2], high[2]) = (Math.Min(low[2], k), Math.Max(high[2], k));
            }
        }

        return high[0] < 0 ? null : (low, high);
    }
}
