using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// The 24 rotations that lay the axes of space on one another. Together with their mirror images they are all 48 orders of the axes; a head
/// and its mirror image look nearly alike, so likeness tells the
/// 24 apart and not the two of a pair.
/// </summary>
internal static class QuarterTurns
{
    private static readonly (int X, int Y, int Z)[] Orders = [(0, 1, 2), (1, 2, 0), (2, 0, 1), (0, 2, 1), (1, 0, 2), (2, 1, 0)];

    /// <summary>All of them, the one that turns nothing first.</summary>
    public static IReadOnlyList<Affine> All { get; } =
        [.. Orders.SelectMany(order => Enumerable.Range(0, 8).Select(signs => Along(order, signs))).Where(turn => turn.Determinant > 0)];

    private static Affine Along((int X, int Y, int Z) order, int signs)
    {
        double At(int axis, int column, int bit) => axis == column ? ((signs >> bit) & 1) == 0 ? 1 : -1 : 0;
        return new(
            At(order.X, 0, 0), At(order.X, 1, 0), At(order.X, 2, 0), 0,
            At(order.Y, 0, 1), At(order.Y, 1, 1), At(order.Y, 2, 1), 0,
            At(order.Z, 0, 2), At(order.Z, 1, 2), At(order.Z, 2, 2), 0);
    }
}
