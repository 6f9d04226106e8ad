using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.Mgh;
using Pial.Tests.Shared;
using Xunit.Abstractions;

namespace Pial.Golden.Formats;

/// <summary>FreeSurfer's surface files and GIFTI read to nibabel's numbers.</summary>
public sealed class FreeSurferTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "freesurfer");

    public static TheoryData<string> SmallFiles => new(Expectations("files.json").Keys);

    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void A_small_file(string file) => Check(Path.Combine(Folder, "files", file), Expectations("files.json")[file]);

    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void A_file_that_is_cut_off_or_damaged_is_refused_by_name(string file)
    {
        var kind = Expectations("files.json")[file].GetProperty("kind").GetString();
        var whole = File.ReadAllBytes(Path.Combine(Folder, "files", file));
        var folder = Directory.CreateTempSubdirectory("pial-cut-");
        try
        {
            var path = Path.Combine(folder.FullName, file);
            for (var length = 1; length < whole.Length * 9 / 10; length += Math.Max(1, whole.Length / 60))
            {
                File.WriteAllBytes(path, whole[..length]);
                var error = Assert.ThrowsAny<ImageFormatException>(() => Read(kind!, path));
                Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
            }

            for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 60))
            {
                var bytes = (byte[])whole.Clone();
                bytes[at] ^= 0x55;
                File.WriteAllBytes(path, bytes);
                try
                {
                    Read(kind!, path);
                }
                catch (ImageFormatException)
                {
                    // Refused; a changed number cannot be noticed.
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [DataFact]
    public void The_test_data_read_to_nibabel_s_numbers()
    {
        var expected = Expectations("data.json");
        foreach (var (file, numbers) in expected)
            Check(Path.Combine(DataFactAttribute.Folder!, file), numbers);
        output.WriteLine($"{expected.Count} files");
    }

    [DataFact]
    public void Every_file_of_the_test_data_reads()
    {
        string[] prose = ["LICENSE", "LICENSE_FULL", "__init__.py", "recon-all.log", "build-stamp.txt"];
        var read = 0;
        foreach (var file in new[] { "freesurfer", "surfaces" }.SelectMany(
            d => Directory.GetFiles(Path.Combine(DataFactAttribute.Folder!, d), "*", SearchOption.AllDirectories)))
        {
            if (prose.Contains(Path.GetFileName(file))) continue;
            try
            {
                if (FileDescription.Of(file) is null) ImageFile.Load(file);
                read++;
            }
            catch (Exception e)
            {
                Assert.Fail($"{file}: {e.Message}");
            }
        }

        output.WriteLine($"{read} files");
        Assert.True(read > 100);
    }

    [DataFact]
    public void Cubes_in_all_forms_are_the_same_cube()
    {
        var samples = Path.Combine(DataFactAttribute.Folder!, "freesurfer/format_samples");
        foreach (var form in new[] { "geo", "gii", "mz3", "off", "ply", "stl", "tri", "vtk", "wobj" })
        {
            var cube = SurfaceFile.Read(Path.Combine(samples, $"cube.{form}"));
            Assert.Equal((8, 12, 2), (cube.VertexCount, cube.TriangleCount, cube.EulerNumber));
            Assert.Equal(24, cube.Area, 6);
        }

        Assert.Equal(24, SurfaceFile.Read(Path.Combine(samples, "cube_quads.byu")).Area, 6);
        Assert.Equal(8, SurfaceFile.Read(Path.Combine(samples, "cube_bin.stl")).VertexCount);
    }

    [DataFact]
    public void Segmentations_of_FreeSurfer_7_name_their_labels()
    {
        var file = Path.Combine(DataFactAttribute.Folder!, "freesurfer/bert/mri/aparc+aseg.mgz");
        var loaded = ImageFile.Load(file);
        var table = EmbeddedColourTable.Of(file, loaded.Header.Mgh!);
        Assert.NotNull(table);
        Assert.Equal("Left-Hippocampus", table.Find(17)!.Name);
        Assert.Equal("ctx-lh-bankssts", table.Find(1001)!.Name);
        Assert.Equal(0xDCD814, table.Find(17)!.Color);
        Assert.All(loaded.Image.Span.ToArray().Distinct(), v => Assert.NotNull(table.Find((int)v)));
    }

    private static object Read(string kind, string path) => kind switch
    {
        "geometry" => SurfaceFile.Read(path),
        "morphometry" => MorphometryFile.Read(path),
        "annotation" => Annotation.Read(path),
        "label" => LabelFile.Read(path),
        _ => GiftiReader.Read(path),
    };

    private static void Check(string path, JsonElement expected)
    {
        switch (expected.GetProperty("kind").GetString())
        {
            case "geometry":
                var mesh = SurfaceFile.Read(path);
                Assert.Equal(Text(expected, "coordinates_float32"), Sha(mesh.Coordinates));
                Assert.Equal(Text(expected, "triangles_int32"), Sha(mesh.Triangles));
                break;
            case "morphometry":
                Assert.Equal(Text(expected, "values_float32"), Sha<float>(MorphometryFile.Read(path)));
                break;
            case "annotation":
                var annotation = Annotation.Read(path);
                Assert.Equal(Text(expected, "labels_int32"), Sha(annotation.Labels));
                Assert.Equal(Text(expected, "values_int32"), Sha(annotation.Values));
                Assert.Equal(expected.GetProperty("names").Deserialize<string[]>(), annotation.Table.Labels.Select(l => l.Name));
                Assert.Equal(expected.GetProperty("colours").Deserialize<int[]>(), annotation.Table.Labels.Select(l => l.Color));
                break;
            case "label":
                var label = LabelFile.Read(path);
                Assert.Equal(Text(expected, "numbers_int32"), Sha<int>(label.Points.Select(p => p.Vertex).ToArray()));
                Assert.Equal(Text(expected, "values_float64"), Sha<double>(label.Points.Select(p => p.Value).ToArray()));
                break;
            default:
                var gifti = GiftiReader.Read(path);
                var arrays = expected.GetProperty("arrays").EnumerateArray().ToArray();
                Assert.Equal(arrays.Length, gifti.Arrays.Count);
                foreach (var (theirs, ours) in arrays.Zip(gifti.Arrays))
                {
                    Assert.Equal(Text(theirs, "intent"), ours.Intent);
                    Assert.Equal(theirs.GetProperty("dimensions").Deserialize<int[]>(), ours.Dimensions);
                    Assert.Equal(Text(theirs, "values_float64"), Sha(ours.Values.Span));
                }

                foreach (var name in expected.GetProperty("labels").EnumerateObject().Where(l => gifti.Labels is not null))
                    if (int.TryParse(name.Name, out var id)) Assert.Equal(name.Value.GetString(), gifti.Labels!.Find(id)!.Name);
                break;
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Sha<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)));

    private static Dictionary<string, JsonElement> Expectations(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
        return json.RootElement.GetProperty("files").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone(),
            StringComparer.Ordinal);
    }
}
