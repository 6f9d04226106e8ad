using System.Text;

namespace Pial.Formats.Streams;

/// <summary>
/// A result under a name that somebody asked for: the folder is made when missing, the file appears under its name only when it is
/// complete.
/// </summary>
public static class OutputFile
{
    /// <summary>Writes to a temporary sibling and renames it; the sibling is removed when writing fails.</summary>
    /// <param name="path">Final name.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk is full, or the directory cannot be written to; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, durable: true);

    /// <summary>As <see cref="Write(string, Action{Stream})"/>.</summary>
    /// <param name="path">Final name.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="durable">As for <see cref="AtomicFile.Write(string, Action{Stream}, bool)"/>.</param>
    public static void Write(string path, Action<Stream> write, bool durable)
    {
        try
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                AtomicFile.Write(path, write, durable);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process on the same folder has just tidied it away, being empty.
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                AtomicFile.Write(path, write, durable);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="Write(string, Action{Stream})"/>, for text in UTF-8 with line feeds.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
