namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>An icosahedron whose triangles were parted into four a number of times, on the unit sphere.</summary>
/// <remarks>
/// The vertices of a level are the first ones of the next. Vertices and triangles are in the order of FreeSurfer's <c>fsaverage</c>
/// (level 7, <c>fsaverage6</c> and <c>fsaverage5</c> are levels 6 and 5), so that maps can be exchanged with it vertex for vertex.
/// </remarks>
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
        // The child at the first corner is t; those at the third, in the middle and at the second are n + 3 t to n + 3 t + 2. The one in
        // the middle has the halves of the edges from first to second, second to third and third to first as vertices.
        var (t, n) = (coarser.Find(p), coarser.Triangles.Length / 3);
        var middle = Triangles.AsSpan(3 * (n + (3 * t) + 1), 3);
        if (Side(Positions, middle[2], middle[0], p) < 0) return t;
        if (Side(Positions, middle[0], middle[1], p) < 0) return n + (3 * t) + 2;
        return Side(Positions, middle[1], middle[2], p) < 0 ? n + (3 * t) : n + (3 * t) + 1;
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

    // A vertex at either end of z, and two rings of five between.
    private static Icosphere Icosahedron()
    {
        var positions = new double[36];
        (positions[2], positions[35]) = (1, -1);
        for (var n = 0; n < 10; n++)
        {
            var (sin, cos) = Math.SinCos((n < 5 ? (72 * n) - 72 : (72 * n) - 468) * Math.PI / 180);
            (positions[(3 * n) + 3], positions[(3 * n) + 4], positions[(3 * n) + 5]) = (2 * cos, 2 * sin, n < 5 ? 1 : -1);
            RingKernel.Normalise(positions.AsSpan((3 * n) + 3, 3));
        }

        int[] triangles =
        [
            0, 3, 4, 0, 4, 5, 0, 5, 1, 0, 1, 2, 0, 2, 3, 3, 2, 8, 3, 8, 9, 3, 9, 4, 4, 9, 10, 4, 10, 5,
            5, 10, 6, 5, 6, 1, 1, 6, 7, 1, 7, 2, 2, 7, 8, 8, 11, 9, 9, 11, 10, 10, 11, 6, 6, 11, 7, 7, 11, 8,
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
            var (ca, bc, ab) = (Half(c, a), Half(b, c), Half(a, b));
            ReadOnlySpan<int> first = [a, ab, ca], others = [ca, bc, c, ab, bc, ca, ab, b, bc];
            first.CopyTo(triangles.AsSpan(t));
            others.CopyTo(triangles.AsSpan(Triangles.Length + (3 * t)));
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
