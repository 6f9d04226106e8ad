using Pial.Kernels;

namespace Pial.Analysis.Metrics.Uncertainty;

/// <summary>Rows by subject, and draws of subjects that depend on the seed and their number alone.</summary>
internal sealed class SubjectDraws
{
    private readonly int[][] rows;
    private readonly ulong seed;

    public SubjectDraws(int count, IReadOnlyList<string>? subjects, ulong seed)
    {
        if (subjects is not null && subjects.Count != count)
            throw new ArgumentException($"{subjects.Count} subjects for {count} rows.", nameof(subjects));
        rows = subjects is null
            ? [.. Enumerable.Range(0, count).Select(r => new[] { r })]
            : [.. Enumerable.Range(0, count).GroupBy(r => subjects[r], StringComparer.Ordinal).Select(g => g.ToArray())];
        this.seed = seed;
    }

    public int Subjects => rows.Length;

    public IReadOnlyList<int[]> BySubject => rows;

    /// <summary>The rows of as many subjects as there are, drawn with replacement.</summary>
    public List<int> Rows(int draw)
    {
        var drawn = new List<int>();
        foreach (var s in Draw(draw))
            drawn.AddRange(rows[s]);
        return drawn;
    }

    public List<int> Without(int subject) => [.. rows.Where((_, s) => s != subject).SelectMany(r => r)];

    /// <summary>A coin for each subject, laid on its rows.</summary>
    public bool[] Coins(int draw, int count)
    {
        var random = new CounterRandom(seed, 0xC01).Stream((uint)draw);
        var coins = new bool[count];
        for (var s = 0; s < rows.Length; s++)
        {
            var side = (random.Bits((ulong)s).A & 1) == 1;
            foreach (var r in rows[s])
                coins[r] = side;
        }

        return coins;
    }

    private IEnumerable<int> Draw(int draw)
    {
        var random = new CounterRandom(seed, 0xB007).Stream((uint)draw);
        for (var n = 0; n < rows.Length; n += 4)
        {
            var (a, b, c, d) = random.Bits((ulong)(n / 4));
            yield return Place(a);
            if (n + 1 < rows.Length) yield return Place(b);
            if (n + 2 < rows.Length) yield return Place(c);
            if (n + 3 < rows.Length) yield return Place(d);
        }
    }

    private int Place(uint bits) => (int)(((ulong)bits * (ulong)rows.Length) >> 32);
}
