using System.Globalization;
using System.Text;
using Pial.Evaluation.Runs;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Pipelines.Head;
using Pial.Pipelines.Tables;
using Pial.Volumes;

namespace Pial.Evaluation.Quality;

/// <summary>
/// Outliers of the cohort ds002748: false alarms among its 24 scans as they are, and how many of four degraded ones are found, in several
/// draws of scans, kinds and strengths.
/// </summary>
internal static class OutlierExperiment
{
    private static readonly string Pial = Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial");

    // The first three were fixed before the first was run: two draws at strengths that anyone sees at a glance, one at strengths that a
    // reader notices. Scans are drawn by seed.
    private static readonly (string Name, string[] Kinds, bool Clear)[] Draws =
    [
        ("1", ["noise", "blur", "motion", "faint ghosting"], true),
        ("2", ["bias", "noise", "blur", "motion"], true),
        ("3", ["noise", "blur", "motion", "bias"], false),
        ("4", ["noise", "blur", "motion", "ghosting"], true), // as 1, since its ghosts turned out to be hardly visible
    ];

    /// <summary>
    /// Arguments: <c>simulated</c> for cohorts without faults; or derivatives of the cohort as it is, a folder to work in (its degraded
    /// scans are kept for the next time), then optionally which draws.
    /// </summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is ["simulated"])
        {
            ResultSection.Replace("outliers.md", "Simulated cohorts", FaultlessCohorts.Table());
            return 0;
        }

        if (arguments.Count < 2 || !File.Exists(Pial))
        {
            Console.Error.WriteLine(
                "Name the cohort's derivatives and a folder to work in, and build the program first: dotnet build -c Release src/Pial.Cli");
            return 2;
        }

        var (derivatives, work) = (Path.GetFullPath(arguments[0]), Path.GetFullPath(arguments[1]));
        var raw = Path.Combine(Workspace.Data, "ds002748");
        string[] subjects = [.. Directory.GetDirectories(raw, "sub-*").Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\nds002748, {subjects.Length} skull-stripped scans (air measures are undefined), default rules. Degraded scans were run " +
                $"through `pial run` from the raw image on; the brain mask of the raw scan was kept, as if it had been stripped after " +
                $"the fault.\n\n");
        text.Append(
            "| draw | degraded | found | false alarms | distances of the degraded | largest of the others |\n|---|---|---|---|---|---|\n");
        text.Append(Row("none", derivatives, work, raw, []));
        for (var d = 0; d < Draws.Length; d++)
        {
            if (arguments.Count > 2 && !arguments.Skip(2).Contains(Draws[d].Name, StringComparer.Ordinal)) continue;
            var chosen = Choose(subjects, (uint)(d % 3));
            var faults = Draws[d].Kinds.Select((kind, n) => (Subject: chosen[n], Kind: kind)).ToArray();
            foreach (var (subject, kind) in faults)
                Degrade(raw, Path.Combine(work, $"draw-{Draws[d].Name}"), subject, kind, Draws[d].Clear);
            text.Append(Row($"{Draws[d].Name}, {(Draws[d].Clear ? "clear" : "mild")}", derivatives, work, raw, faults,
                Path.Combine(work, $"draw-{Draws[d].Name}", "out")));
        }

        ResultSection.Replace("outliers.md", "Four of twenty-four degraded", text.ToString());
        Console.Error.Write(text);
        return 0;
    }

    private static string Row(string name, string derivatives, string work, string raw, (string Subject, string Kind)[] faults,
        string? degraded = null)
    {
        var cohort = Path.Combine(work, "cohort");
        if (Directory.Exists(cohort)) Directory.Delete(cohort, true);
        foreach (var folder in Directory.GetDirectories(derivatives, "sub-*"))
        {
            var subject = Path.GetFileName(folder);
            var from = Path.Combine(faults.Any(f => f.Subject == subject) ? Path.Combine(degraded!, subject) : folder, "anat");
            var to = Directory.CreateDirectory(Path.Combine(cohort, subject, "anat")).FullName;
            foreach (var pattern in new[] { "*_desc-quality_metrics.json", "*_desc-tissue_volumes.tsv",
                "*_label-GM_desc-vbm_probseg.nii.gz" })
                foreach (var file in Directory.GetFiles(from, pattern))
                    File.CreateSymbolicLink(Path.Combine(to, Path.GetFileName(file)), file);
        }

        GroupTables.WriteAll(raw, cohort);
        var table = TableFile.Read(Path.Combine(cohort, "group_outliers.tsv"));
        var (verdict, distance) = (table["verdict"], table.Numbers("outlier_distance"));
        int At(string subject) => table.Ids.ToList().IndexOf(subject);
        var found = faults.Count(f => verdict[At(f.Subject)] != "accept");
        int[] others = [.. Enumerable.Range(0, table.Ids.Count).Where(n => faults.All(f => f.Subject != table.Ids[n]))];
        string[] alarms = [.. others.Where(n => verdict[n] != "accept").Select(n => table.Ids[n])];
        foreach (var n in Enumerable.Range(0, table.Ids.Count).Where(n => verdict[n] != "accept"))
            Console.Error.WriteLine($"  {table.Ids[n]} {verdict[n]}: {table["rules"][n]}; {table["reasons"][n]}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {string.Join(", ", faults.Select(f => $"{f.Kind} {f.Subject}"))} | {found} of {faults.Length} | " +
                $"{alarms.Length}{(alarms.Length > 0 ? $" ({string.Join(", ", alarms)})" : "")} | " +
                $"{string.Join(", ", faults.Select(f => $"{distance[At(f.Subject)]:0.0}"))} | {others.Max(n => distance[n]):0.0} |\n");
    }

    private static string[] Choose(string[] subjects, uint draw)
    {
        var random = new CounterRandom(2748, draw);
        var left = subjects.ToList();
        var chosen = new string[4];
        for (var n = 0; n < 4; n++)
        {
            var at = (int)(random.Bits((ulong)n).A % (uint)left.Count);
            chosen[n] = left[at];
            left.RemoveAt(at);
        }

        return chosen;
    }

    private static void Degrade(string raw, string folder, string subject, string kind, bool clear)
    {
        var name = $"{subject}_T1w.nii.gz";
        var report = Path.Combine(folder, "out", subject, "anat", $"{subject}_report.html");
        if (File.Exists(report)) return;
        var image = ImageFile.Load(Path.Combine(raw, subject, "anat", name)).Image;
        var inside = image.Map(v => v != 0);
        var changed = Fault(image, kind, clear).Apply(image);
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "raw", subject, "anat")).FullName, name);
        ImageFile.Save(path, Volume.Create<float, int>(image.Grid, 0, (to, _) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = inside.Span[n] ? Math.Max(changed.Span[n], 1e-3f) : 0;
        }));
        var cost = MeasuredProcess.Run(Pial, "run", path, Path.Combine(folder, "out"), "--skip", "regions", "--threads", "2");
        Console.Error.WriteLine($"{subject} {kind}: {cost.WallSeconds:0} s, exit {cost.ExitCode}");
        if (cost.ExitCode != 0) throw new InvalidOperationException($"pial run {path} ended with {cost.ExitCode}.");
    }

    private static IntensityTransform Fault(Volume<float> image, string kind, bool clear) => kind switch
    {
        // Of the bright tissue's level: BrainWeb's highest level of noise is 9 %.
        "noise" => new Noise((clear ? 0.09 : 0.05) * Quantile.Of(image.Map(v => v > 0 ? v : float.NaN).Span, 0.95),
            7)
        { Model = NoiseModel.Rician },
        // 3 mm and 2 mm FWHM.
        "blur" => new Blur(clear ? new(1.27, 1.27, 1.27) : new(0.85, 0.85, 0.85)),
        "motion" => new Motion(clear ? [new(0.3, new(4, 0, 3), new(0, 3, 2)), new(0.6, new(-3, 2, 0), new(2, -2, 0))]
            : [new(0.35, new(2, 0, 1), new(0, 1, 1)), new(0.7, new(-1, 1, 0), new(1, -1, 0))]),
        "faint ghosting" => new Ghosting(4, 1, 0.6) { Restore = 0.02 },
        "ghosting" => new Ghosting(5, 1, 1.5),
        "bias" =>
            new BiasField([.. Enumerable.Range(0, BiasField.Terms(2))
                .Select(t => t switch { 1 => 0.3, 3 => 0.6, 6 => -0.4, 9 => 0.5, _ => 0.0 } * (clear ? 1.5 : 0.8))], 2),
        _ => throw new ArgumentException($"There is no fault {kind}.", nameof(kind)),
    };
}
