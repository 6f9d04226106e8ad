using System.Buffers;

namespace Pial.Volumes;

/// <summary>
/// An immutable image: one array of voxels, first axis fastest, and the grid that places them. Masks are <c>Volume&lt;bool&gt;</c>,
/// labels <c>Volume&lt;int&gt;</c>, intensities and probabilities <c>Volume&lt;float&gt;</c>.
/// </summary>
/// <typeparam name="T">Voxel type.</typeparam>
public sealed partial class Volume<T>
    where T : unmanaged
{
    private readonly T[] voxels;

    internal Volume(Grid grid, T[] voxels) => (Grid, this.voxels) = (grid, voxels);

    /// <summary>Where the voxels are.</summary>
    public Grid Grid { get; }

    /// <summary>Voxels along each axis.</summary>
    public Shape Shape => Grid.Shape;

    /// <summary>All voxels, first axis fastest.</summary>
    public ReadOnlySpan<T> Span => voxels;

    /// <summary>All voxels as memory, for work spread over threads.</summary>
    public ReadOnlyMemory<T> Memory => voxels;

    /// <summary>The voxel at (i, j, k).</summary>
    public T this[int i, int j, int k] => Shape.Contains(i, j, k)
        ? voxels[Shape.Index(i, j, k)]
        : throw new ArgumentOutOfRangeException(nameof(i), $"Voxel ({i}, {j}, {k}) lies outside {Shape}.");

    /// <summary>One slice of the third axis.</summary>
    public ReadOnlySpan<T> Slice(int k) => Span.Slice(k * Shape.SliceCount, Shape.SliceCount);
}

/// <summary>Makes volumes: allocate, fill once, seal.</summary>
public static class Volume
{
    /// <summary>A volume whose voxels the callback fills in one go; nobody can write to it afterwards.</summary>
    /// <param name="grid">Where the voxels are.</param>
    /// <param name="state">Handed to the callback, so that it needs no closure.</param>
    /// <param name="fill">Writes every voxel; the array arrives zeroed.</param>
    public static Volume<T> Create<T, TState>(Grid grid, TState state, SpanAction<T, TState> fill)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(fill);
        var voxels = new T[grid.Shape.Count];
        fill(voxels, state);
        return new(grid, voxels);
    }

    /// <summary>As <see cref="Create{T, TState}"/>, but hands out memory, so that the callback can fill slices on many threads.</summary>
    /// <param name="grid">Where the voxels are.</param>
    /// <param name="fill">Writes the voxels.</param>
    /// <param name="writesAll">Whether it writes every one, so that the memory need not be cleared first.</param>
    public static Volume<T> CreateParallel<T>(Grid grid, Action<Memory<T>> fill, bool writesAll = false)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(fill);
        var voxels = writesAll ? GC.AllocateUninitializedArray<T>(grid.Shape.Count) : new T[grid.Shape.Count];
        fill(voxels);
        return new(grid, voxels);
    }

    /// <summary>A volume with a copy of the given voxels.</summary>
    /// <exception cref="ArgumentException">The count does not fit the grid.</exception>
    public static Volume<T> Create<T>(Grid grid, ReadOnlySpan<T> voxels)
        where T : unmanaged
        => voxels.Length == grid.Shape.Count
            ? new(grid, voxels.ToArray())
            : throw new ArgumentException($"{voxels.Length} voxels do not fill a grid of {grid.Shape}.", nameof(voxels));

    /// <summary>A volume with one value everywhere.</summary>
    public static Volume<T> Filled<T>(Grid grid, T value)
        where T : unmanaged
        => Create(grid, value, static (Span<T> v, T x) => v.Fill(x));
}
