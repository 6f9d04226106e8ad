namespace Pial.Volumes;

/// <summary>Number of voxels along each axis; <c>I</c> varies fastest in memory, as NIfTI stores it.</summary>
public readonly record struct Shape
{
    /// <summary>Makes a shape of at least one voxel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1, or the voxel count passes 2³¹ − 1.</exception>
    public Shape(int i, int j, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(i, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(j, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if ((double)i * j * k > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(i), $"{i}×{j}×{k} voxels do not fit one volume (limit {Array.MaxLength}).");
        (I, J, K) = (i, j, k);
    }

    /// <summary>Voxels along the first axis.</summary>
    public int I { get; }

    /// <summary>Voxels along the second axis.</summary>
    public int J { get; }

    /// <summary>Voxels along the third axis.</summary>
    public int K { get; }

    /// <summary>Voxels in all.</summary>
    public int Count => I * J * K;

    /// <summary>Voxels in one slice of the third axis.</summary>
    public int SliceCount => I * J;

    /// <summary>Extent along axis 0, 1 or 2.</summary>
    public int this[int axis] => axis switch { 0 => I, 1 => J, 2 => K, _ => throw new ArgumentOutOfRangeException(nameof(axis)) };

    /// <summary>Position of voxel (i, j, k) in the array.</summary>
    public int Index(int i, int j, int k) => i + (I * (j + (J * k)));

    /// <summary>Whether (i, j, k) lies inside.</summary>
    public bool Contains(int i, int j, int k) => (uint)i < (uint)I && (uint)j < (uint)J && (uint)k < (uint)K;

    /// <summary>As <c>181×217×181</c>.</summary>
    public override string ToString() => $"{I}×{J}×{K}";
}
