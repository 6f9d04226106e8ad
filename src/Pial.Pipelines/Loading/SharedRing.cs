using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Formats.Npy;
using Pial.Formats.Streams;
using Pial.Kernels;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Loading;

/// <summary>
/// Batches in memory shared with another process: a ring of <c>.npy</c> files, best under <c>/dev/shm</c>. A line of JSON tells of each
/// batch that is ready; a line that comes back says that the oldest one is done with, and its files are written anew
/// (docs/reference/batches.md).
/// </summary>
public sealed class SharedRing : IDisposable
{
    private readonly string folder;
    private readonly int slots;
    private readonly bool history;
    private readonly Dictionary<string, (MemoryMappedFile File, MemoryMappedViewAccessor View, long Bytes)> files = new(
        StringComparer.Ordinal);
    private readonly SemaphoreSlim free;
    private readonly string mark;
    private long written;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="folder">Where the files are; made when missing.</param>
    /// <param name="slots">Batches that are ready or read at once, 1 or more.</param>
    /// <param name="history">Whether lines tell what was done to each volume.</param>
    public SharedRing(string folder, int slots, bool history = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        (this.folder, this.slots, this.history, free) = (Path.GetFullPath(folder), slots, history, new(slots));
        Directory.CreateDirectory(folder);
        RemoveAbandoned(this.folder);
        mark = Path.Combine(this.folder, $".ring.{Environment.ProcessId:x}-{AtomicFile.Machine}-{Path.GetRandomFileName()[..6]}.part");
    }

    // Rings of processes that were killed: each says in a hidden file which files are its own.
    private static void RemoveAbandoned(string folder)
    {
        static bool IsArray(string name) =>
            name.Length > 0 && Path.GetFileName(name) == name && name.EndsWith(".npy", StringComparison.Ordinal);
        var hidden = new EnumerationOptions { AttributesToSkip = FileAttributes.None };
        foreach (var old in Directory.EnumerateFiles(folder, ".ring.*.part", hidden).Where(Leftovers.IsAbandoned).ToArray())
        {
            foreach (var name in File.ReadAllLines(old).Where(IsArray)) File.Delete(Path.Combine(folder, name));
            File.Delete(old);
        }
    }

    /// <summary>Waits for a free place, puts a batch there and tells of it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="announce">Where the line goes.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">There is no room in the folder, or the reader has gone.</exception>
    public async Task Write(Batch batch, Stream announce, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(announce);
        await free.WaitAsync(stop);
        var slot = written++ % slots;
        var arrays = new JsonArray();
        foreach (var tensor in batch.Tensors)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{tensor.Name}-{slot}.npy"));
            Put(path, tensor);
            arrays.Add(new JsonObject { ["name"] = tensor.Name, ["file"] = path });
        }

        await announce.WriteAsync(Encoding.UTF8.GetBytes(BatchRecord.Line(batch, arrays, history)), stop);
        await announce.FlushAsync(stop);
    }

    /// <summary>The reader is done with the oldest batch.</summary>
    /// <exception cref="InvalidOperationException">No batch is out.</exception>
    public void Release()
    {
        if (free.CurrentCount == slots) throw new InvalidOperationException("A batch was given back that had not been handed out.");
        free.Release();
    }

    /// <summary>Waits until the reader is done with every batch.</summary>
    public async Task Emptied(CancellationToken stop)
    {
        for (var n = 0; n < slots; n++)
            await free.WaitAsync(stop);
    }

    /// <summary>Removes the files. A reader that still maps one keeps what it holds.</summary>
    public void Dispose()
    {
        foreach (var (path, (file, view, _)) in files)
        {
            view.Dispose();
            file.Dispose();
            File.Delete(path);
        }

        free.Dispose();
        File.Delete(mark);
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    private void Put(string path, BatchTensor tensor)
    {
        var header = NpyRecord.FixedHeader(tensor.NumpyType, tensor.Shape.AsSpan());
        if (!files.TryGetValue(path, out var mapped) || mapped.Bytes < tensor.Bytes.Length)
            files[path] = mapped = Map(path, tensor.Bytes.Length);
        var view = mapped.View.SafeMemoryMappedViewHandle;
        MappedBytes.Write(header, view, 0);
        MappedBytes.Write(tensor.Bytes, view, NpyRecord.FixedHeaderBytes);
    }

    // The first batch is the largest, so that each file is made once.
    private (MemoryMappedFile File, MemoryMappedViewAccessor View, long Bytes) Map(string path, int bytes)
    {
        if (files.Remove(path, out var old))
        {
            old.View.Dispose();
            old.File.Dispose();
        }

        var room = new DriveInfo(folder).AvailableFreeSpace;
        if (room < bytes)
        {
            throw new IOException($"{folder} has {room >> 20} MiB left, and the next array needs {bytes >> 20}; " +
                "take fewer places (option 'slots') or a smaller batch.");
        }

        File.Delete(path);
        File.AppendAllText(mark, Path.GetFileName(path) + "\n");
        var length = NpyRecord.FixedHeaderBytes + (long)bytes;
        try
        {
            // Taken now: what is only mapped is taken when it is written, and a full memory file system then ends the process with a bus
            // error.
            var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                PreallocationSize = length,
            });
            var file = MemoryMappedFile.CreateFromFile(
                stream, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            return (file, file.CreateViewAccessor(), bytes);
        }
        catch (IOException e)
        {
            File.Delete(path);
            throw new IOException($"{folder} has no room for the next array of {length >> 20} MiB ({e.Message}); " +
                "take fewer places (option 'slots') or a smaller batch.", e);
        }
    }
}
