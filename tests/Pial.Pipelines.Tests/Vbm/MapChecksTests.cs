using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Kernels;
using Pial.Pipelines.Vbm;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Vbm;

/// <summary>Maps that do not look like the others of their group are named, before permutations and in the report.</summary>
public sealed class MapChecksTests : IDisposable
{
    private static readonly Grid Grid = Grid.Centred(new(16, 18, 14), new(4, 4, 4), default);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_good_group_is_not_spoken_of() => Assert.Empty(Warnings());

    [Fact]
    public void Odd_maps_are_named_on_the_way_in_the_report_and_in_the_record()
    {
        var told = new List<string>();
        var result = Run(told, (2, (v, _) => v.Clear()), (3, (v, _) => v.Fill(0.5f)), (6, (v, others) => others[5].Span.CopyTo(v)),
            (8, (v, others) => Shift(others[8].Span, v)), (9, (v, others) => Scale(others[9].Span, v, 20)));
        Assert.Equal(result.Warnings, told);
        Assert.Contains("empty map (0 everywhere): sub-02", told);
        Assert.Contains("constant map: sub-03 (0.5 everywhere)", told);
        Assert.Contains("the same map 2 times: sub-05, sub-06", told);
        Assert.Contains(told, t => t.StartsWith("sub-08 lies ", StringComparison.Ordinal)
            && t.Contains("mm beside the others", StringComparison.Ordinal));
        Assert.Contains(told, t => t.StartsWith("sub-09 is far from the others: mean ", StringComparison.Ordinal));
        Assert.DoesNotContain(told, t => t.Contains("sub-00", StringComparison.Ordinal) || t.Contains("sub-07", StringComparison.Ordinal));
        var page = File.ReadAllText(result.Report);
        Assert.Contains("Look at these maps first", page, StringComparison.Ordinal);
        Assert.Contains("empty map (0 everywhere): sub-02", page, StringComparison.Ordinal);
        Assert.Equal(told, JsonNode.Parse(File.ReadAllText(Path.Combine(result.Folder, "vbm.json")))!["Warnings"]!.AsArray().Select(w =>
            (string)w!));
    }

    [Fact]
    public void The_same_map_with_other_digits_and_another_scale_is_found() =>
        Assert.Contains("the same map 2 times: sub-05, sub-06", Warnings((6, (v, others) =>
        {
            Scale(others[5].Span, v, 1.001f);
            for (var n = 0; n < v.Length; n++) v[n] = MathF.Round(v[n] * 10_000) / 10_000;
        }
    )));

    [Fact]
    public void Maps_without_a_number_are_refused_and_holes_are_counted()
    {
        Assert.Contains("sub-04 has a map that holds no number",
            Assert.Throws<InputException>(() => Warnings((4, (v, _) => v.Fill(float.NaN)))).Message, StringComparison.Ordinal);
        var warnings = Warnings((4, (v, others) =>
        {
            others[4].Span.CopyTo(v);
            v[(v.Length / 2)..((v.Length / 2) + 300)].Fill(float.NaN);
        }
        ));
        Assert.Matches(
            "^[1-9][0-9]* voxels with tissue are left out for everybody, because these maps hold no number there: sub-04 \\(300 voxels\\)$",
            Assert.Single(warnings));
    }

    [Fact]
    public void What_is_missing_is_said_before_anything_is_made()
    {
        var table = SubjectTable.Parse("participant_id\tage\na\t1\nb\t5\nc\t2\nd\t9\n", "t");
        var options = new VbmOptions { Formula = "age", Contrasts = ["age"], Permutations = 0, Tiv = false };
        void Check(VbmOptions o, string? space = "MNI152NLin2009cAsym") => VbmPipeline.Check(table, folder["out"], o, space);
        Check(options);
        Check(options with { Atlas = "PialStructures" });
        foreach (var bad in new[] { options with { Atlas = "missing.nii" }, options with { Atlas = "no/such/atlas.nii.gz" },
            options with { Mask = "missing.nii" } })
            Assert.Contains(bad.Atlas ?? bad.Mask!, Assert.Throws<InputException>(() => Check(bad)).Message, StringComparison.Ordinal);
        Assert.Contains("PialStructures lies in", Assert.Throws<InputException>(() =>
            Check(options with { Atlas = "PialStructures" }, "OASIS30ANTs")).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["text.nii"], "no image");
        Assert.ThrowsAny<Exception>(() => Check(options with { Atlas = folder["text.nii"] }));
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(Path.Combine(folder["out"], "vbm.json"), "{}");
        Assert.Contains("option 'force'", Assert.Throws<InputException>(() => Check(options)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder["out"], "derivatives")));
    }

    [Fact]
    public void Regions_have_names_without_being_asked_in_the_space_of_the_embedded_atlas()
    {
        var options = new VbmOptions { Formula = "age", Contrasts = ["age"] };
        Assert.Null(AtlasNames.Find(options, "MNITest"));
        var (names, notes) = AtlasNames.Load(AtlasNames.Find(options, "MNI152NLin2009cAsym")!, "MNI152NLin2009cAsym", new());
        Assert.Empty(notes);
        Assert.Equal("Left-Putamen", names.At(new(-26, 4, 0)));
        Assert.Equal("Right-Putamen", names.At(new(27, 4, 0)));
    }

    private static VbmOptions Options => new() { Formula = "age", Contrasts = ["age"], Permutations = 0, Tiv = false };

    private VbmResult Run(List<string> told, params (int Subject, Change Make)[] odd)
    {
        var (people, table) = Cohort(odd);
        return VbmPipeline.Run(people, table, folder["out"], Options, warned: told.Add);
    }

    private IReadOnlyList<string> Warnings(params (int Subject, Change Make)[] odd)
    {
        var (people, table) = Cohort(odd);
        using var maps = MapSet.Load(VbmPlan.Make(people, table, Options), Options, folder.Path, null, new());
        return maps.Warnings;
    }

    private (List<VbmParticipant> People, SubjectTable Table) Cohort((int Subject, Change Make)[] odd)
    {
        var (people, table, good) = (new List<VbmParticipant>(), "participant_id\tage\n", Enumerable.Range(0, 12).Select(Good).ToList());
        for (var s = 0; s < good.Count; s++)
        {
            var path = folder[$"sub-{s:00}.nii.gz"];
            var own = good[s];
            foreach (var (subject, make) in odd)
                if (subject == s) own = Volume.Create<float, int>(Grid, 0, (v, _) => make(v, good));
            ImageFile.Save(path, own);
            people.Add(new($"sub-{s:00}", path, 1400 + (37 * s * s % 113)));
            table += $"sub-{s:00}\t{20 + (s * 3)}\n";
        }

        return (people, SubjectTable.Parse(table, "t"));
    }

    private delegate void Change(Span<float> to, List<Volume<float>> good);

    // A ball of tissue with smooth differences between people, and noise.
    private static Volume<float> Good(int subject) => Volume.Create<float, int>(Grid, subject, (to, s) =>
    {
        var (a, b, c, _) = new CounterRandom(11, (ulong)s).Normals(0);
        for (var n = 0; n < to.Length; n++)
        {
            var (x, y, z) = ((n % 16) - 7.5, (n / 16 % 18) - 8.5, (n / 288) - 6.5);
            var noise = new CounterRandom(12, (ulong)s).Normals((ulong)n).Item1;
            var inside = (x * x / 36) + (y * y / 49) + (z * z / 25) < 1;
            to[n] = inside
                ? (float)Math.Max(0,
                0.5 + (0.02 * a) + (0.01 * b * x / 6) + (0.15 * Math.Cos(x)) + (0.01 * c * Math.Sin(y)) + (0.03 * noise)) : 0;
        }
    });

    private static void Shift(ReadOnlySpan<float> from, Span<float> to)
    {
        to.Clear();
        from[..^(3 * 16)].CopyTo(to[(3 * 16)..]); // three voxels, 12 mm, along y
    }

    private static void Scale(ReadOnlySpan<float> from, Span<float> to, float by)
    {
        for (var n = 0; n < to.Length; n++) to[n] = from[n] * by;
    }
}
