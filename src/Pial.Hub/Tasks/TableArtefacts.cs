using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Pipelines;

namespace Pial.Hub.Tasks;

/// <summary>Artefacts of growing strength on the features of test subjects.</summary>
internal static class TableArtefacts
{
    /// <summary>
    /// What there is: noise in standard deviations of a feature, a share of features missing, and a common gain error of the scanner.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = ["noise", "dropout", "gain"];

    /// <summary>Unit of an artefact's strengths.</summary>
    internal static string Unit(string name) => name switch
    {
        "noise" => "standard deviations of a feature",
        "dropout" => "share of features missing",
        _ => "relative error of every feature"
    };

    /// <summary>Test features as they are, and then with every strength of every artefact.</summary>
    /// <param name="test">Features of the test rows.</param>
    /// <param name="train">Features of the training rows, whose spread is the unit.</param>
    /// <param name="probes">The artefacts.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <exception cref="InputException">There is no such artefact of tables.</exception>
    public static IReadOnlyList<FeatureMatrix> Of(FeatureMatrix test, FeatureMatrix train, IReadOnlyList<Probe> probes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(probes);
        if (probes.Count == 0) return [test];
        var spread = Enumerable.Range(0, train.Columns).Select(c => Spread(train.Column(c))).ToArray();
        return [test,
            .. probes.SelectMany((p, n) => p.Grid.Select(strength => With(test, spread, p.Name, strength, new(seed, (ulong)n + 0xA27E))))];
    }

    private static FeatureMatrix With(FeatureMatrix test, double[] spread, string artefact, double strength, CounterRandom random)
    {
        var values = test.Values.ToArray();
        for (var r = 0; r < test.Rows; r++)
        {
            for (var c = 0; c < test.Columns; c++)
            {
                ref var value = ref values[(r * test.Columns) + c];
                var index = (ulong)((r * (long)test.Columns) + c);
                switch (artefact)
                {
                    case "noise": value += strength * spread[c] * random.Normals(index).A; break;
                    case "dropout": value = random.Bits(index).A / 4294967296.0 < strength ? double.NaN : value; break;
                    case "gain": value *= 1 + strength; break;
                    default:
                        throw new InputException(
                        $"there is no artefact '{artefact}' of tables.{NearestName.Hint(artefact, [.. Names])}");
                }
            }
        }

        return FeatureMatrix.Of(test.Rows, test.Columns, values, test.Names, test.Ids);
    }

    private static double Spread(double[] values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length < 2) return 0;
        var mean = known.Average();
        return Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1));
    }
}
