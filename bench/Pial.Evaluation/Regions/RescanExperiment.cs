using System.Globalization;
using System.Text;
using Pial.Evaluation.Runs;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>
/// A head as if it were scanned again: turned, shifted, on other voxels and with noise of its own, five times; how far the tissues' volumes
/// move.
/// </summary>
internal static class RescanExperiment
{
    private const int Rescans = 5;
    private static readonly string Program = Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial");

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            Console.Error.WriteLine("rescans WORK [HEAD …]");
            return 2;
        }

        var heads = Head.All
            .Where(h => arguments.Count > 1 ? arguments.Skip(1).Contains(h.Name, StringComparer.Ordinal)
                : h.Name is "chris" or "ds000011_sub-01").ToArray();
        var text = new StringBuilder("""

            Each head was turned (up to 8° about each axis), shifted (up to 5 mm) and sampled (cubic) on voxels of 0.94 to 1.06 times its own size, and got noise of 1 % of the 98th percentile on top of its own; `pial run` on
            each. Largest difference of the five from the head as it was, and their standard deviation, both in % of it.

            | head | GM largest | GM SD | WM largest | WM SD | TIV largest | TIV SD |
            |---|---|---|---|---|---|---|

            """);
        foreach (var head in heads)
        {
            var image = ImageFile.Load(head.Path).Image;
            var rows = Enumerable.Range(0, Rescans + 1).Select(n => Volumes(arguments[0], head.Name, n, n == 0 ? image : Again(image, n)))
                .ToArray();
            text.Append(CultureInfo.InvariantCulture,
                $"| {head.Name} | {string.Join(" | ", new[] { 0, 1, 3 }.Select(c => Spread([.. rows.Select(r => r[c])])))} |\n");
        }

        ResultSection.Replace("regions.md", "Rescans", text.ToString());
        return 0;
    }

    private static string Spread(double[] values)
    {
        var changes = values[1..].Select(v => 100 * ((v / values[0]) - 1)).ToArray();
        var mean = changes.Average();
        return string.Create(CultureInfo.InvariantCulture,
            $"{changes.MaxBy(Math.Abs):+0.00;−0.00} | {Math.Sqrt(changes.Sum(c => (c - mean) * (c - mean)) / (changes.Length - 1)):0.00}");
    }

    private static Volume<float> Again(Volume<float> image, int n)
    {
        var random = new CounterRandom(2026, (ulong)n);
        Span<float> z = stackalloc float[8];
        random.FillNormals(z);
        double Within(float v, double most) => most * Math.Tanh(v); // spread over the range, never beyond
        var grid = image.Grid;
        var scale = 1 + Within(z[6], 0.06);
        var size = grid.VoxelSize * scale;
        var shape = new Shape((int)(grid.Shape.I / scale), (int)(grid.Shape.J / scale), (int)(grid.Shape.K / scale));
        var own = Grid.Centred(shape, size, grid.Centre);
        var degree = Math.PI / 180;
        var turn = global::Pial.Volumes.Affine.Translation(new(Within(z[3], 5), Within(z[4], 5), Within(z[5], 5)))
            * global::Pial.Volumes.Affine.Rotation(Within(z[0], 8) * degree, Within(z[1], 8) * degree, Within(z[2], 8) * degree)
                .About(grid.Centre);
        var moved = Resample.ToGrid(image, own, turn, Interpolation.Cubic);
        var sorted = image.Span.ToArray();
        Array.Sort(sorted);
        var deviation = 0.01f * sorted[(int)(0.98 * sorted.Length)];
        var noise = new float[moved.Shape.Count];
        new CounterRandom(2026, (ulong)(100 + n)).FillNormals(noise);
        return Volume.Create<float, int>(own, 0, (to, _) =>
        {
            for (var v = 0; v < to.Length; v++)
                // what the scanner left empty stays so
                to[v] = moved.Span[v] <= 0 ? 0 : Math.Max(0, moved.Span[v] + (deviation * noise[v]));
        });
    }

    private static double[] Volumes(string work, string head, int n, Volume<float> image)
    {
        var label = string.Concat($"{head}{n}".Where(char.IsAsciiLetterOrDigit));
        var output = Path.Combine(work, "rescans");
        var table = Path.Combine(output, $"sub-{label}", "anat", $"sub-{label}_desc-tissue_volumes.tsv");
        if (!File.Exists(table))
        {
            var scan = Path.Combine(Directory.CreateDirectory(output).FullName, $"sub-{label}_T1w.nii.gz");
            ImageFile.Save(scan, image);
            if (MeasuredProcess.Run(Program, "run", scan, output, "--steps", "segment").ExitCode != 0)
                throw new InvalidOperationException($"{scan} failed");
        }

        var values = File.ReadAllLines(table)[1].Split('\t').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{label} GM {values[0]:0.0} WM {values[1]:0.0} CSF {values[2]:0.0} TIV {values[3]:0.0}"));
        return values;
    }
}
