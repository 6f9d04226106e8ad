using Pial.Formats;
using Pial.Volumes;

namespace Pial.Conformance.Formats;

/// <summary>
/// What every format must do: give back the voxels, where they were, whatever the grid, at any thread count, and leave nothing else behind.
/// </summary>
public sealed class FormatRoundTripTests : IDisposable
{
    private static readonly Affine Tilt = Affine.Translation(new(-81.5, -120.25, -60)) * Affine.Rotation(0.4, -0.25, 0.6);

    private static readonly (string Name, Grid Grid)[] Grids =
    [
        ("identity", new(new(5, 6, 7), Affine.Identity)),
        ("left-handed", new(new(5, 6, 7), new(-1, 0, 0, 90, 0, 1, 0, -126, 0, 0, 1, -72))),
        ("all flipped", new(new(5, 6, 7), new(-1, 0, 0, 9, 0, -1, 0, 8, 0, 0, -1, 7))),
        ("permuted", new(new(5, 6, 7), new(0, 0, 1.5, -40, -1, 0, 0, 90, 0, -2, 0, 60))),
        ("anisotropic", new(new(9, 4, 3), Affine.Scaling(0.5, 1.25, 6))),
        ("oblique", new(new(5, 6, 7), Tilt * Affine.Scaling(0.9, 1, 1.1))),
        ("oblique left-handed", new(new(5, 6, 7), Tilt * Affine.Scaling(-0.9, 1, 1.1))),
        ("half turn", new(new(5, 6, 7), Affine.Rotation(0, Math.PI, 0))),
        ("one voxel thick", new(new(8, 9, 1), Tilt)),
        ("one voxel", new(new(1, 1, 1), Tilt)),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("pial-conformance-").FullName;

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        for (var row = 0; row < FormatList.All.Count; row++)
        {
            foreach (var (name, _) in Grids)
                cases.Add(row, name);
        }

        return cases;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Voxels_and_place_come_back(int row, string grid)
    {
        var format = FormatList.All[row];
        var image = Noise(Grids.Single(g => g.Name == grid).Grid);
        var path = Save(format, "image", image);
        var back = ImageFile.Load(path);
        Assert.Equal(image.Span.ToArray(), back.Image.Span.ToArray());
        Assert.True(back.Image.Grid.Matches(image.Grid, format.ToleranceMm), $"{image.Grid.Affine} came back as {back.Image.Grid.Affine}");
        Assert.DoesNotContain(back.Findings, f => f.Severity == FindingSeverity.Warning);
        Assert.DoesNotContain(Directory.GetFiles(folder), f => f.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void A_second_round_changes_no_byte(int row)
    {
        var format = FormatList.All[row];
        var first = Save(format, "first", Noise(Grids[5].Grid));
        var loaded = ImageFile.Load(first);
        var second = Path.Combine(folder, "second" + format.Extension);
        ImageFile.Save(second, loaded.Image, new() { Header = loaded.Header });
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void Whole_numbers_are_kept_in_every_type_that_holds_them(int row)
    {
        var format = FormatList.All[row];
        foreach (var type in format.Types)
        {
            var image = Volume.Create(Grids[4].Grid, 0, static (Span<float> v, int _) =>
            {
                for (var n = 0; n < v.Length; n++)
                    v[n] = n;
            });
            var path = Save(format, $"n{type}", image, type);
            var back = ImageFile.Load(path);
            Assert.Equal(type, back.Header.StoredType);
            Assert.Equal((1, 0), (back.Header.Slope, back.Header.Intercept));
            Assert.Equal(image.Span.ToArray(), back.Image.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void Fractions_are_scaled_into_an_integer_type_or_refused(int row)
    {
        var format = FormatList.All[row];
        var image = Noise(Grids[5].Grid);
        if (!format.Scales)
        {
            Assert.Contains("float32", Assert.Throws<ArgumentException>(() => Save(format, "s", image, StoredType.Int16)).Message,
                StringComparison.Ordinal);
            return;
        }

        var back = ImageFile.Load(Save(format, "s", image, StoredType.Int16)).Image;
        var step = 2000.0 / 65535; // Noise spans less than −1000 to 1000
        for (var n = 0; n < back.Span.Length; n++)
            Assert.InRange(back.Span[n] - image.Span[n], -step, step);
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void Labels_and_masks_come_back(int row)
    {
        var format = FormatList.All[row];
        foreach (var largest in (int[])[1, 255, 2035, 99_999])
        {
            var labels = Volume.Create(Grids[5].Grid, largest, static (Span<int> v, int x) =>
            {
                for (var n = 0; n < v.Length; n++)
                    v[n] = n % 7 == 0 ? x : n % 3;
            });
            var path = Path.Combine(folder, $"l{largest}{format.Extension}");
            ImageFile.Save(path, labels, new() { NiftiVersion = format.Version });
            Assert.Equal(labels.Span.ToArray(), ImageFile.LoadLabels(path).Span.ToArray());
            var mask = labels.Map(static l => l > 1);
            ImageFile.Save(Path.Combine(folder, "m" + format.Extension), mask);
            Assert.Equal(mask.Span.ToArray(), ImageFile.LoadMask(Path.Combine(folder, "m" + format.Extension)).Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void Bytes_and_voxels_do_not_depend_on_the_thread_count(int row)
    {
        var format = FormatList.All[row];
        var image = Noise(new(new(150, 160, 30), Tilt));
        var one = Save(format, "one", image, threads: 1);
        var many = Save(format, "many", image, threads: 5);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(many));
        Assert.Equal(ImageFile.Load(one, new() { MaxDegreeOfParallelism = 1 }).Image.Span.ToArray(),
            ImageFile.Load(many).Image.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void A_cancelled_write_leaves_nothing(int row)
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var image = Noise(new(new(150, 160, 30), Tilt));
        var path = Path.Combine(folder, "cancelled" + FormatList.All[row].Extension);
        Assert.ThrowsAny<OperationCanceledException>(
            () => ImageFile.Save(path, image, parallel: new() { CancellationToken = cancel.Token }));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Theory]
    [MemberData(nameof(FormatList.Rows), MemberType = typeof(FormatList))]
    public void A_file_cut_anywhere_is_refused_with_one_line(int row)
    {
        var whole = Save(FormatList.All[row], "whole", Noise(Grids[5].Grid));
        if (FormatList.All[row].Extension.StartsWith(".hdr", StringComparison.Ordinal))
            whole = Path.ChangeExtension(whole, ".img");
        var bytes = File.ReadAllBytes(whole);
        // a cut footer is no damage: it is optional
        var footer = FormatList.All[row].Extension.StartsWith(".mg", StringComparison.Ordinal) ? 48 : 0;
        foreach (var length in (int[])[0, 1, 11, bytes.Length / 4, bytes.Length / 2, bytes.Length - footer - 20])
        {
            File.WriteAllBytes(whole, bytes[..length]);
            var error = Assert.Throws<ImageFormatException>(() => ImageFile.Load(whole));
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private static Volume<float> Noise(Grid grid) => Volume.Create(grid, 0, static (Span<float> v, int _) =>
    {
        var random = new Random(11);
        for (var n = 0; n < v.Length; n++)
            v[n] = (float)((random.NextDouble() * 2000) - 1000);
    });

    private string Save(Format format, string name, Volume<float> image, StoredType? type = null, int? threads = null)
    {
        var path = Path.Combine(folder, name + format.Extension);
        var parallel = threads is { } n ? new ParallelOptions { MaxDegreeOfParallelism = n } : null;
        ImageFile.Save(path, image, new() { Type = type, NiftiVersion = format.Version }, parallel);
        return path;
    }
}
