using System.Globalization;
using System.Text;
using Pial.Evaluation.Runs;
using Pial.Formats;
using Pial.Operations.BiasCorrection;
using Pial.Operations.Quality;
using Pial.Pipelines.Exports;
using Pial.Volumes;

namespace Pial.Evaluation.Quality;

/// <summary>How each quality measure answers to graded noise, blur, motion, ghosting and bias on five heads.</summary>
internal static class SensitivityExperiment
{
    private static readonly string Program = Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial");
    private static readonly string[] Heads = ["ds000011_sub-01", "ds000011_sub-03", "ds000011_sub-05", "chris", "visualqc"];

    // What theory says a measure does when the grade rises; the others are shown without a judgement.
    private static readonly (string Metric, string Rises, string Falls)[] Expected =
    [
        ("cjv", "noise motion ghosting bias", ""), ("cnr", "", "noise motion ghosting bias"),
        ("snr_total", "", "noise motion ghosting bias"), ("snrd_total", "", "noise motion ghosting"),
        ("fber", "", "noise motion ghosting"), ("efc", "noise motion ghosting", ""), ("qi_1", "motion ghosting", ""), ("qi_2", "", ""),
        ("inu_range", "bias", ""), ("fwhm_avg", "blur", "noise"),
        ("wm2max", "", ""), ("cat_ncr", "noise motion", ""), ("cat_icr", "bias", ""), ("cat_iqr_percent", "", "noise motion"),
        ("snr_spec", "", ""), ("cnr_spec", "", "noise bias"),
    ];

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            Console.Error.WriteLine("sensitivity WORK, or sensitivity --draw for the figure of the results there are");
            return 2;
        }

        if (arguments[0] == "--draw")
        {
            Draw();
            return 0;
        }

        // Values by measure, degradation, head and grade.
        var values = new Dictionary<(string Metric, string Degradation), List<double[]>>();
        foreach (var name in Heads)
        {
            var scan = Prepared.Of(name, arguments[0]);
            foreach (var degradation in Degradation.All)
            {
                var grades = degradation.Grades.Select(g => scan.Measure(degradation.Apply(scan.Image, g))).ToArray();
                foreach (var (metric, _, _) in Expected)
                {
                    if (!values.TryGetValue((metric, degradation.Name), out var heads)) values[(metric, degradation.Name)] = heads = [];
                    heads.Add([.. grades.Select(g => g.First(m => m.Name == metric).Value ?? double.NaN)]);
                }

                Console.WriteLine($"{name} {degradation.Name}");
            }
        }

        File.WriteAllText(Workspace.Result("sensitivity.tsv"), Rows(values));
        ResultSection.Replace("sensitivity.md", "Measures against graded damage", Table(values));
        Draw();
        return 0;
    }

    private static void Draw() =>
        SensitivityFigure.Draw([.. File.ReadAllLines(Workspace.Result("sensitivity.tsv")).Skip(1).Select(l => l.Split('\t'))
            .Where(r => !r[0].EndsWith("_spec", StringComparison.Ordinal))], Way);

    private static int Way(string metric, string damage)
    {
        var (_, rises, falls) = Expected.First(e => e.Metric == metric);
        return rises.Split(' ').Contains(damage) ? 1 : falls.Split(' ').Contains(damage) ? -1 : 0;
    }

    private static string Table(Dictionary<(string Metric, string Degradation), List<double[]>> values)
    {
        var text = new StringBuilder($"""

            {Heads.Length} whole heads ({string.Join(", ", Heads)}), their own bias field taken out first, each damaged in four grades; every scan, the untouched one too, gets Rician noise of 1 % of its 98th percentile last, since stored whole numbers and
            backgrounds of zeros would otherwise make the first step; mask and tissues are those of the untouched head, head and air masks and the bias field are found anew. Values:
            [sensitivity.tsv](sensitivity.tsv). Grades: {string.Join("; ", Degradation.All.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Name}: {d.Unit}, {string.Join(", ", d.Grades.Skip(1))}")))}.

            Median over the heads of the last grade's value relative to the untouched one's; in brackets on how many of the heads that have the measure every grade moved the same way as the last. **Bold** where theory
            says which way, and ✗ where fewer than all heads went there.


            """.Replace("            ", "", StringComparison.Ordinal));
        text.Append(
            $"| measure | {string.Join(" | ", Degradation.All.Select(d => d.Name))} " +
                $"|\n|---|{string.Concat(Degradation.All.Select(_ => "---|"))}\n");
        foreach (var (metric, _, _) in Expected)
        {
            var cells = Degradation.All.Select(d => Cell(values[(metric, d.Name)], Way(metric, d.Name)));
            text.Append($"| `{metric}` | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    private static string Cell(List<double[]> heads, int expected)
    {
        var defined = heads.Where(h => h.All(double.IsFinite)).ToArray();
        if (defined.Length == 0) return "n/a";
        var change = defined.Select(h => (h[^1] / h[0]) - 1).Order().ToArray()[defined.Length / 2];
        var way = expected != 0 ? expected : Math.Sign(change);
        var monotone = defined.Count(h => Enumerable.Range(1, h.Length - 1).All(n => Math.Sign(h[n] - h[n - 1]) == way));
        var cell = string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100 * change) + 0.0:+0;−0;0} % ({monotone}/{defined.Length})");
        return expected == 0 ? cell : $"**{cell}**{(monotone < defined.Length ? " ✗" : "")}";
    }

    private static string Rows(Dictionary<(string Metric, string Degradation), List<double[]>> values)
    {
        var text = new StringBuilder("measure\tdamage\thead\tgrade\tvalue\n");
        foreach (var ((metric, name), heads) in values)
        {
            var grades = Degradation.All.First(d => d.Name == name).Grades;
            for (var h = 0; h < heads.Count; h++)
            {
                for (var g = 0; g < grades.Length; g++)
                    text.Append(CultureInfo.InvariantCulture,
                        $"{metric}\t{name}\t{Heads[h]}\t{grades[g]}\t" +
                            $"{(double.IsFinite(heads[h][g]) ? heads[h][g].ToString("g6", CultureInfo.InvariantCulture) : "n/a")}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A head with the mask and tissues of its untouched scan.</summary>
    private sealed record Prepared(Volume<float> Image, Volume<bool> Brain, TissueMaps Tissues)
    {
        public static Prepared Of(string name, string work)
        {
            var head = Head.All.First(h => h.Name == name);
            var output = Path.Combine(Directory.CreateDirectory(work).FullName, name);
            if (!Directory.Exists(output) && MeasuredProcess.Run(Program, "run", head.Path, output, "--steps", "segment").ExitCode != 0)
                throw new InvalidOperationException($"{head.Path} failed");
            var anat = Directory.EnumerateDirectories(output, "anat", SearchOption.AllDirectories).First();
            var maps = TissueFiles.Find(anat, null, [])[0];
            var mask = Directory.EnumerateFiles(anat, "*_desc-brain_mask.nii.gz")
                .First(f => !f.Contains("space-", StringComparison.Ordinal));
            var brain = ImageFile.LoadMask(mask);
            return new(N4.Run(ImageFile.Load(head.Path).Image, brain).Corrected, brain,
                new(ImageFile.Load(maps.Gm).Image, ImageFile.Load(maps.Wm).Image, ImageFile.Load(maps.Csf).Image));
        }

        public IReadOnlyList<QualityMetric> Measure(Volume<float> image) => ImageQuality.Run(
            new(image, Brain, Tissues, HeadMasks.Of(image, Brain)) { BiasField = N4.Run(image, Brain).Field });
    }
}
