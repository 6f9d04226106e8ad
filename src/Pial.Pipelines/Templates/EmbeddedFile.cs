using System.Security.Cryptography;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Templates;

/// <summary>Files that are part of the program.</summary>
internal static class EmbeddedFile
{
    /// <summary>
    /// Reads a file by its name; readers tell formats by content but read from files, so it passes through a temporary one.
    /// </summary>
    public static T With<T>(string name, Func<string, T> read)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pial-{Environment.ProcessId}-{Path.GetRandomFileName()}-{name}");
        try
        {
            File.WriteAllBytes(path, Bytes(name));
            return read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Hash of all files whose names begin so.</summary>
    public static ArtifactKey KeyOf(string prefix)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in typeof(EmbeddedFile).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            hash.AppendData(Bytes(name));
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The bytes of a file.</summary>
    public static byte[] Bytes(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"This build of Pial lacks its embedded file {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
