using System.Runtime.InteropServices;
using System.Text.Json;
using Pial.Formats;
using Pial.Operations.Quality;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Golden.Operations;

/// <summary>Image quality measures are those of MRIQC's own functions, and of their transcription (quality/README.md).</summary>
public sealed class QualityTests
{
    [Fact]
    public void A_small_head_has_the_transcribed_values()
    {
        using var about = JsonDocument.Parse(File.ReadAllText(PathOf("small.json")));
        var s = about.RootElement.GetProperty("shape");
        var grid = new Grid(new(s[0].GetInt32(), s[1].GetInt32(), s[2].GetInt32()), Affine.Identity);
        var (csf, gm, wm) = (Floats(grid, "csf"), Floats(grid, "gm"), Floats(grid, "wm"));
        var masks = new HeadMasks(Mask(grid, "head"), Mask(grid, "air"), Mask(grid, "artefacts"), Volume.Filled(grid, false));
        var found = ImageQuality.Run(new(Floats(grid, "image"), Mask(grid, "brain"), new(gm, wm, csf), masks)
        {
            BiasField = Floats(grid, "field"),
            Priors = () => new(Rolled(gm), Rolled(wm), Rolled(csf)),
        }).ToDictionary(m => m.Name, StringComparer.Ordinal);
        foreach (var expected in about.RootElement.GetProperty("values").EnumerateObject())
            Close(expected.Name, expected.Value.GetDouble(), found[expected.Name].Value, 1e-5);
    }

    [DataFact]
    public void Real_heads_have_the_values_of_MRIQC()
    {
        using var about = JsonDocument.Parse(File.ReadAllText(PathOf("mriqc-values.json")));
        foreach (var image in about.RootElement.GetProperty("images").EnumerateObject())
        {
            string At(string path) => Path.Combine(Path.GetDirectoryName(DataFactAttribute.Folder!.TrimEnd('/'))!, path);
            var masks = image.Value.GetProperty("masks").EnumerateArray().Select(m => At(m.GetString()!)).ToArray();
            var head = ImageFile.Load(At(image.Value.GetProperty("image").GetString()!)).Image;
            var seg = ImageFile.Load(masks[0]).Image;
            Volume<float> Tissue(int label) => seg.Map(v => v == label ? 1f : 0f);
            var none = Volume.Filled(head.Grid, false);
            var surroundings = new HeadMasks(ImageFile.LoadMask(masks[1]), ImageFile.LoadMask(masks[2]), none, none);
            var found = ImageQuality.Run(new(head, seg.Map(v => v > 0), new(Tissue(2), Tissue(3), Tissue(1)), surroundings))
                .ToDictionary(m => m.Name, StringComparer.Ordinal);
            foreach (var (name, value) in Flat(image.Value.GetProperty("values"), ""))
            {
                if (name == "qi_2")
                    NoiseFit(image.Name, value, found[name]);
                else if (value == -1)
                    Assert.Null(found[name].Value);
                else
                    Close(name, value, found[name].Value, 1e-3);
            }
        }
    }

    // MRIQC fits 300,000 voxels drawn at random, here all count. More than 95 % of visualqc's air is 0: nothing is left to fit.
    private static void NoiseFit(string image, double theirs, QualityMetric ours)
    {
        if (image == "visualqc")
            Assert.Null(ours.Value);
        else
            Assert.InRange(ours.Value!.Value, theirs / 2, theirs * 2);
    }

    // "summary": { "csf": { "mean": … } } is summary_csf_mean.
    private static IEnumerable<(string Name, double Value)> Flat(JsonElement values, string prefix) =>
        values.EnumerateObject().SelectMany(p =>
        p.Value.ValueKind == JsonValueKind.Object ? Flat(p.Value, $"{prefix}{p.Name}_") : [($"{prefix}{p.Name}", p.Value.GetDouble())]);

    private static void Close(string name, double expected, double? found, double tolerance) => Assert.True(
        found is { } value && Math.Abs(value - expected) <= tolerance * Math.Max(Math.Abs(expected), 1e-6),
        $"{name} is {found}, expected {expected}");

    private static Volume<float> Rolled(Volume<float> map) => Volume.Create(map.Grid, map, static (Span<float> to, Volume<float> from) =>
    {
        var s = from.Shape;
        for (var n = 0; n < to.Length; n++)
        {
            var (i, j, k) = (n % s.I, n / s.I % s.J, n / s.SliceCount);
            to[n] = from[(i + s.I - 1) % s.I, j, k];
        }
    });

    private static Volume<float> Floats(Grid grid, string name) =>
        Volume.Create<float>(grid, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf($"{name}.f32"))));

    private static Volume<bool> Mask(Grid grid, string name) =>
        Volume.Create<bool>(grid, [.. File.ReadAllBytes(PathOf($"{name}.u8")).Select(v => v != 0)]);

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "quality", name);
}
