using System.Runtime.InteropServices;

namespace Pial.Formats.Streams;

/// <summary>
/// libdeflate (MIT), when the machine has it: the fastest at decompressing, a fifth before <see cref="GzipMember"/>. Used for reading
/// alone, so that what Pial writes never depends on what is installed. The one interop file of this project.
/// </summary>
internal static class LibDeflate
{
    private static readonly string[] Names = ["libdeflate.so.0", "libdeflate.so", "libdeflate.0.dylib", "libdeflate.dylib",
        "libdeflate.dll", "deflate.dll"];
    private static readonly Api? Loaded = Load();

    private delegate nint AllocDecompressor();

    private delegate void FreeDecompressor(nint decompressor);

    private delegate int GzipDecompress(nint decompressor, ref byte input, nuint inputBytes, ref byte output, nuint outputRoom,
        out nuint used, out nuint written);

    /// <summary>Whether the library is there; <c>PIAL_NO_LIBDEFLATE=1</c> hides it.</summary>
    public static bool IsAvailable => Loaded is not null;

    /// <summary>Decompresses one gzip member and checks its checksum.</summary>
    /// <param name="input">The member.</param>
    /// <param name="output">As long as the decompressed member.</param>
    /// <returns>Whether the output was filled exactly; <c>false</c> for anything else, whatever the reason.</returns>
    public static bool TryGunzip(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (Loaded is not { } api || input.IsEmpty || output.IsEmpty) return false;
        var decompressor = api.Alloc();
        if (decompressor == 0) return false;
        try
        {
            var code = api.Gunzip(
                decompressor, ref MemoryMarshal.GetReference(input), (nuint)input.Length, ref MemoryMarshal.GetReference(output),
                (nuint)output.Length, out _, out var written);
            return code == 0 && written == (nuint)output.Length;
        }
        finally
        {
            api.Free(decompressor);
        }
    }

    private static Api? Load()
    {
        if (Environment.GetEnvironmentVariable("PIAL_NO_LIBDEFLATE") is "1") return null;
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, typeof(LibDeflate).Assembly, DllImportSearchPath.SafeDirectories, out var library)
                && NativeLibrary.TryGetExport(library, "libdeflate_alloc_decompressor", out var alloc)
                && NativeLibrary.TryGetExport(library, "libdeflate_free_decompressor", out var free)
                && NativeLibrary.TryGetExport(library, "libdeflate_gzip_decompress_ex", out var gunzip))
            {
                return new(
                    Marshal.GetDelegateForFunctionPointer<AllocDecompressor>(alloc),
                    Marshal.GetDelegateForFunctionPointer<FreeDecompressor>(free),
                    Marshal.GetDelegateForFunctionPointer<GzipDecompress>(gunzip));
            }
        }

        return null;
    }

    private sealed record Api(AllocDecompressor Alloc, FreeDecompressor Free, GzipDecompress Gunzip);
}
