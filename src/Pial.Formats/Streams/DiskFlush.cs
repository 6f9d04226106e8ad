using System.Runtime.InteropServices;
using System.Text;

namespace Pial.Formats.Streams;

/// <summary>
/// Folders on disk: a rename is in its folder, and lost with the power unless the folder is written, too. On systems other than Unix the
/// file system sees to it.
/// </summary>
public static class DiskFlush
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC of Linux; O_DIRECTORY, which is not needed, differs between processors

    /// <summary>Waits until what a folder lists is on the disk; does nothing where that cannot be asked for.</summary>
    /// <param name="folder">The folder.</param>
    public static void Folder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!OperatingSystem.IsLinux()) return;
        var handle = Open([.. Encoding.UTF8.GetBytes(folder), 0], CloseOnExec);
        if (handle < 0) return;
        _ = Sync(handle);
        _ = Close(handle);
    }

    /// <summary>As <see cref="Folder"/>, for every file and folder within, before the folder is renamed to what people see.</summary>
    /// <param name="folder">The folder.</param>
    public static void Everything(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(
            folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            stream.Flush(flushToDisk: true);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            Folder(inner);
        Folder(folder);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
