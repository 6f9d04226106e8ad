using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Pial.Pipelines;

namespace Pial.Hub.Programs;

/// <summary>
/// Files that a participant's program left: looked at before they are read, for they may be links to what it must not read, pipes that
/// never end, or sixty gigabytes of nothing.
/// </summary>
internal static class ProgramFile
{
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000; // O_NONBLOCK and O_CLOEXEC of Linux

    /// <summary>Longest table of predictions, bytes.</summary>
    public const long MostOfTable = 256L << 20;

    /// <summary>Longest image, bytes.</summary>
    public const long MostOfImage = 2L << 30;

    /// <summary>Refuses a file that is no plain one, or too long.</summary>
    /// <param name="path">The file; it is there.</param>
    /// <param name="most">Longest, bytes.</param>
    /// <param name="name">What messages call the program.</param>
    /// <exception cref="InputException">It is another kind of file, or longer.</exception>
    public static void Check(string path, long most, string name)
    {
        InputException Bad(string what) => new($"{name} left {Path.GetFileName(path)} as {what}; a plain file is expected.");
        var info = new FileInfo(path);
        if (info.LinkTarget is not null) throw Bad("a link");
        if (!OperatingSystem.IsLinux())
        {
            if (info.Length > most) throw Bad($"a file of {info.Length} bytes");
            return;
        }

        // Opening a pipe would wait for somebody to write into it.
        using var handle = new SafeFileHandle(Open([.. Encoding.UTF8.GetBytes(path), 0], NonBlocking | CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid) throw Bad("something that cannot be opened");
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!stream.CanSeek) throw Bad("a pipe or a device");
        if (stream.Length > most) throw Bad($"a file of {stream.Length} bytes, more than the {most} it may have");
    }

    /// <summary>As <see cref="Check"/>, for every file of a folder.</summary>
    public static void CheckFolder(string folder, long most, string name)
    {
        if (new DirectoryInfo(folder) is { Exists: true, LinkTarget: not null })
            throw new InputException($"{name} left {Path.GetFileName(folder)} as a link; a folder is expected.");
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
            Check(file, most, name);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
