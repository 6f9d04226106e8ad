namespace Pial.Operations.Masks;

/// <summary>
/// The runs of set voxels of a mask, row by row, with the union-find forest over them; a root is the first run of its part.
/// </summary>
internal sealed class RunTable(int rows)
{
    private readonly List<(int Row, int From, int To)> runs = [];
    private readonly List<int> parent = [];
    private int rowLength;

    /// <summary>Index of the first run of each row, and one past the last run at the end.</summary>
    public int[] FirstOfRow { get; } = new int[rows + 1];

    public int Count => runs.Count;

    public void Add(int row, int from, int to)
    {
        parent.Add(runs.Count);
        runs.Add((row, from, to));
    }

    public int Length(int run) => runs[run].To - runs[run].From;

    /// <summary>The part of a volume that a run covers.</summary>
    public Span<T> Of<T>(int run, Span<T> voxels)
    {
        if (rowLength == 0) rowLength = voxels.Length / rows;
        return voxels.Slice((runs[run].Row * rowLength) + runs[run].From, Length(run));
    }

    /// <summary>Joins the runs of two rows that overlap, or come within a reach of each other.</summary>
    public void JoinRows(int row, int other, int reach)
    {
        var (a, b) = (FirstOfRow[row], FirstOfRow[other]);
        var (endA, endB) = (FirstOfRow[row + 1], FirstOfRow[other + 1]);
        while (a < endA && b < endB)
        {
            if (runs[a].From < runs[b].To + reach && runs[b].From < runs[a].To + reach) Union(a, b);
            if (runs[a].To < runs[b].To) a++;
            else b++;
        }
    }

    public int Root(int run)
    {
        while (parent[run] != run)
        {
            parent[run] = parent[parent[run]];
            run = parent[run];
        }

        return run;
    }

    // The smaller index stays root, so that the numbering follows the order of the voxels.
    private void Union(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        if (a < b) parent[b] = a;
        else parent[a] = b;
    }
}
