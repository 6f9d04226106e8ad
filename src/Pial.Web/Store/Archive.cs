using System.IO.Compression;
using Pial.Pipelines;

namespace Pial.Web.Store;

/// <summary>
/// A ZIP of a stranger's. No name in it becomes a path; links are refused; and what comes out is counted while it comes out, so that no
/// bomb fills the disk, whatever the ZIP says of itself.
/// </summary>
internal static class Archive
{
    private const int LinkMode = 0xA000, KindMask = 0xF000;

    /// <summary>Unpacks it.</summary>
    /// <param name="zip">The file.</param>
    /// <param name="folder">Where to; made.</param>
    /// <param name="mostFiles">Files it may hold.</param>
    /// <param name="mostBytes">Bytes it may hold, unpacked.</param>
    /// <param name="nameOf">What an entry is called there, by its name in the archive and its number; null leaves it out.</param>
    /// <returns>The files.</returns>
    /// <exception cref="InputException">It is damaged or not what may be sent.</exception>
    public static IReadOnlyList<string> Unpack(string zip, string folder, int mostFiles, long mostBytes, Func<string, int, string?> nameOf)
    {
        Directory.CreateDirectory(folder);
        try
        {
            using var archive = Open(zip);
            if (archive.Entries.Count > mostFiles)
                throw new InputException($"The archive holds {archive.Entries.Count} files; {mostFiles} are the most.");
            var (files, left) = (new List<string>(), mostBytes);
            foreach (var entry in archive.Entries.Where(e => !IsNoise(e.FullName)))
            {
                if (((entry.ExternalAttributes >> 16) & KindMask) == LinkMode)
                    throw new InputException($"The archive holds a link ({entry.FullName}); send the file itself.");
                if (entry.FullName.Split('/', '\\').Contains("..") || Path.IsPathRooted(entry.FullName))
                    throw new InputException($"The archive holds a name that leads out of it ({entry.FullName}); pack the files again.");
                if (nameOf(entry.FullName, files.Count + 1) is not { } name) continue;
                var path = Path.Combine(folder, Path.GetFileName(name));
                if (File.Exists(path)) throw new InputException($"The archive holds two files called {Path.GetFileName(name)}; send one.");
                left -= Copy(entry, path, left, mostBytes);
                files.Add(path);
            }

            return files;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new InputException("The archive is damaged or encrypted; pack the files again, without a password.", e);
        }
    }

    /// <summary>Refuses what is no archive.</summary>
    /// <exception cref="InputException">It is none, or damaged.</exception>
    public static void MustBeOne(string zip) => Open(zip).Dispose();

    private static ZipArchive Open(string zip)
    {
        try
        {
            var archive = ZipFile.OpenRead(zip);
            _ = archive.Entries.Count; // reads the list of files, which stands at the end
            return archive;
        }
        catch (InvalidDataException e)
        {
            throw new InputException("That is no ZIP archive, or a damaged one; pack the files again.", e);
        }
    }

    // Folders, and what systems add by themselves.
    private static bool IsNoise(string name) => name.Length == 0 || name[^1] is '/' or '\\'
        || name.StartsWith("__MACOSX/", StringComparison.Ordinal) || name.Split('/')[^1] is ".DS_Store" or "Thumbs.db";

    private static long Copy(ZipArchiveEntry entry, string path, long left, long most)
    {
        using var from = entry.Open();
        using var into = File.Create(path);
        var (buffer, copied) = (new byte[1 << 16], 0L);
        while (from.Read(buffer) is > 0 and var read)
        {
            copied += read;
            if (copied > left) throw new InputException($"The archive holds more than {most >> 20} MiB when it is unpacked; send less.");
            into.Write(buffer, 0, read);
        }

        return copied;
    }
}
