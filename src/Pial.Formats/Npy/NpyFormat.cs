using System.Numerics;
using Pial.Volumes;

namespace Pial.Formats.Npy;

/// <summary>NumPy's <c>.npy</c>: voxels without a place in the world, so it is only written.</summary>
internal sealed class NpyFormat : IImageFormat
{
    public string Name => "NumPy array";

    public IReadOnlyList<string> Endings { get; } = [".npy"];

    public bool Reads => false;

    public void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options, ParallelOptions? parallel)
        where T : unmanaged, INumber<T> => NpyWriter.Write(path, voxels, grid, type, parallel);
}
