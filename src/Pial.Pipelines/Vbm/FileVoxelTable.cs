using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pial.Analysis.Statistics.Linear;

namespace Pial.Pipelines.Vbm;

/// <summary>Voxels of all subjects in a temporary file, for cohorts that do not fit in memory; the file goes away with the table.</summary>
internal sealed class FileVoxelTable : IVoxelTable, IDisposable
{
    private readonly SafeFileHandle file;

    public FileVoxelTable(string folder, int subjects, int voxels)
    {
        (Subjects, Voxels) = (subjects, voxels);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $".voxels-{Guid.NewGuid():N}.tmp");
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
    }

    /// <inheritdoc />
    public int Subjects { get; }

    /// <inheritdoc />
    public int Voxels { get; }

    public void Write(int subject, ReadOnlySpan<float> row) =>
        RandomAccess.Write(file, MemoryMarshal.AsBytes(row), (long)subject * Voxels * 4);

    /// <inheritdoc />
    public void Read(int subject, int first, Span<float> destination)
    {
        var bytes = MemoryMarshal.AsBytes(destination);
        var offset = (((long)subject * Voxels) + first) * 4;
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(file, bytes, offset);
            if (count == 0) throw new EndOfStreamException("The temporary file of voxels is shorter than it was written.");
            bytes = bytes[count..];
            offset += count;
        }
    }

    public void Dispose() => file.Dispose();
}
