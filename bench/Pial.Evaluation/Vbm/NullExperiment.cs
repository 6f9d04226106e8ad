using System.Globalization;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Evaluation.Vbm;

/// <summary>
/// How often random designs find something in maps that hold nothing: the share of designs with any voxel or cluster at a familywise p of
/// 0.05.
/// </summary>
internal static class NullExperiment
{
    private const double Level = 0.05;
    private static readonly string[] Tests = ["TFCE", "largest t", "cluster extent, formed at p = 0.001",
        "cluster mass, formed at p = 0.001"];

    /// <summary>Arguments: <c>[--surfaces] [--maps FOLDER [--suffix END]] [--designs N] [--permutations N] [--subjects N]</c>.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        string Value(string name, string standard) => arguments.ToList().IndexOf(name) is var n and >= 0 && n + 1 < arguments.Count
            ? arguments[n + 1] : standard;
        var (designs, permutations) = (int.Parse(Value("--designs", "200"), CultureInfo.InvariantCulture),
            int.Parse(Value("--permutations", "200"), CultureInfo.InvariantCulture));
        var folder = Value("--maps", "");
        var surfaces = arguments.Contains("--surfaces");
        var maps = surfaces ? NullMaps.Surfaces(int.Parse(Value("--subjects", "20"), CultureInfo.InvariantCulture), 10)
            : folder.Length > 0
            ? NullMaps.Cohort(folder, Value("--suffix", "_label-GM_desc-vbm_probseg.nii.gz"))
            : NullMaps.Simulated(int.Parse(Value("--subjects", "24"), CultureInfo.InvariantCulture));
        var found = new int[2, Tests.Length];
        var tried = new int[2];
        for (var d = 0; d < designs; d++)
        {
            var kind = d % 2;
            var p = LeastP(maps, d, kind == 0, permutations);
            tried[kind]++;
            for (var t = 0; t < p.Length; t++)
                if (p[t] <= Level) found[kind, t]++;
            if (d % 20 == 19)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{d + 1} designs: {found[0, 0] + found[1, 0]} with a TFCE finding"));
        }

        var text = new System.Text.StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\n{maps.What}; {maps.Subjects} subjects, {maps.Voxels} voxels, {designs} random designs, {permutations} permutations " +
                $"each.\n\n| test | two groups + covariate | regression + group | together | 95 % interval |\n|---|---|---|---|---|\n");
        for (var t = 0; t < Tests.Length; t++)
        {
            var (hits, n) = (found[0, t] + found[1, t], tried[0] + tried[1]);
            var (low, high) = Wilson(hits, n);
            text.Append(CultureInfo.InvariantCulture,
                $"| {Tests[t]} | {found[0, t]} of {tried[0]} | {found[1, t]} of {tried[1]} | {hits} of {n} = {100.0 * hits / n:0.0} % | " +
                    $"{100 * low:0.0} to {100 * high:0.0} % |\n");
        }

        var heading = surfaces ? "surfaces" : folder.Length > 0 ? "real maps" : "simulated maps";
        ResultSection.Replace("vbm.md", $"False positives, {heading}", text.ToString());
        Console.Error.Write(text);
        return 0;
    }

    // Half of the designs test a random division into two groups, half a random number; the other is a covariate.
    private static double[] LeastP(NullMaps maps, int d, bool groups, int permutations)
    {
        var random = new CounterRandom(77, (ulong)d);
        var order = Enumerable.Range(0, maps.Subjects).OrderBy(s => random.Bits((ulong)s).A).ToArray();
        var rows = "participant_id\tgroup\tscore\n" + string.Concat(Enumerable.Range(0, maps.Subjects).Select(s => string.Create(
            CultureInfo.InvariantCulture,
            $"s{s}\t{(Array.IndexOf(order, s) % 2 == 0 ? "a" : "b")}\t{random.Normals(1000 + (ulong)s).A:R}\n")));
        var design = DesignBuilder.Build(SubjectTable.Parse(rows, "random"), Formula.Parse("group + score"));
        var model = new TestedModel(design, Contrast.Parse(groups ? "group" : "score", design));
        var table = maps.Of(d);
        var fit = VoxelwiseFit.Of(table, [model])[0];
        var nulls = PermutationTest.Run(table, fit, maps.Lattice, new()
        {
            Count = permutations,
            Seed = (ulong)d + 1,
            Tfce = maps.Tfce,
            ClusterThreshold = Distributions.TOf(0.001, model.Dof, Sides.Two),
        });
        return [P(nulls.Enhanced!), P([.. nulls.Statistic.Select(t => (double)t)]), P([.. nulls.Extent!]),
            P(nulls.Mass!)];
    }

    // Of the largest of the data as they are, number 0; no cluster is no finding.
    private static double P(double[] largest) => largest[0] == 0 ? 1 : NullDistribution.P(largest[0], [.. largest.Order()]);

    private static (double Low, double High) Wilson(int hits, int n)
    {
        const double z = 1.96;
        var share = hits / (double)n;
        var middle = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        var reach = z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4.0 * n * n)));
        return (middle - reach, middle + reach);
    }
}
