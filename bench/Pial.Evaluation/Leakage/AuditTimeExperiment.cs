using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Analysis.Splits;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Fingerprints;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Evaluation.Leakage;

/// <summary>Time of an audit: 100,000 ids against 100,000, and 1,000 fingerprints against 1,000.</summary>
internal static class AuditTimeExperiment
{
    private const int Ids = 100_000, Prints = 1000, I = 30, J = 36, K = 22;
    private const float Shared = 0.75f, Own = 0.66f; // of the variance: made-up people who share a head agree as different people do

    public static int Run(IReadOnlyList<string> arguments)
    {
        var files = Directory.GetFiles(Path.Combine(Workspace.Data, "ds002748"), "*_T1w.nii.gz", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).ToArray();
        ImageFingerprint[] heads = [.. files.Select(f => ImageFingerprint.Of(ImageFile.Load(f).Image))];
        ImageFingerprint[] people = [.. Enumerable.Range(0, 2 * Prints).Select(n => Person(heads[n % heads.Length], (ulong)n))];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\nMade by `dotnet run -c Release --project bench/Pial.Evaluation -- audit-time`; least of three, " +
                $"{Environment.ProcessorCount} cores shared with other work. The fingerprints are of made-up people: maps of ds002748's " +
                $"{heads.Length} brains with smooth noise, ");
        text.Append(CultureInfo.InvariantCulture,
            $"so that two correlate at the median at {Median(people):0.00} (real people: 0.61). CPU time is that of all threads " +
                $"together; wall time while the machine had other work (load 100).\n\n| what | wall | CPU |\n|---|---|---|\n");
        var families = Enumerable.Range(0, Ids).Select(n => n % 3 == 0 ? $"f{n}" : "n/a").ToArray();
        var train = new AuditSide("train", [.. Enumerable.Range(0, Ids).Select(n => $"sub-{n:000000}")]) { Families = families };
        var test = new AuditSide("test", [.. Enumerable.Range(Ids - 10, Ids).Select(n => $"sub-{n:000000}_ses-2")])
        {
            Families =
            [.. families.Select(f => f + "x")]
        };
        text.Append(CultureInfo.InvariantCulture,
            $"| {Ids:N0} ids and families against {Ids:N0} ({LeakAudit.Of(train, test).Leaks.Count} leaks) | " +
                $"{Least(() => LeakAudit.Of(train, test))} |\n");
        var (a, b) = (people[..Prints], people[Prints..]);
        b[7] = a[3];
        text.Append(CultureInfo.InvariantCulture,
            $"| {Prints:N0} fingerprints against {Prints:N0} ({FingerprintMatch.Find(a, b).Count} of one scan) | " +
                $"{Least(() => FingerprintMatch.Find(a, b))} |\n");
        text.Append(CultureInfo.InvariantCulture,
            $"| {Prints:N0} fingerprints among themselves | {Least(() => FingerprintMatch.Find(a))} |\n");
        ResultSection.Replace("datasets.md", "Time of an audit", text.ToString());
        Console.Error.Write(text);
        return 0;
    }

    private static double Median(ImageFingerprint[] people)
    {
        double[] some = [.. Enumerable.Range(0, 99).Select(n => FingerprintMatch.Correlation(people[n], people[n + 100])).Order()];
        return some[49];
    }

    private static string Least(Action work)
    {
        var (wall, busy) = (double.MaxValue, double.MaxValue);
        for (var n = 0; n < 3; n++)
        {
            var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            work();
            wall = Math.Min(wall, watch.Elapsed.TotalSeconds);
            busy = Math.Min(busy, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{wall:0.0} s | {busy:0.0} s");
    }

    private static ImageFingerprint Person(ImageFingerprint head, ulong seed)
    {
        var grid = Grid.Centred(new(I, J, K), new(5, 5, 5), default);
        var noise = new float[grid.Shape.Count];
        new CounterRandom(seed, 3).FillNormals(noise);
        var smooth = GaussianSmoothing.Apply(Volume.Create<float>(grid, noise), 8);
        var inside = head.Field.ToArray().Where(v => v != sbyte.MinValue).ToArray();
        var (deviation, own) = (MathF.Sqrt(inside.Average(v => (float)v * v)), MathF.Sqrt(smooth.Span.ToArray().Average(v => v * v)));
        var bytes = head.ToBytes();
        for (var n = 0; n < head.Field.Length; n++)
            if (head.Field[n] != sbyte.MinValue)
                bytes[n + 1] = (byte)(sbyte)Math.Clamp(MathF.Round((Shared * head.Field[n]) + (Own * deviation / own * smooth.Span[n])),
                    -127, 127);
        return ImageFingerprint.FromBytes(bytes)!;
    }
}
