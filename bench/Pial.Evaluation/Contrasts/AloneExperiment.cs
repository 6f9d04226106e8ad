using System.Globalization;
using Pial.Evaluation.Regions;
using Pial.Formats;
using Pial.Operations.Phantoms;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Contrasts;

/// <summary>Whole runs of phantoms in one contrast alone, no T1w beside: mask, tissues and structures against the truth.</summary>
internal static class AloneExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        string? After(string option) => arguments.SkipWhile(a => a != option).Skip(1).FirstOrDefault();
        var subjects = arguments.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))
            .Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        if (subjects.Length == 0) subjects = [1, 2, 3, 4];
        var contrasts = After("--contrasts")?.Split(',').Select(Enum.Parse<PhantomContrast>).ToArray()
            ?? [PhantomContrast.T2w, PhantomContrast.PDw, PhantomContrast.FLAIR];
        var (hard, save) = (arguments.Contains("--hard"), After("--save"));
        var noise = double.Parse(After("--noise") ?? "9", CultureInfo.InvariantCulture);
        var templates = HeadTemplates.Load(new(EmbeddedTemplate.Space, TemplateKind.Embedded, "", null, null));
        var (rows, cells) = (new List<string>(), new List<double[]>());
        foreach (var subject in subjects)
        {
            var labels = ImageFile.LoadLabels(Path.Combine(Workspace.Data, "phantoms", $"training_seg_{subject:00}.nii.gz"));
            foreach (var contrast in contrasts)
            {
                var phantom = Phantom.Create(labels, new()
                {
                    Seed = 100 + subject,
                    Contrast = contrast,
                    NoisePercent = noise,
                    InuPercent = 20,
                    Hard = hard,
                });
                var clock = System.Diagnostics.Stopwatch.StartNew();
                var raw = Artifact.FromOutside("raw", $"sub-{subject:00}", ArtifactKey.Of(phantom.T1w), phantom.T1w);
                var runner = new StepRunner(null, new() { MaxDegreeOfParallelism = Environment.ProcessorCount });
                var graph = new HeadGraph(runner, raw, templates, new()) { Contrast = contrast.ToString() };
                var tissues = graph.Of<HeadTissues>().Tissues.Value;
                var seconds = clock.Elapsed.TotalSeconds;
                var deep = Deep(tissues.Structures!, phantom.Labels, out var each);
                cells.Add([Overlap.Of(graph.Of<HeadBrain>().Mask.Value, phantom.Mask), .. Overlap.Of(tissues.Labels, phantom.Dseg)[1..4],
                    deep, tissues.GreyWhite, seconds]);
                rows.Add(Row($"sub-{subject:00} | {contrast}", cells[^1]) + $" <!-- {each} -->");
                Console.WriteLine(rows[^1]);
                if (save is not null) Save(save, $"sub-{subject:00}_{contrast}", phantom, graph);
            }
        }

        foreach (var contrast in contrasts)
        {
            var of = cells.Where((_, n) => contrasts[n % contrasts.Length] == contrast).ToArray();
            rows.Add(Row($"mean | {contrast}", [.. Enumerable.Range(0, of[0].Length).Select(c => of.Average(o => o[c]))]));
            Console.WriteLine(rows[^1]);
        }

        if (save is null && noise == 9)
            ResultSection.Replace("contrasts.md", hard ? "Hard phantoms alone" : "Phantoms alone",
                string.Join('\n', [.. Preamble(hard), .. rows.Select(r => r.Split(" <!--")[0])]));
        return 0;
    }

    private static double Deep(Volume<int> found, Volume<int> labels, out string each)
    {
        var pairs = PhantomLabels.Pairs.Where(p => PhantomLabels.Subcortical.Contains(p.Name)).ToArray();
        var dice = Overlap.Of(found, PhantomLabels.Reduce(labels));
        each = string.Join(", ",
            pairs.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {(dice[p.Left] + dice[p.Right]) / 2:0.00}")));
        return pairs.Average(p => (dice[p.Left] + dice[p.Right]) / 2);
    }

    private static void Save(string folder, string name, Phantom phantom, HeadGraph graph)
    {
        Directory.CreateDirectory(folder);
        string At(string part) => Path.Combine(folder, $"{name}_{part}.nii.gz");
        ImageFile.Save(At("raw"), phantom.T1w);
        ImageFile.Save(At("truth"), phantom.Dseg);
        ImageFile.Save(At("dseg"), graph.Of<HeadTissues>().Labels.Value);
        ImageFile.Save(At("structures"), graph.Of<HeadTissues>().Tissues.Value.Structures!);
        ImageFile.Save(At("labels"), PhantomLabels.Reduce(phantom.Labels));
        ImageFile.Save(At("brain"), graph.Of<HeadPreproc>().Brain.Value);
    }

    private static string Row(string head, double[] v) =>
        string.Create(CultureInfo.InvariantCulture,
            $"| {head} | {v[0]:0.000} | {v[1]:0.000} | {v[2]:0.000} | {v[3]:0.000} | {v[4]:0.000} | {v[5]:0.0} | {v[6]:0} |");

    private static string[] Preamble(bool hard) =>
    [
        "",
        $"{(hard ? "Hard phantoms (`pial phantom --hard`)" : "Phantoms")} of the label maps, 9 % noise, 20 % field, one contrast and " +
            "nothing else, from the raw image: Dice of the brain mask, of the hard tissues with the true ones, of seven deep nuclei " +
            "(mean of",
        "both sides), and how many deviations grey and white matter lie apart. The label maps' people are among the 13 of the embedded " +
            "atlas and template, which flatters the figures. Seconds of wall time on 2 cores beside other",
        $"work. `dotnet run -c Release --project bench/Pial.Evaluation -- alone{(hard ? " --hard" : "")}`.",
        "",
        "| phantom | contrast | mask | GM | WM | CSF | deep nuclei | apart | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ];
}
