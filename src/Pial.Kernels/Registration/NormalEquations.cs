using System.Runtime.Intrinsics;

namespace Pial.Kernels.Registration;

/// <summary>
/// Sums of <c>q qᵀ</c> for an affine map's twelve entries. A point u moves in voxel space as <c>v = A·ũ</c>, ũ = (x, y, z, 1), so a value's
/// derivative by entry (a, b) of A is <c>q = gₐ ũ_b</c>, and <c>q qᵀ = (g gᵀ) ⊗ (ũ ũᵀ)</c>: six products of the gradient times ten of the
/// point instead of 144.
/// </summary>
public static class NormalEquations
{
    /// <summary>Length of the packed sums: six gradient pairs × twelve point pairs (ten and two of padding).</summary>
    public const int PackedLength = 72;

    /// <summary>Adds one point's <c>weight · q qᵀ</c> to the packed sums.</summary>
    public static void Add(double weight, float g0, float g1, float g2, float x, float y, float z, Span<double> packed)
    {
        var (dx, dy, dz) = ((double)x, (double)y, (double)z);
        var first = Vector256.Create(dx * dx, dx * dy, dx * dz, dx);
        var second = Vector256.Create(dy * dy, dy * dz, dy, dz * dz);
        var third = Vector256.Create(dz, 1.0, 0.0, 0.0);
        var (a, b, c) = (weight * g0, weight * g1, weight * g2);
        Row(a * g0, first, second, third, packed[..12]);
        Row(a * g1, first, second, third, packed[12..24]);
        Row(a * g2, first, second, third, packed[24..36]);
        Row(b * g1, first, second, third, packed[36..48]);
        Row(b * g2, first, second, third, packed[48..60]);
        Row(c * g2, first, second, third, packed[60..72]);
    }

    /// <summary>Unpacks the sums into the symmetric 12 × 12 matrix, row by row; entry (a, b) of the map has index 4 a + b.</summary>
    public static void Unpack(ReadOnlySpan<double> packed, Span<double> destination)
    {
        ReadOnlySpan<byte> pair = [0, 1, 2, 1, 3, 4, 2, 4, 5];
        ReadOnlySpan<byte> point = [0, 1, 2, 3, 1, 4, 5, 6, 2, 5, 7, 8, 3, 6, 8, 9];
        for (var row = 0; row < 12; row++)
        {
            for (var column = 0; column < 12; column++)
                destination[(12 * row) + column] = packed[(12 * pair[(3 * (row / 4)) + (column / 4)])
                    + point[(4 * (row % 4)) + (column % 4)]];
        }
    }

    private static void Row(double g, Vector256<double> first, Vector256<double> second, Vector256<double> third, Span<double> row)
    {
        var scale = Vector256.Create(g);
        (Vector256.Create<double>(row) + (scale * first)).CopyTo(row);
        (Vector256.Create<double>(row[4..]) + (scale * second)).CopyTo(row[4..]);
        (Vector256.Create<double>(row[8..]) + (scale * third)).CopyTo(row[8..]);
    }
}
