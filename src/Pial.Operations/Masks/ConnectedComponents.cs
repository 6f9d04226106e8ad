using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>Which neighbours belong together.</summary>
public enum Connectivity
{
    /// <summary>The 6 that share a face.</summary>
    Faces = 6,

    /// <summary>The 18 that share a face or an edge.</summary>
    Edges = 18,

    /// <summary>The 26 that share a face, an edge or a corner.</summary>
    Corners = 26,
}

/// <summary>The connected parts of a mask.</summary>
/// <param name="Labels">0 outside; 1 is the largest part, 2 the next. Parts of one size are in the order of their first voxels.</param>
/// <param name="Sizes">Voxels of each part; <c>Sizes[0]</c> belongs to label 1.</param>
public sealed record Components(Volume<int> Labels, IReadOnlyList<int> Sizes);

/// <summary>Connected parts of masks.</summary>
/// <remarks>
/// Runs along the first axis are joined by union-find, in one sweep and one relabelling; one thread, so the numbering is always the same.
/// </remarks>
public static class ConnectedComponents
{
    /// <summary>Numbers the parts of a mask by size.</summary>
    /// <param name="mask">May be empty: then there are no parts.</param>
    /// <param name="connectivity">Which neighbours belong together.</param>
    public static Components Run(Volume<bool> mask, Connectivity connectivity = Connectivity.Faces)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (connectivity is not (Connectivity.Faces or Connectivity.Edges or Connectivity.Corners))
            throw new ArgumentOutOfRangeException(nameof(connectivity), connectivity, "Connectivity is 6, 18 or 26.");
        var runs = Runs(mask);
        Join(runs, mask.Shape, connectivity);
        return Number(runs, mask.Grid);
    }

    /// <summary>The largest part of a mask alone; empty if the mask is empty.</summary>
    /// <param name="mask">Input.</param>
    /// <param name="connectivity">Which neighbours belong together.</param>
    public static Volume<bool> Largest(Volume<bool> mask, Connectivity connectivity = Connectivity.Faces) =>
        Run(mask, connectivity).Labels.Map(static label => label == 1);

    /// <summary>The parts of at least a number of voxels.</summary>
    /// <param name="mask">Input.</param>
    /// <param name="minimumVoxels">Size from which a part stays.</param>
    /// <param name="connectivity">Which neighbours belong together.</param>
    public static Volume<bool> AtLeast(Volume<bool> mask, int minimumVoxels, Connectivity connectivity = Connectivity.Faces)
    {
        var parts = Run(mask, connectivity);
        var kept = parts.Sizes.Count(size => size >= minimumVoxels);
        return parts.Labels.Map(label => label > 0 && label <= kept);
    }

    private static RunTable Runs(Volume<bool> mask)
    {
        var s = mask.Shape;
        var table = new RunTable(s.J * s.K);
        for (var row = 0; row < s.J * s.K; row++)
        {
            table.FirstOfRow[row] = table.Count;
            var line = mask.Span.Slice(row * s.I, s.I);
            for (var i = 0; i < s.I;)
            {
                var skip = line[i..].IndexOf(true);
                if (skip < 0) break;
                i += skip;
                var length = line[i..].IndexOf(false) is >= 0 and var n ? n : s.I - i;
                table.Add(row, i, i + length);
                i += length;
            }
        }

        table.FirstOfRow[^1] = table.Count;
        return table;
    }

    // Each row is joined with the rows before it that touch it: a face apart (reach 0 along the run), or an edge or corner apart (reach 1).
    private static void Join(RunTable runs, Shape s, Connectivity connectivity)
    {
        var faceReach = connectivity == Connectivity.Faces ? 0 : 1;
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = (k * s.J) + j;
                if (j > 0) runs.JoinRows(row, row - 1, faceReach);
                if (k == 0) continue;
                runs.JoinRows(row, row - s.J, faceReach);
                if (connectivity == Connectivity.Faces) continue;
                var edgeReach = connectivity == Connectivity.Corners ? 1 : 0;
                if (j > 0) runs.JoinRows(row, row - s.J - 1, edgeReach);
                if (j < s.J - 1) runs.JoinRows(row, row - s.J + 1, edgeReach);
            }
        }
    }

    private static Components Number(RunTable runs, Grid grid)
    {
        var sizes = new Dictionary<int, int>();
        for (var r = 0; r < runs.Count; r++)
        {
            var root = runs.Root(r);
            sizes[root] = sizes.GetValueOrDefault(root) + runs.Length(r);
        }

        var order = sizes.OrderByDescending(p => p.Value).ThenBy(p => p.Key).ToArray();
        var label = new Dictionary<int, int>();
        foreach (var (root, _) in order)
            label[root] = label.Count + 1;
        var volume = Volume.Create(grid, (runs, label), static (Span<int> voxels, (RunTable Runs, Dictionary<int, int> Label) state) =>
        {
            for (var r = 0; r < state.Runs.Count; r++)
                state.Runs.Of(r, voxels).Fill(state.Label[state.Runs.Root(r)]);
        });
        return new(volume, [.. order.Select(p => p.Value)]);
    }
}
