using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Hub.Tasks;

/// <summary>
/// A cohort made of formulas and a seed, with planted truth: regions that shrink with age, regions that differ between the sexes beyond
/// head size, scanners that shift and scale, ages that differ between sites, and a diagnosis drawn by lot.
/// </summary>
/// <remarks>
/// Of subject s: age uniform in its site's range; sex by lot; eTIV = 1400 + 160 [M] + 105 ε mL. A volume is m (eTIV/1480)^0.7 (1 − a (age −
/// 45)/1000 + b [M]) (1 + site) (1 + σ ε), a thickness the same without eTIV. a is 0 to 2 ‰ a year (−5 ‰ of the ventricles), b is 0 but for
/// the four regions of <see cref="SexRegions"/> (±4 %); σ is 4 to 9 % (4.5 % of thickness), of which a third is common to all regions of a
/// subject. Site effects are up to ±4 % a region. Nothing here is an estimate of what real brains do.
/// </remarks>
internal static class SyntheticCohort
{
    /// <summary>The name under which tasks ask for it.</summary>
    public const string Name = "synthetic-cohort";

    private static readonly string[] Volumes = ["Hippocampus", "Amygdala", "Thalamus", "Caudate", "Putamen", "Pallidum", "Accumbens",
        "Lateral-Ventricle"];

    private static readonly string[] Cortex =
    [
        "superiorfrontal", "rostralmiddlefrontal", "caudalmiddlefrontal", "precentral", "postcentral", "superiorparietal",
        "inferiorparietal", "supramarginal", "precuneus", "superiortemporal",
        "middletemporal", "inferiortemporal", "fusiform", "entorhinal", "parahippocampal", "insula", "lateraloccipital", "lingual",
        "pericalcarine", "posteriorcingulate",
    ];

    // Mean in mL and loss in per mille a year; the ventricles grow.
    private static readonly double[] Means = [4.1, 1.7, 7.6, 3.6, 5.1, 1.9, 0.6, 9.5], Loss = [2, 1.2, 1.6, 1, 1.6, 0.4, 2, -5];

    /// <summary>Regions in which the sexes differ beyond head size, and by how much, in percent.</summary>
    public static IReadOnlyDictionary<string, double> SexRegions { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["Amygdala"] = 4,
        ["Putamen"] = 4,
        ["insula"] = -3,
        ["postcentral"] = -3,
    };

    /// <summary>Makes the cohort.</summary>
    /// <param name="subjects">How many; 10 or more.</param>
    /// <param name="seed">The same seed gives the same cohort, to the bit.</param>
    public static SubjectTable Create(int subjects = 600, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects, 10);
        string[] sites = ["A", "B", "C", "D", "E", "F"];
        (double Low, double High)[] ages = [(18, 80), (18, 45), (20, 70), (45, 85), (18, 80), (25, 60)];
        var columns = Volumes.SelectMany(v => new[] { $"Left-{v}", $"Right-{v}" })
            .Concat(Cortex.SelectMany(c => new[] { $"lh_{c}_thickness", $"rh_{c}_thickness" })).ToArray();
        var text = new System.Text.StringBuilder("participant_id\tage\tsex\tsite\tdiagnosis\teTIV\t").AppendJoin('\t', columns)
            .Append('\n');
        for (var s = 0; s < subjects; s++)
        {
            var random = new CounterRandom(seed, (ulong)s + 1);
            var (a, b, c, d) = random.Bits(0);
            var site = (int)(a % (uint)sites.Length);
            var age = ages[site].Low + ((ages[site].High - ages[site].Low) * (b / 4294967296.0));
            var male = c % 2 == 1;
            var (e, common, _, _) = random.Normals(1);
            var eTiv = 1400 + (male ? 160 : 0) + (105 * e);
            text.Append(CultureInfo.InvariantCulture,
                $"sub-{s + 1:0000}\t{age:0.0}\t{(male ? 'M' : 'F')}\t{sites[site]}\t{(d % 2 == 1 ? "case" : "control")}\t{eTiv:0.0}");
            var person = new Person(age, male, eTiv, site, common);
            for (var n = 0; n < columns.Length; n++)
                text.Append('\t').Append(Value(n, person, random.Normals((ulong)n + 2).A, seed).ToString("0.0000",
                    CultureInfo.InvariantCulture));
            text.Append('\n');
        }

        return SubjectTable.Parse(text.ToString(), Name);
    }

    // What all measures of a person share; Common is a deviate.
    private readonly record struct Person(double Age, bool Male, double ETiv, int Site, double Common);

    private static double Value(int column, Person person, double own, ulong seed)
    {
        var (age, male, eTiv, site, common) = person;
        var isVolume = column < 2 * Volumes.Length;
        var region = isVolume ? column / 2 : (column / 2) - Volumes.Length;
        var mean = isVolume ? Means[region] : 2.2 + (0.05 * (region % 9));
        var loss = isVolume ? Loss[region] : 0.25 * (region % 6);
        var sex = SexRegions.GetValueOrDefault(isVolume ? Volumes[region] : Cortex[region]) / 100;
        var scanner = 0.04 * ((new CounterRandom(seed, 0x51CE).Bits((ulong)((column * 16) + site)).A / 2147483648.0) - 1);
        var spread = isVolume ? 0.04 + (0.01 * (region % 6)) : 0.045;
        var noise = (Math.Sqrt(1.0 / 3) * common) + (Math.Sqrt(2.0 / 3) * own);
        return mean * (isVolume ? Math.Pow(eTiv / 1480, 0.7) : 1) * (1 - (loss * (age - 45) / 1000) + (male ? sex : 0)) * (1 + scanner)
            * (1 + (spread * noise));
    }
}
