using Pial.Kernels;

namespace Pial.Analysis.Splits;

/// <summary>Deals units to folds or sides so that every one gets its part of every stratum.</summary>
/// <remarks>
/// Large units first, then single rows stratum by stratum, in an order drawn by seed. A unit goes where its strata are scarcest, then where
/// the fewest rows are, then where the single levels are scarcest. For single rows this keeps every cell (a combination of levels) and
/// every fold's size within 1: a cell is dealt in whole rounds and its rest to the smallest folds.
/// </remarks>
internal sealed class Dealing
{
    private const ulong Stream = 0x53504C4954; // "SPLIT"
    private readonly SplitRows rows;
    private readonly IReadOnlyList<Strata> strata;
    private readonly int[] cell; // of every row
    private readonly int[][] levels; // of every factor and row
    private readonly int[] order; // of units
    private readonly int[] rank; // of units, drawn by seed
    private readonly ulong seed;

    public Dealing(SplitRows rows, IReadOnlyList<Strata> strata, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(strata);
        foreach (var one in strata)
            if (one.Levels.Count != rows.Count)
                throw new ArgumentException($"'{one.Name}' has {one.Levels.Count} values for {rows.Count} rows.", nameof(strata));
        (this.rows, this.strata, this.seed) = (rows, strata, seed);
        levels = [.. strata.Select(s => Numbered(s.Levels))];
        cell = Numbered([.. Enumerable.Range(0, rows.Count).Select(r => string.Join('\u001f', strata.Select(s => s.Levels[r])))]);
        rank = Shuffled(rows.Units.Count, seed, 0);
        order = [.. Enumerable.Range(0, rows.Units.Count).OrderByDescending(u => rows.Units[u].Count)
            .ThenBy(u => rows.Units[u].Count > 1 ? 0 : cell[rows.Units[u][0]]).ThenBy(u => rank[u])];
    }

    /// <summary>The fold of every row.</summary>
    public int[] ToFolds(int folds)
    {
        var tieBreak = Shuffled(folds, seed, 1);
        var cells = Counts(cell, folds);
        var singles = levels.Select(l => Counts(l, folds)).ToArray();
        var sizes = new double[folds];
        var fold = new int[rows.Count];
        var open = rows.Units.Count;
        var empty = folds;
        foreach (var unit in order)
        {
            var members = rows.Units[unit];
            // As many units as empty folds are left: each of them gets one.
            var only = open-- <= empty;
            var best = -1;
            (double, double, double, int) least = default;
            for (var f = 0; f < folds; f++)
            {
                if (only && sizes[f] > 0) continue;
                var cost = (Rise(members, cell, cells, f), sizes[f], levels.Select((l, n) => Rise(members, l, singles[n], f)).Sum(),
                    tieBreak[f]);
                if (best < 0 || cost.CompareTo(least) < 0) (best, least) = (f, cost);
            }

            if (sizes[best] == 0) empty--;
            sizes[best] += members.Count;
            foreach (var r in members)
            {
                fold[r] = best;
                cells[cell[r]][best]++;
                for (var n = 0; n < levels.Length; n++) singles[n][levels[n][r]][best]++;
            }
        }

        return fold;
    }

    /// <summary>Whether a row is on the test side.</summary>
    public bool[] ToTest(double share)
    {
        var quotas = Quotas(share);
        var taken = new int[quotas.Length];
        var test = new bool[rows.Count];
        var units = 0;
        // In an order of its own, so that large families are not always on one side; first those that fit into what is left of their cells,
        // then those that bring the counts nearer.
        int[] drawn = [.. Enumerable.Range(0, order.Length).OrderBy(u => rank[u])];
        foreach (var part in (ReadOnlySpan<double>)[1, 0.5])
        {
            foreach (var unit in drawn)
            {
                var members = rows.Units[unit];
                if (test[members[0]] || Gain(members, quotas, taken, part) <= 0) continue;
                units++;
                foreach (var r in members)
                {
                    test[r] = true;
                    taken[cell[r]]++;
                }
            }
        }

        // A share below half a row, or units too large for their quotas: one of the smallest units on the empty side.
        if (units == 0 || units == rows.Units.Count)
            foreach (var r in rows.Units[order[^1]]) test[r] = units == 0;
        return test;
    }

    /// <summary>What the strata and the units leave to wish for.</summary>
    public IReadOnlyList<string> Notes(int parts)
    {
        var notes = new List<string>();
        foreach (var one in strata)
        {
            var scarce = Enumerable.Range(0, rows.Count).GroupBy(r => one.Levels[r], StringComparer.Ordinal)
                .Select(g => (Level: g.Key, Units: g.Select(r => rows.UnitOf[r]).Distinct().Count()))
                .Where(g => g.Units < parts).OrderBy(g => g.Units).ToList();
            if (scarce.Count > 0)
                notes.Add(
                    $"{one.Name} '{scarce[0].Level}' has {scarce[0].Units} " +
                        $"{(rows.Units.Count == rows.Count ? "rows" : "independent groups")} for {parts} " +
                        $"parts{(scarce.Count > 1 ? $", and {scarce.Count - 1} more levels are as scarce" : "")}: some parts have none.");
        }

        var largest = rows.Units.Max(u => u.Count);
        if (largest > 1 && largest > rows.Count / (double)parts)
            notes.Add(
                $"One group of rows that belong together has {largest} of {rows.Count} rows, more than a part of {parts}; parts differ " +
                    "in size.");
        return notes;
    }

    // Ranks 0 … count − 1 in an order drawn by seed (Fisher and Yates).
    private static int[] Shuffled(int count, ulong seed, uint part)
    {
        var random = new CounterRandom(seed, Stream).Stream(part);
        int[] drawn = [.. Enumerable.Range(0, count)];
        for (var n = count - 1; n > 0; n--)
        {
            var (a, b, _, _) = random.Bits((ulong)n);
            var at = (int)(((UInt128)(((ulong)a << 32) | b) * (ulong)(n + 1)) >> 64);
            (drawn[n], drawn[at]) = (drawn[at], drawn[n]);
        }

        return drawn;
    }

    private static int[] Numbered(IReadOnlyList<string> levels)
    {
        var number = levels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((l, n) => (l, n)).ToDictionary(p => p.l,
            p => p.n, StringComparer.Ordinal);
        return [.. levels.Select(l => number[l])];
    }

    private static int[][] Counts(int[] levels, int folds) => [.. Enumerable.Range(0, levels.Max() + 1).Select(_ => new int[folds])];

    // Above 0 when a unit may be taken: the room its cells have left, less a part of what it needs. A part of 1 asks that it fits, 1/2 that
    // it brings the counts nearer to their quotas.
    private double Gain(IReadOnlyList<int> members, int[] quotas, int[] taken, double part) => members.Count == 1
        ? quotas[cell[members[0]]] - taken[cell[members[0]]]
        : members.GroupBy(r => cell[r]).Sum(g => (double)g.Count() * (quotas[g.Key] - taken[g.Key] - (part * g.Count())))
            + (part == 1 ? 0.5 : 0);

    // By how much the sum of squared counts would rise, in units of the row: 2·count + 1 for one row.
    private static double Rise(IReadOnlyList<int> members, int[] levels, int[][] counts, int fold)
    {
        if (members.Count == 1) return (2 * counts[levels[members[0]]][fold]) + 1;
        return members.GroupBy(r => levels[r]).Sum(g => ((2.0 * counts[g.Key][fold]) + g.Count()) * g.Count());
    }

    // Whole numbers near share × count whose sum is nearest to share × rows: the largest remainders round up.
    private int[] Quotas(double share)
    {
        var counts = new int[cell.Max() + 1];
        foreach (var c in cell) counts[c]++;
        int[] quotas = [.. counts.Select(n => (int)Math.Floor(n * share))];
        var lot = Shuffled(counts.Length, seed, 2);
        var rest = (int)Math.Round(rows.Count * share, MidpointRounding.AwayFromZero) - quotas.Sum();
        foreach (var c in Enumerable.Range(0, counts.Length).OrderByDescending(c => (counts[c] * share) - quotas[c]).ThenBy(c => lot[c])
            .Take(Math.Max(0, rest)))
            quotas[c]++;
        return quotas;
    }
}
