using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Fingerprints;
using Pial.Operations.Resampling;
using Pial.Volumes;
using Pose = Pial.Volumes.Affine;

namespace Pial.Evaluation.Leakage;

/// <summary>
/// Fingerprints of different people, and of copies of a scan that were stored, scaled, cropped, resampled, turned or stripped.
/// </summary>
internal static class FingerprintExperiment
{
    private static readonly (string Name, Func<Volume<float>, Volume<bool>?, Volume<float>?> Make)[] Copies =
    [
        ("scaled by 37, 8 bits", (v, _) => Eight(v)),
        ("gamma 0.6", (v, _) => Power(v, 0.6f)),
        ("gamma 1.6", (v, _) => Power(v, 1.6f)),
        ("resampled to 2 mm", (v, _) => Resample.ToVoxelSize(v, 2, Interpolation.Linear, new() { AntiAlias = true, HalfVoxelEdge = true })),
        ("resampled to 1 × 1 × 3 mm",
            (v, _) => Resample.ToVoxelSize(v, new Point(1, 1, 3), Interpolation.Linear, new() { AntiAlias = true, HalfVoxelEdge = true })),
        ("bias field, e^±0.6", (v, _) => Bias(v)),
        ("noise, 5 % of the 98th percentile", (v, _) => Noise(v)),
        ("cropped by 6 % a side",
            (v, _) => v.Crop(v.Shape.I * 6 / 100, v.Shape.J * 6 / 100, v.Shape.K * 6 / 100,
                new(v.Shape.I * 88 / 100, v.Shape.J * 88 / 100, v.Shape.K * 88 / 100))),
        ("axes stored as PIR", (v, _) => v.Reorient(Orientation.Parse("PIR"))),
        ("obliqueness and origin lost", (v, _) => Straight(v)),
        ("turned by 5, 3, 4° and moved", (v, _) => Turned(v)),
        ("turned by 12°", (v, _) => v.WithGrid(v.Grid with { Affine = Pose.Rotation(0.21, 0, 0).About(v.Grid.Centre) * v.Grid.Affine })),
        ("skull-stripped",
            (v, m) =>
                m is null ? null
                    : Volume.Create(v.Grid, (v, m), static (Span<float> to, (Volume<float> Image, Volume<bool> Mask) s) => { for (var n = 0;
                        n < to.Length; n++) to[n] = s.Mask.Span[n] ? s.Image.Span[n] : 0; })),
        ("mirrored", (v, _) => Mirrored(v)),
    ];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var every = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 4;
        var files = Directory.GetFiles(Path.Combine(Workspace.Data, "ds002748"), "*_T1w.nii.gz", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(f => new Head(Path.GetFileName(f)[..6], f)).Concat(Head.All).ToList();
        var watch = Stopwatch.StartNew();
        var taking = 0.0;
        var prints = new List<ImageFingerprint>();
        var same = Copies.ToDictionary(c => c.Name, _ => new List<(string Head, double Signs, double Correlation)>());
        for (var n = 0; n < files.Count; n++)
        {
            var image = ImageFile.Load(files[n].Path).Image;
            watch.Restart();
            prints.Add(ImageFingerprint.Of(image));
            taking += watch.Elapsed.TotalSeconds;
            Console.Error.WriteLine($"{files[n].Name} {image.Grid}, inside {prints[^1].Inside:0.00}");
            if (n % every != 0) continue;
            var mask = files[n].ReferenceMask is { } path ? ImageFile.LoadMask(path) : null;
            foreach (var (name, make) in Copies)
            {
                if (make(image, mask is not null && mask.Grid.Matches(image.Grid) ? mask : null) is not { } copy) continue;
                var print = ImageFingerprint.Of(copy);
                if (name == "mirrored") print = print.Mirrored(); // as Find tries it
                same[name].Add((files[n].Name, FingerprintMatch.Signs(prints[^1], print), FingerprintMatch.Correlation(prints[^1], print)));
                Console.Error.WriteLine($"  {name}: {same[name][^1].Signs:0.000} {same[name][^1].Correlation:0.000}");
            }
        }

        var different = new List<(string Pair, double Signs, double Correlation)>();
        watch.Restart();
        for (var a = 0; a < prints.Count; a++)
        {
            for (var b = a + 1; b < prints.Count; b++)
            {
                foreach (var (pair, other) in new[] { ($"{files[a].Name} and {files[b].Name}", prints[b]),
                    ($"{files[a].Name} and {files[b].Name} mirrored", prints[b].Mirrored()) })
                    different.Add((pair, FingerprintMatch.Signs(prints[a], other), FingerprintMatch.Correlation(prints[a], other)));
            }
        }

        var each = watch.Elapsed.TotalMilliseconds / different.Count;
        Write(files.Count, same, different, taking / files.Count, each);
        return 0;
    }

    private static void Write(int heads, Dictionary<string, List<(string Head, double Signs, double Correlation)>> same,
        List<(string Pair, double Signs, double Correlation)> different, double taking, double each)
    {
        var worst = different.MaxBy(d => d.Correlation);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\n{heads} T1w scans of {heads} people: 24 skull-stripped (ds002748), {heads - 24} whole heads of six scanners. Made by " +
                $"`dotnet run -c Release --project bench/Pial.Evaluation -- fingerprints`.\n");
        text.Append(CultureInfo.InvariantCulture,
            $"\nDifferent people, {different.Count} pairs, as they are and with one of them mirrored: correlation at most " +
                $"{worst.Correlation:0.000} ({worst.Pair}), median {Median(different.Select(d => d.Correlation)):0.000}; signs that " +
                $"agree at most {different.Max(d => d.Signs):0.000}. ");
        text.Append(CultureInfo.InvariantCulture,
            $"False positives at {FingerprintMatch.SameScan}: {different.Count(d => d.Correlation >= FingerprintMatch.SameScan)}.\n\n");
        text.Append("| copy of the same scan | scans | found | least correlation | least signs |\n|---|---|---|---|---|\n");
        foreach (var (name, list) in same.Where(s => s.Value.Count > 0))
            text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {list.Count} | {list.Count(l => l.Correlation >= FingerprintMatch.SameScan && l.Signs >= 0.66)} | " +
                    $"{list.Min(l => l.Correlation):0.000} | {list.Min(l => l.Signs):0.000} |\n");
        text.Append(CultureInfo.InvariantCulture,
            $"\nTaking a fingerprint {taking:0.0} s, comparing two in full {each:0.0} ms (2 cores shared with other work).\n");
        text.Append(
            "Two scans of one person on different days are another question, which these data cannot answer: none of these people was " +
                "scanned twice with one contrast.\n");
        ResultSection.Replace("fingerprints.md", "Same scan, other file", text.ToString());
        Console.Error.Write(text);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var all ? all[all.Length / 2] : 0;

    private static Volume<float> Eight(Volume<float> v)
    {
        var top = v.Span.ToArray().Where(float.IsFinite).Order().ElementAt((int)(0.998 * (v.Shape.Count - 1)));
        return v.Map(x => MathF.Round(Math.Clamp(x / top * 255, 0, 255)) * 37);
    }

    private static Volume<float> Power(Volume<float> v, float gamma) => v.Map(x => x > 0 ? MathF.Pow(x, gamma) : 0);

    private static Volume<float> Bias(Volume<float> v) => Volume.Create(v.Grid, v, static (Span<float> to, Volume<float> image) =>
    {
        var s = image.Shape;
        for (var n = 0; n < to.Length; n++)
        {
            var (x, y, z) = ((2f * (n % s.I) / s.I) - 1, (2f * (n / s.I % s.J) / s.J) - 1, (2f * (n / s.SliceCount) / s.K) - 1);
            to[n] = image.Span[n] * MathF.Exp((0.35f * x) - (0.3f * y * z) + (0.25f * z));
        }
    });

    private static Volume<float> Noise(Volume<float> v)
    {
        var sigma = 0.05f * v.Span.ToArray().Where(float.IsFinite).Order().ElementAt((int)(0.98 * (v.Shape.Count - 1)));
        var noise = new float[v.Shape.Count];
        new CounterRandom(1, 1).FillNormals(noise);
        return Volume.Create(v.Grid, (v, noise, sigma), static (Span<float> to, (Volume<float> Image, float[] Noise, float Sigma) s) =>
        {
            for (var n = 0; n < to.Length; n++) to[n] = MathF.Abs(s.Image.Span[n] + (s.Sigma * s.Noise[n]));
        });
    }

    private static Volume<float> Straight(Volume<float> v)
    {
        var ras = v.Reorient(Orientation.Ras);
        return ras.WithGrid(ras.Grid with { Affine = Pose.Scaling(ras.Grid.VoxelSize.X, ras.Grid.VoxelSize.Y, ras.Grid.VoxelSize.Z) });
    }

    private static Volume<float> Turned(Volume<float> v)
    {
        var moved = v.WithGrid(v.Grid with
        {
            Affine = Pose.Translation(new(6, -8, 10)) * Pose.Rotation(0.087, -0.052, 0.07).About(v.Grid.Centre) * v.Grid.Affine,
        });
        return Resample.ToGrid(moved, v.Grid, null, Interpolation.Linear);
    }

    private static Volume<float> Mirrored(Volume<float> v) => v.WithGrid(v.Grid with { Affine = Pose.Scaling(-1, 1, 1) * v.Grid.Affine });
}
