namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>An icosahedron whose triangles were parted into four a number of times, on the unit sphere.</summary>
/// <remarks>The vertices of a level are the first ones of the next, and the triangles 4 t to 4 t + 3 of the next lie in t.</remarks>
public sealed class Icosphere
{
    private const int MostLevels = 8;
    private static readonly Lock Gate = new();
    private static readonly List<Icosphere> Made = [];

    private readonly Icosphere? coarser;

    private Icosphere(double[] positions, int[] triangles, (int A, int B)[] parents, Icosphere? coarser)
    {
        (Positions, Triangles, Parents, this.coarser) = (positions, triangles, parents, coarser);
        Neighbours = new(triangles, positions.Length / 3);
    }

    /// <summary>x, y, z of each vertex, of length 1.</summary>
    public double[] Positions { get; }

    /// <summary>Three vertices of each triangle, counter-clockwise seen from outside.</summary>
    public int[] Triangles { get; }

    /// <summary>For each vertex that the coarser level does not have, the ends of the edge that it halves.</summary>
    public IReadOnlyList<(int A, int B)> Parents { get; }

    /// <summary>Who neighbours whom.</summary>
    public MeshNeighbours Neighbours { get; }

    /// <summary>Number of vertices: 12, 42, 162, 642, 2,562, 10,242, 40,962, 163,842.</summary>
    public int VertexCount => Positions.Length / 3;

    /// <summary>The sphere of a level, 0 for the icosahedron; made once.</summary>
    public static Icosphere Of(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MostLevels);
        lock (Gate)
        {
            while (Made.Count <= level)
                Made.Add(Made.Count == 0 ? Icosahedron() : Made[^1].Finer());
            return Made[level];
        }
    }

    /// <summary>The triangle that a direction goes through, and its weights there.</summary>
    /// <param name="p">The direction.</param>
    /// <param name="weights">Weight of each of the triangle's vertices; their sum is 1.</param>
    public int Locate(ReadOnlySpan<double> p, Span<double> weights)
    {
        var t = Find(p);
        Weights(Positions, Triangles.AsSpan(3 * t, 3), p, weights);
        return t;
    }

    /// <summary>Weights of a triangle's corners where a direction goes through it; none below 0.</summary>
    internal static void Weights(double[] positions, ReadOnlySpan<int> corners, ReadOnlySpan<double> p, Span<double> weights)
    {
        var sum = 0.0;
        for (var c = 0; c < 3; c++)
            sum += weights[c] = Math.Max(0, Side(positions, corners[(c + 1) % 3], corners[(c + 2) % 3], p));
        for (var c = 0; c < 3; c++)
            weights[c] = sum > 0 ? weights[c] / sum : 1 / 3.0;
    }

    /// <summary>On which side of the plane through two vertices and the middle a direction lies; above 0 on the left.</summary>
    internal static double Side(double[] s, int a, int b, ReadOnlySpan<double> p)
    {
        (a, b) = (3 * a, 3 * b);
        return (p[0] * ((s[a + 1] * s[b + 2]) - (s[a + 2] * s[b + 1]))) + (p[1] * ((s[a + 2] * s[b]) - (s[a] * s[b + 2])))
            + (p[2] * ((s[a] * s[b + 1]) - (s[a + 1] * s[b])));
    }

    private int Find(ReadOnlySpan<double> p)
    {
        if (coarser is null) return Face(p);
        var t = coarser.Find(p);
        // 4 t, 4 t + 1 and 4 t + 2 lie at the corners and 4 t + 3 between them, with the halves of the three edges as vertices.
        var middle = Triangles.AsSpan((12 * t) + 9, 3);
        for (var c = 0; c < 3; c++)
            if (Side(Positions, middle[(c + 2) % 3], middle[c], p) < 0) return (4 * t) + c;
        return (4 * t) + 3;
    }

    private int Face(ReadOnlySpan<double> p)
    {
        var (best, which) = (double.NegativeInfinity, 0);
        for (var t = 0; t < Triangles.Length / 3; t++)
        {
            var least = double.PositiveInfinity;
            for (var c = 0; c < 3; c++)
                least = Math.Min(least, Side(Positions, Triangles[(3 * t) + c], Triangles[(3 * t) + ((c + 1) % 3)], p));
            if (least > best) (best, which) = (least, t);
        }

        return which;
    }

    private static Icosphere Icosahedron()
    {
        var golden = (1 + Math.Sqrt(5)) / 2;
        double[] positions =
        [
            -1, golden, 0, 1, golden, 0, -1, -golden, 0, 1, -golden, 0, 0, -1, golden, 0, 1, golden, 0, -1, -golden, 0, 1, -golden,
            golden, 0, -1, golden, 0, 1, -golden, 0, -1, -golden, 0, 1,
        ];
        for (var v = 0; v < 12; v++)
            RingKernel.Normalise(positions.AsSpan(3 * v, 3));
        int[] triangles =
        [
            0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7, 1, 8,
            3, 9, 4, 3, 4, 2, 3, 2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8, 1,
        ];
        return new(positions, triangles, [], null);
    }

    private Icosphere Finer()
    {
        var (halves, parents) = (new Dictionary<(int, int), int>(), new List<(int A, int B)>());
        var triangles = new int[4 * Triangles.Length];
        int Half(int a, int b)
        {
            var edge = a < b ? (a, b) : (b, a);
            if (halves.TryGetValue(edge, out var at)) return at;
            parents.Add(edge);
            return halves[edge] = VertexCount + parents.Count - 1;
        }

        for (var t = 0; t < Triangles.Length; t += 3)
        {
            var (a, b, c) = (Triangles[t], Triangles[t + 1], Triangles[t + 2]);
            var (ab, bc, ca) = (Half(a, b), Half(b, c), Half(c, a));
            ReadOnlySpan<int> four = [a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca];
            four.CopyTo(triangles.AsSpan(4 * t));
        }

        var positions = new double[Positions.Length + (3 * parents.Count)];
        Positions.CopyTo(positions, 0);
        for (var n = 0; n < parents.Count; n++)
        {
            var (a, b, at) = (3 * parents[n].A, 3 * parents[n].B, Positions.Length + (3 * n));
            for (var c = 0; c < 3; c++)
                positions[at + c] = positions[a + c] + positions[b + c];
            RingKernel.Normalise(positions.AsSpan(at, 3));
        }

        return new(positions, triangles, [.. parents], this);
    }
}
