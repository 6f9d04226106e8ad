namespace Pial.Volumes;

/// <summary>
/// Which anatomical direction each voxel axis runs to, as three letters such as <c>RAS</c> (to the Right, Anterior, Superior) or
/// <c>LIA</c>.
/// </summary>
public readonly record struct Orientation
{
    private const string Letters = "LRPAIS"; // index = 2 * world axis + (towards positive ? 1 : 0)
    private readonly byte first, second, third;

    private Orientation(int a, int b, int c) => (first, second, third) = ((byte)a, (byte)b, (byte)c);

    /// <summary>RAS+, the orientation Pial works in.</summary>
    public static Orientation Ras { get; } = Parse("RAS");

    /// <summary>Reads three letters, one of each pair L/R, P/A, I/S, in any order and case.</summary>
    /// <exception cref="ArgumentException">Not such a triple.</exception>
    public static Orientation Parse(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var a = code.Length == 3 ? code.Select(c => Letters.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal)).ToArray() : [-1];
        if (a.Any(x => x < 0) || a.Select(x => x / 2).Distinct().Count() != 3)
            throw new ArgumentException($"'{code}' is no orientation; give one letter of each pair L/R, P/A, I/S, for example RAS or LPI.",
                nameof(code));
        return new Orientation(a[0], a[1], a[2]);
    }

    /// <summary>
    /// The closest orientation of a voxel → RAS+ mm affine: the assignment of voxel axes to world axes with the largest sum of
    /// absolute direction cosines, so that an oblique grid still gets a permutation.
    /// </summary>
    public static Orientation Of(Affine affine)
    {
        var size = affine.VoxelSize;
        var best = (score: double.NegativeInfinity, code: default(Orientation));
        ReadOnlySpan<byte> orders = [0, 1, 2, 0, 2, 1, 1, 0, 2, 1, 2, 0, 2, 0, 1, 2, 1, 0];
        for (var o = 0; o < orders.Length; o += 3)
        {
            double Cosine(int axis, int world, double length) => length > 0 ? affine[world, axis] / length : 0;
            var (x, y, z) = (Cosine(0, orders[o], size.X), Cosine(1, orders[o + 1], size.Y), Cosine(2, orders[o + 2], size.Z));
            var score = Math.Abs(x) + Math.Abs(y) + Math.Abs(z);
            if (score > best.score + 1e-9)
                best = (score, new((orders[o] * 2) + (x >= 0 ? 1 : 0), (orders[o + 1] * 2) + (y >= 0 ? 1 : 0),
                    (orders[o + 2] * 2) + (z >= 0 ? 1 : 0)));
        }

        return best.code;
    }

    /// <summary>World axis (0 = x, 1 = y, 2 = z) that a voxel axis follows.</summary>
    public int WorldAxis(int voxelAxis) => Code(voxelAxis) / 2;

    /// <summary>Whether a voxel axis runs towards R, A or S (true) or L, P or I (false).</summary>
    public bool IsPositive(int voxelAxis) => Code(voxelAxis) % 2 == 1;

    /// <summary>The voxel axis that follows a world axis.</summary>
    public int VoxelAxis(int worldAxis)
    {
        for (var a = 0; a < 3; a++)
            if (WorldAxis(a) == worldAxis) return a;
        throw new ArgumentOutOfRangeException(nameof(worldAxis));
    }

    /// <summary>The three letters.</summary>
    public override string ToString() => $"{Letters[first]}{Letters[second]}{Letters[third]}";

    private int Code(int axis) => axis switch
    {
        0 => first,
        1 => second,
        2 => third,
        _ => throw new ArgumentOutOfRangeException(nameof(axis))
    };
}
