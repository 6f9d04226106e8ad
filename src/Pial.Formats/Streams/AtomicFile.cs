using System.Collections.Concurrent;
using System.Globalization;

namespace Pial.Formats.Streams;

/// <summary>
/// A file that appears under its name only when it is whole: written to a hidden sibling, then renamed over the name. A failure or a
/// process that ends in good order (Ctrl-C included) removes the sibling.
/// </summary>
public static class AtomicFile
{
    private static readonly ConcurrentDictionary<string, byte> Unfinished = new(StringComparer.Ordinal);

    /// <summary>Tells this machine from others on a shared file system: a process number means nothing on another machine.</summary>
    public static string Machine { get; } =
        (Environment.MachineName.Aggregate(2166136261u, static (hash, c) => unchecked((hash ^ c) * 16777619)) & 0xFFFF).ToString("x4",
            CultureInfo.InvariantCulture);

    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => RemoveUnfinished();

    /// <summary>Writes a file through a callback.</summary>
    /// <param name="path">Final name; an existing file is replaced in one step.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The folder is missing or the disk is full or read-only; nothing is left under either name.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, durable: true);

    /// <summary>As <see cref="Write(string, Action{Stream})"/>.</summary>
    /// <param name="path">Final name.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="durable">Whether content and name are on the disk when this returns, should the power fail. What has a checksum and can
    /// be made again need not be.</param>
    public static void Write(string path, Action<Stream> write, bool durable)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!,
            $".{Path.GetFileName(full)}.{Environment.ProcessId:x}-{Machine}-{Path.GetRandomFileName()[..6]}.part");
        Unfinished[temporary] = 0;
        try
        {
            using (var stream = new FileStream(temporary,
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 }))
            {
                write(stream);
                stream.Flush(flushToDisk: durable);
            }

            File.Move(temporary, full, overwrite: true);
            if (durable) DiskFlush.Folder(Path.GetDirectoryName(full)!);
        }
        catch (ArgumentOutOfRangeException e) when (e.StackTrace?.Contains("System.IO.RandomAccess", StringComparison.Ordinal) == true)
        {
            // EFBIG, as .NET tells it.
            Remove(temporary);
            throw new IOException(
                $"{path} cannot be written: the file would grow beyond what the shell (ulimit -f) or the file system allows.", e);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
        finally
        {
            Unfinished.TryRemove(temporary, out _);
        }
    }

    /// <summary>Removes every file that is still being written; for a process about to end.</summary>
    public static void RemoveUnfinished()
    {
        foreach (var path in Unfinished.Keys)
            Remove(path);
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The original error matters more than a leftover that says .part.
        }
    }
}
