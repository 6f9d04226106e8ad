using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.Resampling;
using Pial.Operations.Sampling;
using Pial.Pipelines.Augmentation;
using Pial.Pipelines.Loading;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Loading;

/// <summary>
/// Loading for training: reading with and without cache, patches a second, memory over ten thousand batches, batches to Python.
/// </summary>
internal static class LoadingExperiment
{
    private const string Pipeline = """
        - RandomAffine: {scales: [0.9, 1.1], degrees: 10, translation: 5}
        - RandomFlip: {axes: [LR], flip_probability: 1}
        - RandomNoise: {std: [0, 0.1]}
        - RandomBiasField: {coefficients: 0.5}
        """;

    private static readonly string[] Parts = ["cache", "patches", "memory", "python"];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("pial-loading-").FullName;
        try
        {
            var table = Heads(folder, "head", 1);
            foreach (var part in arguments.Count > 0 ? arguments : Parts)
            {
                if (part == "cache") Cache(folder);
                else if (part == "patches") Patches(folder, table).GetAwaiter().GetResult();
                else if (part == "memory") Memory(folder, Heads(folder, "small", 3));
                else if (part == "python") Python(folder, table);
                else throw new ArgumentException($"There is no part '{part}'; there are {string.Join(", ", Parts)}.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    // Eight subjects: the demo head, and what is bright in it as labels.
    private static string Heads(string folder, string name, double voxel)
    {
        var path = Path.Combine(folder, $"{name}_T1w.nii.gz");
        EmbeddedTemplate.WriteDemoHead(path);
        var image = ImageFile.Load(path).Image;
        if (voxel != 1) ImageFile.Save(path, image = Resample.ToVoxelSize(image, voxel));
        ImageFile.Save(Path.Combine(folder, $"{name}_dseg.nii.gz"), image.Map(static v => v > 120 ? 2 : v > 40 ? 1 : 0));
        var rows = new List<string> { "participant_id\tt1\tseg" };
        for (var s = 1; s <= 8; s++)
        {
            foreach (var kind in new[] { "T1w", "dseg" })
                File.Copy(Path.Combine(folder, $"{name}_{kind}.nii.gz"), Path.Combine(folder, $"{name}{s}_{kind}.nii.gz"));
            rows.Add($"sub-{s}\t{name}{s}_T1w.nii.gz\t{name}{s}_dseg.nii.gz");
        }

        File.WriteAllLines(Path.Combine(folder, $"{name}.tsv"), rows);
        return Path.Combine(folder, $"{name}.tsv");
    }

    private static void Cache(string folder)
    {
        var text = new StringBuilder(
            "\nThe demo head (181×217×181), as the whole numbers it is stored in, and as `float32` with noise, as corrected and " +
                "normalised images are; one thread, files in the page cache; least of eleven, interleaved.\n\n| image | gzip decoded, ms " +
                "| cache on disk, ms | in memory, ms | disk is faster by |\n|---|---|---|---|---|\n");
        var noisy = Path.Combine(folder, "noisy_T1w.nii.gz");
        ImageFile.Save(noisy, new Noise(3, 1).Apply(ImageFile.Load(Path.Combine(folder, "head1_T1w.nii.gz")).Image));
        foreach (var (name, path) in new[] { ("whole numbers", Path.Combine(folder, "head1_T1w.nii.gz")), ("float32 with noise", noisy) })
        {
            var ms = Times(folder, path);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {ms[0]:0} | {ms[1]:0.0} | {ms[2]:0.00} | {ms[0] / ms[1]:0.0} |\n");
        }

        Write("Reading a volume", text);
    }

    private static double[] Times(string folder, string path)
    {
        var single = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        var cached = new VolumeCache(new() { Directory = Path.Combine(folder, "cache") });
        var kept = new VolumeCache(new() { MemoryBytes = 1L << 30 });
        Func<Volume<float>>[] ways = [() => ImageFile.Load(path, single).Image, () => cached.Scalars(path, single),
            () => kept.Scalars(path, single)];
        double[] best = [.. ways.Select(_ => double.PositiveInfinity)];
        for (var round = 0; round < 12; round++) // interleaved, so that other work on the machine falls on all
        {
            for (var w = 0; w < ways.Length; w++)
            {
                var watch = Stopwatch.StartNew();
                ways[w]();
                if (round > 0) best[w] = Math.Min(best[w], watch.Elapsed.TotalMilliseconds);
            }
        }

        return best;
    }

    private static async Task Patches(string folder, string table)
    {
        var text = new StringBuilder(
            "\n96³ patches, 4 a volume, batches of 4, the specification's pipeline with all p = 1, from volumes cached on disk (1 mm " +
                "demo heads); patches a second of the best of three runs of 24 volumes, and per second of CPU time.\n\n| images | " +
                "threads | patches / s | patches / CPU s |\n|---|---|---|---|\n");
        foreach (var labels in new[] { false, true })
        {
            ImageRequest[] images = [new("T1w", ImageKind.Scalar, "t1"),
                .. labels ? [new ImageRequest("seg", ImageKind.Labels, "seg")] : Array.Empty<ImageRequest>()];
            var subjects = SubjectSet.Check(TableSubjects.Read(table, images));
            var cache = new VolumeCache(new() { Directory = Path.Combine(folder, "cache") });
            foreach (var threads in new[] { 1, 2 })
            {
                var (wall, cpu) = (0.0, 0.0);
                for (var run = 0; run < 4; run++) // the first fills the cache and compiles
                {
                    var queue = new PatchQueue(subjects, new()
                    {
                        Sampler = new UniformSampler(new(96, 96, 96)),
                        Pipeline = PipelineFile.Parse(Pipeline, "specification"),
                        MaxLength = 16,
                        Epochs = 3,
                        Seed = (ulong)run,
                    }, cache);
                    var (watch, before, patches) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime, 0);
                    await foreach (var batch in queue.Read(null, new() { MaxDegreeOfParallelism = threads }))
                        patches += batch.Origins.Length;
                    if (run == 0) continue;
                    wall = Math.Max(wall, patches / watch.Elapsed.TotalSeconds);
                    cpu = Math.Max(cpu, patches / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
                }

                text.Append(CultureInfo.InvariantCulture,
                    $"| {(labels ? "T1w and labels" : "T1w")} | {threads} | {wall:0.0} | {cpu:0.0} |\n");
            }
        }

        Write("Patches a second", text);
    }

    private static void Memory(string folder, string table)
    {
        var lines = Script(folder, """
            previous = time.time()
            for n, batch in enumerate(batches(sys.argv[1], "--image", "T1w=t1", "--label", "seg=seg", "--pipeline", sys.argv[2], "--patch", "16", "--patches-per-volume", "16", "--batch", "4", "--epochs", "313", "--cache-memory", "64"), 1):
                if n in (100, 500) or n % 1000 == 0: print(n, rss(), sep="\t")
                if n == 10000: break
            """, table, Path.Combine(folder, "aug.yaml"));
        var text = new StringBuilder(
            "\n`pial stream`, 3 mm heads with labels, the specification's pipeline, 16³ patches, 16 a volume, batches of 4, read by " +
                "Python; resident memory of `pial` as batches go by.\n\n| batches | MiB |\n|---|---|\n");
        foreach (var line in lines) text.Append("| ").Append(line.Replace("\t", " | ", StringComparison.Ordinal)).Append(" |\n");
        Write("Memory over ten thousand batches", text);
    }

    private static void Python(string folder, string table)
    {
        var lines = Script(folder, """
            for way, read in (("pipe", batches), ("shared memory", shared)):
                for run in range(3):
                    start, size, count = time.time(), 0, 0
                    for batch in read(sys.argv[1], "--image", "T1w=t1", "--label", "seg=seg", "--patch", "96", "--epochs", "12", "--patches-per-volume", "8"):
                        size += batch["image"].nbytes + batch["seg"].nbytes
                        count += len(batch["ids"])
                        if count == 64: start, size = time.time(), 0
                    seconds = time.time() - start
                    print(way, run, (count - 64) / seconds, size / seconds / 2**20, sep="\t")
            """, table, Path.Combine(folder, "aug.yaml"));
        var text = new StringBuilder(
            "\nBatches of four 96³ patches with labels, without a pipeline, volumes in memory, to a Python that only takes them; best of " +
                "three runs, the first 64 patches not counted.\n\n| way | patches / s | MiB / s |\n|---|---|---|\n");
        foreach (var way in lines.Select(l => l.Split('\t')).GroupBy(l => l[0]))
        {
            var best = way.MaxBy(l => double.Parse(l[2], CultureInfo.InvariantCulture))!;
            text.Append(CultureInfo.InvariantCulture,
                $"| {way.Key} | {double.Parse(best[2], CultureInfo.InvariantCulture):0} | " +
                    $"{double.Parse(best[3], CultureInfo.InvariantCulture):0} |\n");
        }

        Write("Batches to Python", text);
    }

    // The readers of docs/how-to/stream.md before a script of its own.
    private static string[] Script(string folder, string script, params string[] arguments)
    {
        File.WriteAllText(arguments[1], Pipeline);
        var pial = Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial");
        var readers = string.Concat(System.Text.RegularExpressions.Regex
            .Matches(File.ReadAllText(Path.Combine(Workspace.Repository, "docs", "how-to", "stream.md")), "^```python\n(.*?)^```",
                System.Text.RegularExpressions.RegexOptions.Multiline | System.Text.RegularExpressions.RegexOptions.Singleline,
                TimeSpan.FromSeconds(1))
            .Select(m => m.Groups[1].Value.Split("\nfor batch in")[0] + "\n").Where(m => m.Contains("def ", StringComparison.Ordinal)));
        readers = readers.Replace("[\"pial\"", $"[\"{pial}\"", StringComparison.Ordinal)
            .Replace("def shared(folder, ", "def shared(", StringComparison.Ordinal).Replace("\"--shared\", folder",
                "\"--shared\", \"/dev/shm/pial-evaluation\"", StringComparison.Ordinal)
            .Replace(" as pial:", " as pial:\n        globals()['child'] = pial.pid", StringComparison.Ordinal);
        var path = Path.Combine(folder, "script.py");
        File.WriteAllText(path,
            $"import sys, time\n{readers}\ndef rss(): return round(int(next(l for l in open(f'/proc/{{child}}/status') if " +
                $"l.startswith('VmRSS')).split()[1]) / 1024)\n{script}\n");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [path, .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Console.Error.Write(output);
        return process.ExitCode == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"Python failed in {path}.");
    }

    private static void Write(string heading, StringBuilder text)
    {
        Console.WriteLine(text);
        ResultSection.Replace("loading.md", heading, text.ToString());
    }
}
