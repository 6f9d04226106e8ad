using System.Globalization;
using System.Text;
using Pial.Analysis.Outliers;
using Pial.Kernels;

namespace Pial.Evaluation.Quality;

/// <summary>
/// How often cohorts without any fault have a scan beyond a limit: simulated measures, correlated, normal or heavy-tailed (t with five
/// degrees of freedom).
/// </summary>
internal static class FaultlessCohorts
{
    private const int Metrics = 24, Factors = 8, Cohorts = 300;

    /// <summary>The table as text.</summary>
    public static string Table()
    {
        var text = new StringBuilder(
            "\nCohorts without any fault, in per cent of cohorts in which at least one scan is beyond the limit: 24 measures with 8 " +
                "common factors, 300 cohorts each.\n\n");
        text.Append(
            "| scans | measures | distance > 3.5 | any measure > 3.5 | any measure > 7 | either rule |\n|---|---|---|---|---|---|\n");
        foreach (var scans in (ReadOnlySpan<int>)[10, 24, 100])
        {
            foreach (var heavy in (ReadOnlySpan<bool>)[false, true])
            {
                var counts = new int[4];
                for (var c = 0; c < Cohorts; c++)
                    Count(scans, heavy, (ulong)((scans * 1000) + c), counts);
                text.Append(CultureInfo.InvariantCulture,
                    $"| {scans} | {(heavy ? "heavy-tailed" : "normal")} | " +
                        $"{string.Join(" | ", counts.Select(n => (100.0 * n / Cohorts).ToString("0", CultureInfo.InvariantCulture)))} |\n");
            }
        }

        return text.ToString();
    }

    private static void Count(int scans, bool heavy, ulong seed, int[] counts)
    {
        var random = new CounterRandom(seed, heavy ? 1u : 0u);
        ulong next = 0;
        double Draw()
        {
            var (a, b, c, d) = random.Normals(next++);
            if (!heavy) return a;
            var (e, f, _, _) = random.Normals(next++);
            return a / Math.Sqrt(((b * b) + (c * c) + (d * d) + (e * e) + (f * f)) / 5);
        }

        var sites = Enumerable.Repeat("", scans).ToArray();
        var loadings = Enumerable.Range(0, Metrics * Factors).Select(_ => random.Normals(next++).A / Math.Sqrt(Factors)).ToArray();
        var factors = Enumerable.Range(0, scans * Factors).Select(_ => Draw()).ToArray();
        var z = Enumerable.Range(0, Metrics).Select(m => SiteDeviations.Of(
            [.. Enumerable.Range(0, scans)
                .Select(n => Enumerable.Range(0, Factors).Sum(f => loadings[(m * Factors) + f] * factors[(n * Factors) + f])
                    + (0.6 * Draw()))], sites).Select(d => d.Z).ToArray()).ToArray();
        var worse = Enumerable.Range(0, Metrics).Select(m => m % 3 == 0 ? Worse.Either : Worse.High).ToArray();
        var far = OutlierDistance.Of(z, worse).Deviations.Any(d => d > 3.5);
        bool Beyond(double limit) => z.Where((column, m) => column.Any(v => SiteDeviations.Badness(v, worse[m]) > limit)).Any();
        if (far) counts[0]++;
        if (Beyond(3.5)) counts[1]++;
        if (Beyond(7)) counts[2]++;
        if (far || Beyond(7)) counts[3]++;
    }
}
