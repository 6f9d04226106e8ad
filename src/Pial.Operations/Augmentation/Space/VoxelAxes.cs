using System.Collections.Immutable;

namespace Pial.Operations.Augmentation;

/// <summary>Parameters that name axes of the image by number.</summary>
internal static class VoxelAxes
{
    /// <exception cref="ArgumentOutOfRangeException">It is not 0, 1 or 2.</exception>
    public static void Check(int axis, string parameter)
    {
        if (axis is < 0 or > 2) throw new ArgumentOutOfRangeException(parameter, axis, "The axis must be 0, 1 or 2.");
    }

    /// <exception cref="ArgumentOutOfRangeException">There is none, or one is not 0, 1 or 2.</exception>
    public static void Check(ImmutableArray<int> axes, string parameter)
    {
        if (axes.IsEmpty || axes.Any(a => a is < 0 or > 2)) throw new ArgumentOutOfRangeException(parameter, "Axes are 0, 1 and 2.");
    }
}
