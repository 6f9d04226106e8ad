namespace Pial.Analysis.Splits;

/// <summary>Union-find; the root of a set is its smallest member.</summary>
internal sealed class Forest(int count)
{
    private readonly int[] parent = [.. Enumerable.Range(0, count)];

    public int Root(int n)
    {
        while (parent[n] != n)
            n = parent[n] = parent[parent[n]];
        return n;
    }

    public void Join(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        parent[Math.Max(a, b)] = Math.Min(a, b);
    }
}
