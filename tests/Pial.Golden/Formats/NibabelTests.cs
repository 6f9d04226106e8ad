using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Golden.Formats;

/// <summary>Every file nibabel ships or writes reads to nibabel's numbers and affine, or is refused for the right reason.</summary>
public sealed class NibabelTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "nibabel");
    private static readonly string Shipped = Environment.GetEnvironmentVariable("PIAL_NIBABEL_DATA")
        ?? "/usr/lib/python3/dist-packages/nibabel";

    public static TheoryData<string> WrittenFiles => new(Files("files.json").Select(f => f.File));

    public static TheoryData<string> ShippedFiles => new(Files("nibabel-data.json").Select(f => f.File));

    [Theory]
    [MemberData(nameof(WrittenFiles))]
    public void A_file_nibabel_wrote(string file) =>
    Check(Path.Combine(Folder, "files", file), Files("files.json").Single(f => f.File == file));

    [NibabelTheory]
    [MemberData(nameof(ShippedFiles))]
    public void A_file_nibabel_ships(string file) =>
    Check(Path.Combine(Shipped, file), Files("nibabel-data.json").Single(f => f.File == file));

    private static void Check(string path, Expected expected)
    {
        if (!expected.Read)
        {
            var error = Assert.ThrowsAny<IOException>(() => ImageFile.Load(path));
            Assert.Contains(Reason(expected), error.Message, StringComparison.OrdinalIgnoreCase);
            return;
        }

        var shape = expected.Shape!;
        if (shape.Length > 3)
            Assert.Contains($"is {shape[3]}", Assert.Throws<ImageFormatException>(() => ImageFile.Load(path)).Message,
                StringComparison.Ordinal);
        for (var v = 0; v < expected.Volumes!.Length; v++)
        {
            var number = v == 0 ? 0 : shape[3] - 1;
            Compare(shape.Length > 3 ? ImageFile.LoadVolume(path, number) : ImageFile.Load(path), expected, expected.Volumes[v]);
        }
    }

    private static void Compare(LoadedImage loaded, Expected expected, Numbers numbers)
    {
        Assert.Equal(new Shape(expected.Shape![0], expected.Shape[1], expected.Shape[2]), loaded.Image.Shape);
        Assert.Equal(expected.Dtype, loaded.Header.StoredType.Name());
        var theirs = Affine.FromRows(expected.Affine);
        Assert.True(loaded.Image.Grid.Matches(new(loaded.Image.Shape, theirs), 1e-5),
            $"{loaded.Image.Grid.Affine} is not nibabel's {theirs}");
        for (var n = 0; n < numbers.At.Length; n++)
            Assert.Equal((float)(numbers.Values[n] ?? double.NaN), loaded.Image.Span[numbers.At[n]]);
        Assert.Equal(numbers.Sha, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(loaded.Image.Span))));
    }

    // What a refusal must say, from what nibabel made of the file.
    private static string Reason(Expected expected)
    {
        var name = Path.GetFileName(expected.File);
        return Path.GetExtension(name.Replace(".gz", string.Empty, StringComparison.Ordinal)) switch
        {
            ".PAR" or ".REC" => "PAR/REC",
            ".mnc" or ".nc" => "MINC",
            ".dcm" => "DICOM",
            ".trk" => "TrackVis",
            ".tck" => "MRtrix",
            ".HEAD" or ".BRIK" => "AFNI",
            ".gii" => "GIFTI",
            ".bz2" => "bzip2",
            ".v" => "ECAT",
            ".hdr" => "voxel file is missing",
            ".nii" => "dim[5]",
            ".txt" => "text",
            _ => "no image Pial knows",
        };
    }

    private static Expected[] Files(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
        return json.RootElement.GetProperty("files").Deserialize<Expected[]>(Options)!;
    }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private sealed record Expected(string File, bool Read, string? Why, string? Dtype, int[]? Shape, double[]? Affine, Numbers[]? Volumes);

    private sealed record Numbers(
        [property: System.Text.Json.Serialization.JsonPropertyName("sha256_float32")] string Sha, int[] At, double?[] Values);

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NibabelTheoryAttribute : TheoryAttribute
    {
        public NibabelTheoryAttribute()
        {
            if (!Directory.Exists(Path.Combine(Shipped, "tests/data")))
                Skip = $"nibabel's test data are not at {Shipped}: install python3-nibabel or set PIAL_NIBABEL_DATA to nibabel's folder";
        }
    }
}
