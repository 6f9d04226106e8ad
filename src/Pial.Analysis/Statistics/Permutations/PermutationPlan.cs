using System.Numerics;
using Pial.Kernels;

namespace Pial.Analysis.Statistics.Permutations;

/// <summary>
/// The rearrangements of a test, any of which can be had without the others: number 0 leaves everything as it is, number n depends on the
/// seed and n alone. When all that differ are no more than asked for, each is taken once.
/// </summary>
public sealed class PermutationPlan
{
    private readonly ulong seed;
    private readonly Rearrangement kind;
    private readonly int[][] blocks;
    private readonly List<int[]>? all;

    /// <summary>Plans the rearrangements.</summary>
    /// <param name="rows">For each subject, a number that is equal for subjects with equal rows of the design: exchanging them changes
    /// nothing.</param>
    /// <param name="options">How many, of what kind, within which blocks.</param>
    /// <exception cref="ArgumentException">Fewer than 2 asked for, blocks of another length, or nothing can be rearranged.</exception>
    public PermutationPlan(IReadOnlyList<int> rows, PermutationOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Count < 2)
            throw new ArgumentException($"{options.Count} permutations cannot test anything; take at least 2, better 5000.",
                nameof(options));
        if (options.Blocks is { } given && given.Count != rows.Count)
            throw new ArgumentException($"{given.Count} blocks for {rows.Count} subjects.", nameof(options));
        (seed, kind, Subjects) = (options.Seed, options.Kind, rows.Count);
        blocks = [.. Enumerable.Range(0, rows.Count).GroupBy(s => options.Blocks?[s] ?? 0).OrderBy(g => g.Key).Select(g => g.ToArray())];
        Possible = kind == Rearrangement.Flip ? BigInteger.Pow(2, rows.Count)
            : Orders(rows) * (kind == Rearrangement.Both ? BigInteger.Pow(2, rows.Count) : 1);
        if (Possible < 2)
            throw new ArgumentException(
                "No rearrangement of the subjects changes the tested effect (is it a mean, or constant within every block?); a test of a " +
                    "mean needs sign flips.");
        IsExhaustive = Possible <= options.Count && kind != Rearrangement.Both;
        if (IsExhaustive && kind == Rearrangement.Permute) all = Enumerate(rows);
        Count = IsExhaustive ? (int)Possible : options.Count;
    }

    /// <summary>Rows of the data.</summary>
    public int Subjects { get; }

    /// <summary>Rearrangements, number 0 among them.</summary>
    public int Count { get; }

    /// <summary>How many different ones there are.</summary>
    public BigInteger Possible { get; }

    /// <summary>Whether each of them is taken exactly once.</summary>
    public bool IsExhaustive { get; }

    /// <summary>Rearrangement n: subject s gets the residual of subject <c>order[s]</c>, times <c>signs[s]</c>.</summary>
    public void Fill(int n, Span<int> order, Span<float> signs)
    {
        for (var s = 0; s < Subjects; s++)
            (order[s], signs[s]) = (s, 1);
        if (n == 0) return;
        if (IsExhaustive)
        {
            if (all is not null) all[n].CopyTo(order);
            else
                for (var s = 0; s < Subjects; s++)
                    signs[s] = (n >> s & 1) == 1 ? -1 : 1;
            return;
        }

        var random = new CounterRandom(seed, (ulong)n);
        var drawn = 0UL;
        if (kind != Rearrangement.Flip)
        {
            // Fisher and Yates's shuffle of each block; 64 bits times the range, the high word, is uniform to 1 in 2⁵⁰.
            foreach (var block in blocks)
            {
                for (var last = block.Length - 1; last > 0; last--)
                {
                    var (a, b, _, _) = random.Bits(drawn++);
                    var pick = (int)Math.BigMul(((ulong)a << 32) | b, (ulong)last + 1, out _);
                    (order[block[last]], order[block[pick]]) = (order[block[pick]], order[block[last]]);
                }
            }
        }

        if (kind == Rearrangement.Permute) return;
        for (var s = 0; s < Subjects; s++)
            signs[s] = (random.Bits(drawn + (ulong)s).A & 1) == 1 ? -1 : 1;
    }

    // Multinomial: orders of the rows of the design that differ, block by block.
    private BigInteger Orders(IReadOnlyList<int> rows)
    {
        var product = BigInteger.One;
        foreach (var block in blocks)
        {
            product *= Factorial(block.Length);
            foreach (var same in block.GroupBy(s => rows[s]))
                product /= Factorial(same.Count());
        }

        return product;
    }

    private static BigInteger Factorial(int n) => Enumerable.Range(1, n).Aggregate(BigInteger.One, (f, k) => f * k);

    private List<int[]> Enumerate(IReadOnlyList<int> rows)
    {
        var found = new List<int[]> { Enumerable.Range(0, Subjects).ToArray() };
        Extend(0, (int[])found[0].Clone());
        return found;

        void Extend(int b, int[] order)
        {
            if (b == blocks.Length)
            {
                if (Enumerable.Range(0, Subjects).Any(s => rows[order[s]] != rows[s])) found.Add((int[])order.Clone());
                return;
            }

            foreach (var arrangement in Arrangements([.. blocks[b].Select(s => rows[s])]))
            {
                // Each subject goes to a place whose row is of the kind it was given; which of those places does not matter.
                var next = blocks[b].GroupBy(s => rows[s]).ToDictionary(g => g.Key, g => new Queue<int>(g));
                for (var k = 0; k < arrangement.Length; k++)
                    order[next[arrangement[k]].Dequeue()] = blocks[b][k];
                Extend(b + 1, order);
            }
        }
    }

    // Orders of a multiset, in lexicographic sequence.
    private static IEnumerable<int[]> Arrangements(int[] items)
    {
        Array.Sort(items);
        while (true)
        {
            yield return items;
            var k = items.Length - 2;
            while (k >= 0 && items[k] >= items[k + 1]) k--;
            if (k < 0) yield break;
            var l = items.Length - 1;
            while (items[l] <= items[k]) l--;
            (items[k], items[l]) = (items[l], items[k]);
            Array.Reverse(items, k + 1, items.Length - k - 1);
        }
    }
}
