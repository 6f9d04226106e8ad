using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Templates;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class ExportTests : IDisposable
{
    private static readonly Grid Grid = new(new(7, 6, 5), Affine.Translation(new(10, -20, 5)) * Affine.Scaling(-2, 2, 2.5));
    private readonly string folder = Directory.CreateTempSubdirectory("pial-export-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("channels-first")]
    [InlineData("channels-last")]
    public async Task Channels_are_where_the_name_says(string layout)
    {
        Cohort(2);
        var (code, said, error) = await PialLine.Run("export", "tissues", In("derivatives"), "-o", In("stacks"), "--layout", layout);
        Assert.Equal((0, ""), (code, error));
        var word = layout == "channels-first" ? "channelsFirst" : "channelsLast";
        var path = In($"stacks/sub-01_desc-{word}_probseg.npy");
        Assert.Equal([path, path.Replace("sub-01", "sub-02", StringComparison.Ordinal)], said.TrimEnd().Split('\n'));
        var (shape, values) = ReadFloats(path);
        Assert.Equal(layout == "channels-first" ? "(3, 7, 6, 5)" : "(7, 6, 5, 3)", shape);
        string[] labels = ["GM", "WM", "CSF"];
        for (var c = 0; c < 3; c++)
        {
            var map = ImageFile.Load(In($"derivatives/sub-01/anat/sub-01_label-{labels[c]}_probseg.nii.gz")).Image;
            for (var i = 0; i < 7; i++)
                for (var j = 0; j < 6; j++)
                    for (var k = 0; k < 5; k++)
                        Assert.Equal(map[i, j, k],
                            values[layout == "channels-first" ? (((((c * 7) + i) * 6) + j) * 5) + k : (((((i * 6) + j) * 5) + k) * 3) + c]);
        }

        using var about = JsonDocument.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(path, ".json")));
        Assert.Equal(layout == "channels-first" ? "channel" : "x", about.RootElement.GetProperty("Axes")[0].GetString());
        Assert.Equal(-2, about.RootElement.GetProperty("VoxelToRasMm")[0][0].GetDouble());
    }

    [Fact]
    public async Task A_stack_is_a_4D_NIfTI_too()
    {
        Cohort(1);
        Assert.Equal(0,
            (await PialLine.Run("export", "tissues", In("derivatives"), "-o", In("stack.nii.gz"), "--participant-label", "01")).Code);
        for (var c = 0; c < 3; c++)
        {
            var map = ImageFile.Load(In($"derivatives/sub-01/anat/sub-01_label-{new[] { "GM", "WM", "CSF" }[c]}_probseg.nii.gz")).Image;
            var channel = ImageFile.LoadVolume(In("stack.nii.gz"), c).Image;
            Assert.Equal(map.Span.ToArray(), channel.Span.ToArray());
            Assert.True(map.Grid.Matches(channel.Grid));
        }

        Assert.Contains("no float16", await Refused("export", "tissues", In("derivatives"), "-o", In("x.nii"), "--dtype", "float16"),
            StringComparison.Ordinal);
        Assert.Contains("x, y, z first", await Refused("export", "tissues", In("derivatives"), "-o", In("x.nii"), "--layout",
            "channels-first"), StringComparison.Ordinal);
        Assert.Contains("--force", await Refused("export", "tissues", In("derivatives"), "-o", In("stack.nii.gz")),
            StringComparison.Ordinal);
        Assert.Contains("no tissue maps", await Refused("export", "tissues", In("derivatives"), "-o", In("x.npy"), "--space", "MNI"),
            StringComparison.Ordinal);
        Assert.Contains("sub-77", await Refused("export", "tissues", In("derivatives"), "-o", In("x.npy"), "--participant-label", "77"),
            StringComparison.Ordinal);
        File.WriteAllText(In("derivatives/sub-01/anat/sub-01_label-CSF_probseg.nii.gz"), "no image");
        Assert.Contains("sub-01_label-CSF_probseg.nii.gz", await Refused("export", "tissues", In("derivatives"), "-o", In("x.npy")),
            StringComparison.Ordinal);
        Assert.False(File.Exists(In("x.npy")));
        File.Delete(In("derivatives/sub-01/anat/sub-01_label-CSF_probseg.nii.gz"));
        Assert.Contains("label-CSF", await Refused("export", "tissues", In("derivatives"), "-o", In("x.npy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Halves_are_half_the_size()
    {
        Cohort(1);
        Assert.Equal(0, (await PialLine.Run("export", "tissues", In("derivatives"), "-o", In("h.npy"), "--dtype", "float16")).Code);
        var bytes = await File.ReadAllBytesAsync(In("h.npy"));
        Assert.Equal(128 + (2 * 3 * Grid.Shape.Count), bytes.Length);
        Assert.Contains("'<f2'", Encoding.ASCII.GetString(bytes, 0, 128), StringComparison.Ordinal);
        Assert.Equal((Half)ImageFile.Load(In("derivatives/sub-01/anat/sub-01_label-GM_probseg.nii.gz")).Image.Span[0],
            BitConverter.ToHalf(bytes, 128));
    }

    [Fact]
    public async Task Maps_become_a_matrix()
    {
        Cohort(6);
        var (code, said, error) = await PialLine.Run("export", "vbm", In("derivatives"), "-o", In("matrix"), "--table",
            In("participants.tsv"), "--json");
        Assert.Equal((0, ""), (code, error));
        var columns = JsonDocument.Parse(said).RootElement.GetProperty("columns").GetInt32();
        var (shape, values) = ReadFloats(In("matrix/GM.npy"));
        Assert.Equal($"(6, {columns})", shape);
        var mask = ImageFile.LoadMask(In("matrix/GM_mask.nii.gz"));
        Assert.Equal(columns, mask.Span.Count(true));
        Assert.InRange(columns, 20, Grid.Shape.Count - 20);
        var map = ImageFile.Load(In("derivatives/sub-03/anat/sub-03_space-T_label-GM_desc-vbm_probseg.nii.gz")).Image;
        var v = 2 * columns;
        for (var i = 0; i < 7; i++)
            for (var j = 0; j < 6; j++)
                for (var k = 0; k < 5; k++)
                    if (mask[i, j, k]) Assert.Equal(map[i, j, k], values[v++]);
        var rows = await File.ReadAllLinesAsync(In("matrix/GM_subjects.tsv"));
        Assert.Equal("participant_id\tage\tTIV", rows[0]);
        Assert.StartsWith("sub-03\t", rows[3], StringComparison.Ordinal);
        Assert.Contains("--force", await Refused("export", "vbm", In("derivatives"), "-o", In("matrix")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mask_is_learned_from_training_subjects()
    {
        Cohort(6);
        File.WriteAllText(In("split.tsv"),
            "participant_id\tsplit\n" + string.Concat(Enumerable.Range(1, 6).Select(s => $"sub-{s:00}\t{(s < 5 ? "train" : "test")}\n")));
        Assert.Contains("--split split", await Refused("export", "vbm", In("derivatives"), "-o", In("m"), "--table", In("split.tsv")),
            StringComparison.Ordinal);
        Assert.Equal(0,
            (await PialLine.Run("export", "vbm", In("derivatives"), "-o", In("m"), "--table", In("split.tsv"), "--split", "split")).Code);
        using var about = JsonDocument.Parse(await File.ReadAllTextAsync(In("m/GM.json")));
        Assert.Equal(4, about.RootElement.GetProperty("MaskFittedOn").GetProperty("ids").GetArrayLength());
        var before = await File.ReadAllBytesAsync(In("m/GM_mask.nii.gz"));
        Save("derivatives/sub-06/anat/sub-06_space-T_label-GM_desc-vbm_probseg.nii.gz", static _ => 1);
        Assert.Equal(0,
            (await PialLine.Run("export", "vbm", In("derivatives"), "-o", In("m"), "--table", In("split.tsv"), "--split", "split",
                "--force")).Code);
        Assert.Equal(before, await File.ReadAllBytesAsync(In("m/GM_mask.nii.gz")));
    }

    [Fact]
    public async Task The_templates_voxels_look_at_no_subject()
    {
        Cohort(2);
        Assert.Contains("is in space T;", await Refused("export", "vbm", In("derivatives"), "-o", In("m"), "--mask", "template"),
            StringComparison.Ordinal);
        // Voxels of 20 mm, the middle one in deep white matter beside the corner of the ventricle, none of grey matter in the skull's
        // corner.
        var grid = new Grid(new(8, 10, 8), Affine.Translation(new(-70, -100, -50)) * Affine.Scaling(20, 20, 20));
        foreach (var subject in new[] { "sub-01", "sub-02" })
        {
            File.Delete(In($"derivatives/{subject}/anat/{subject}_space-T_label-GM_desc-vbm_probseg.nii.gz"));
            ImageFile.Save(In($"derivatives/{subject}/anat/{subject}_space-MNI152NLin2009cAsym_label-GM_desc-vbm_probseg.nii.gz"),
                Volume.Filled(grid, 0.5f));
        }

        // As a run with a template of the group leaves it.
        Directory.CreateDirectory(In("tpl-Study"));
        File.WriteAllText(In("tpl-Study/template_description.json"), """{"Scans": ["sub-02/anat/sub-02_T1w.nii.gz"]}""");
        var template = new TemplateSource("Study", TemplateKind.Path, In("tpl-Study/tpl-Study_res-01_desc-brain_T1w.nii.gz"), null, null);
        DatasetDescription.Write(In("derivatives"), In("bids"), null, [], (In("tpl-Study"), template.MadeOf()));
        Directory.Delete(In("tpl-Study"), recursive: true);
        Assert.Equal(0, (await PialLine.Run("export", "vbm", In("derivatives"), "-o", In("m"), "--mask", "template")).Code);
        var mask = ImageFile.LoadMask(In("m/GM_mask.nii.gz"));
        Assert.InRange(mask.Span.Count(true), 20, 250);
        Assert.False(mask[0, 0, 0]);
        using var about = JsonDocument.Parse(await File.ReadAllTextAsync(In("m/GM.json")));
        Assert.Equal(JsonValueKind.Null, about.RootElement.GetProperty("MaskFittedOn").ValueKind);
        Assert.Equal("prior of GM in PialMNI above 0.2", about.RootElement.GetProperty("MaskFrom").GetString());
        Assert.Equal("02", about.RootElement.GetProperty("TemplateFittedOn").GetProperty("ids")[0].GetString());
        Assert.Equal("tpl-Study", about.RootElement.GetProperty("TemplateFittedOn").GetProperty("table").GetString());
    }

    [Fact]
    public async Task Odd_cohorts_are_refused()
    {
        Cohort(3);
        Assert.Contains("nowhere above", await Refused("export", "vbm", In("derivatives"), "-o", In("m"), "--threshold", "9"),
            StringComparison.Ordinal);
        Assert.Contains("no map", await Refused("export", "vbm", In("derivatives"), "-o", In("m"), "--map", "WM"),
            StringComparison.Ordinal);
        Directory.CreateDirectory(In("derivatives/sub-09/anat"));
        var (code, _, error) = await PialLine.Run("export", "vbm", In("derivatives"), "-o", In("m"));
        Assert.Equal(0, code);
        Assert.Contains("sub-09", error, StringComparison.Ordinal);
        ImageFile.Save(In("derivatives/sub-02/anat/sub-02_space-T_label-GM_desc-vbm_probseg.nii.gz"),
            Volume.Filled(new Grid(new(3, 3, 3), Affine.Identity), 1f));
        Assert.Contains("different grids", await Refused("export", "vbm", In("derivatives"), "-o", In("n")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("n")));
    }

    // The page's commands and its Python, one after the other, on a small cohort.
    [PythonFact]
    public async Task The_Python_page_works_when_pasted()
    {
        Cohort(12);
        var page = (await File.ReadAllTextAsync(PathOfPage())).ReplaceLineEndings("\n");
        foreach (Match line in Regex.Matches(page, "^pial (export .+)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)))
        {
            var (code, _, error) = await PialLine.Run(
                [.. line.Groups[1].Value.Split(' ')
                    .Select(w => w is "derivatives" or "matrix" or "stacks" or "participants.tsv" ? In(w) : w)]);
            Assert.Equal((0, ""), (code, error));
        }

        var script = string.Concat(Regex.Matches(page, "^```python\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value));
        var (exit, said) = PythonFactAttribute.Run("-c", folder, script);
        Assert.True(exit == 0, said);
        Assert.Matches(@"\(12, \d+\) float32 rows: sub-01, sub-02, sub-03", said);
        Assert.Contains("mean absolute error", said, StringComparison.Ordinal);
        Assert.Contains("sub-12_desc-channelsFirst_probseg.npy (3, 7, 6, 5) float16 ['GM', 'WM', 'CSF'] LAS", said,
            StringComparison.Ordinal);
        Assert.Matches("largest rounding to float16: 0.000[0-9]+", said);
        Assert.True(File.Exists(In("weights.nii.gz")));
    }

    private static string PathOfPage()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Pial.slnx")))
            root = root.Parent;
        return Path.Combine(root.FullName, "docs", "how-to", "python.md");
    }

    private static (string Shape, float[] Values) ReadFloats(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Encoding.ASCII.GetString(bytes, 10, BitConverter.ToUInt16(bytes, 8));
        Assert.Contains("'<f4', 'fortran_order': False", header, StringComparison.Ordinal);
        return (Regex.Match(header, @"\([^)]*\)", RegexOptions.None, TimeSpan.FromSeconds(1)).Value,
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + header.Length)).ToArray());
    }

    private static async Task<string> Refused(params string[] line)
    {
        var (code, _, error) = await PialLine.Run(line);
        Assert.Equal(2, code);
        return error;
    }

    private string In(string name) => Path.Combine(folder, name);

    private void Save(string name, Func<int, float> value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        ImageFile.Save(In(name), Volume.Create<float>(Grid, [.. Enumerable.Range(0, Grid.Shape.Count).Select(value)]));
    }

    private void Cohort(int subjects)
    {
        var table = new StringBuilder("participant_id\tage\n");
        for (var s = 1; s <= subjects; s++)
        {
            var (id, random) = ($"sub-{s:00}", new Random(s));
            foreach (var label in new[] { "GM", "WM", "CSF" })
                Save($"derivatives/{id}/anat/{id}_label-{label}_probseg.nii.gz", _ => (float)random.NextDouble());
            Save($"derivatives/{id}/anat/{id}_space-T_label-GM_desc-vbm_probseg.nii.gz",
                n => n % 3 == 0 ? 0.01f : (float)(0.3 + (0.4 * random.NextDouble())));
            File.WriteAllText(In($"derivatives/{id}/anat/{id}_desc-tissue_volumes.tsv"), "GM\tWM\tCSF\tTIV\n700\t500\t300\t1500\n");
            table.Append(CultureInfo.InvariantCulture, $"{id}\t{20 + (s * 5)}\n");
        }

        File.WriteAllText(In("participants.tsv"), table.ToString());
    }
}
