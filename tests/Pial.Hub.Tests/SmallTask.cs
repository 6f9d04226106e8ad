using System.Globalization;
using System.Text;
using Pial.Hub.Evaluation;
using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Kernels;

namespace Pial.Hub.Tests;

/// <summary>A small table with a signal, and benchmarks on it.</summary>
internal static class SmallTask
{
    public const string Head =
        "benchmark_id: BM-SMALL\nname: Small\nversion: '1'\nhealth_domain: Neurology\nhealth_topic: Tests\nai_task: Any\ninput_modality: " +
            "sMRI\noutput_type: Any\n";

    public static readonly DateTime Date = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>Subjects s1 …: age, sex, site, eTIV and three features, of which f1 follows age and f2 sex.</summary>
    public static string Table(int subjects = 60, Func<int, string?>? age = null, Func<int, string?>? sex = null)
    {
        var text = new StringBuilder("participant_id,age,sex,site,eTIV,f1,f2,f3\n");
        for (var s = 0; s < subjects; s++)
        {
            var (a, b, c, d) = new CounterRandom(7, (ulong)s).Normals(0);
            var (years, male) = (20 + (s * 40.0 / subjects), s % 2 == 0);
            text.Append(CultureInfo.InvariantCulture,
                $"s{s + 1},{age?.Invoke(s) ?? years.ToString("0.0", CultureInfo.InvariantCulture)}," +
                    $"{sex?.Invoke(s) ?? (male ? "M" : "F")},{"AB"[s / 2 % 2]},{1400 + (male ? 120 : 0) + (60 * a):0.0}," +
                    $"{(years / 10) + (0.4 * b):0.000},{(male ? 1 : -1) + c:0.000},{d:0.000}\n");
        }

        return text.ToString();
    }

    public static Benchmark Age(string table, string more = "", string metrics = "{primary: MAE, secondary: [R2]}") =>
        Of($"metrics: {metrics}\ntask:\n  kind: regression\n  data: {table}\n  target: age\n  age: age\n  sex: sex\n  site: site\n  " +
            $"head_size: eTIV\n  bootstrap: 40\n  permutations: 40\n  baselines: [ridge]\n{more}");

    public static Benchmark Sex(string table, string more = "") =>
        Of($"metrics: {{primary: Balanced Accuracy, secondary: [AUROC, F1-Score]}}\ntask:\n  kind: classification\n  data: {table}\n  " +
            "target: sex\n  positive: M\n  age: age\n  sex: sex\n  site: site\n  head_size: eTIV\n  bootstrap: 40\n  permutations: " +
            $"40\n  baselines: [logistic]\n{more}");

    public static Benchmark Of(string yaml) =>
        new(RecordFile.Parse(Head + yaml, "/nowhere/small.yaml", RecordKinds.All.Single(k => k.Name == "benchmark")));

    public static RunResult Run(Benchmark benchmark, string? model = null, int threads = 2, SandboxKind sandbox = SandboxKind.None) =>
        BenchmarkRun.Execute(benchmark, new() { Date = Date, Model = model, Sandbox = sandbox },
            new() { MaxDegreeOfParallelism = threads });

    public static (TaskTable Table, IReadOnlyList<string> Tested) Tested(Benchmark benchmark)
    {
        var (table, plan, _) = BenchmarkRun.Prepare(benchmark, null, null);
        return (table, [.. plan.Folds.SelectMany(f => plan.TestIds(f))]);
    }
}
