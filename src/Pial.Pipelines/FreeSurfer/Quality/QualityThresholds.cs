using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>Sets of thresholds, from YAML.</summary>
public static class QualityThresholds
{
    private static readonly string[] Fields = ["rule", "metric", "relative", "below", "above", "flag", "needs", "only", "means", "source"];

    /// <summary>The text of the sets that come with Pial; a start for one's own.</summary>
    public static string Embedded()
    {
        using var stream = typeof(QualityThresholds).Assembly.GetManifestResourceStream("freesurfer-thresholds.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The rules that a name or a file means.</summary>
    /// <param name="nameOrFile">A set that comes with Pial (<c>default</c>, <c>rosen2018</c>, <c>specification</c>); or a YAML file, of which the set <c>default</c>, or the only one, is taken; <c>FILE:SET</c> names another.</param>
    /// <exception cref="InputException">There is no such set, or the file is not as it should be; says where.</exception>
    public static (string Set, IReadOnlyList<QualityRule> Rules) Resolve(string nameOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFile);
        var own = Parse(Embedded(), "thresholds.yaml");
        if (own.TryGetValue(nameOrFile, out var rules)) return (nameOrFile, rules);
        var (path, set) = File.Exists(nameOrFile) || nameOrFile.LastIndexOf(':') is not (> 0 and var colon) ? (nameOrFile, null) : (nameOrFile[..colon], nameOrFile[(colon + 1)..]);
        if (!File.Exists(path)) throw new InputException($"'{nameOrFile}' is neither a set of thresholds ({string.Join(", ", own.Keys)}) nor a file.");
        var sets = Parse(File.ReadAllText(path), Path.GetFileName(path));
        set ??= sets.Count == 1 ? sets.Keys.Single() : "default";
        return sets.TryGetValue(set, out var found) ? (set, found) : throw new InputException($"{path} has no set '{set}'; it has {string.Join(", ", sets.Keys)}.");
    }

    /// <summary>Reads sets of rules.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is not as it should be; says where.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<QualityRule>> Parse(string yaml, string name)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new InputException($"{name}, line {e.Start.Line}: {e.Message.Split('\n')[0]}", e);
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root || root.Children.Count == 0) throw new InputException($"{name} holds no sets of rules; expected 'default:' and a list of rules below it.");
        var sets = new Dictionary<string, IReadOnlyList<QualityRule>>(StringComparer.Ordinal);
        foreach (var (key, value) in root.Children)
        {
            if (value is not YamlSequenceNode { Children.Count: > 0 } list) throw new InputException($"{name}, line {value.Start.Line}: '{key}' must be a list of rules.");
            var rules = list.Children.Select(r => r is YamlMappingNode map ? Rule(map, name) : throw new InputException($"{name}, line {r.Start.Line}: a rule has fields such as 'rule', 'metric', 'above'.")).ToArray();
            if (rules.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new InputException($"{name}: the set '{key}' has two rules '{twice.Key}'.");
            sets[key.ToString()] = rules;
        }

        return sets;
    }

    private static QualityRule Rule(YamlMappingNode map, string file)
    {
        InputException Bad(YamlNode node, string says) => new($"{file}, line {node.Start.Line}: {says}");
        foreach (var (key, _) in map.Children)
            if (!Fields.Contains(key.ToString(), StringComparer.Ordinal)) throw Bad(key, $"'{key}' is not a field; there are {string.Join(", ", Fields)}.");
        string? Text(string field) => map.Children.TryGetValue(new YamlScalarNode(field), out var node) ? ((node as YamlScalarNode)?.Value ?? throw Bad(node, $"'{field}' must be a word or number.")) : null;
        string Needed(string field) => Text(field) is { Length: > 0 } text ? text : throw Bad(map, $"a rule without '{field}'.");
        double? Number(string field) => Text(field) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Bad(map, $"'{field}' is '{text}', expected a number.");
        var (below, above) = (Number("below"), Number("above"));
        if (below is null && above is null) throw Bad(map, "a rule needs 'below' or 'above'.");
        var metric = ReconstructionMetric.All.FirstOrDefault(m => m.Name == Needed("metric")) ?? throw Bad(map, $"'{Text("metric")}' is not a metric; there are {string.Join(", ", ReconstructionMetric.All.Select(m => m.Name))}.");
        return new(
            Needed("rule"),
            metric,
            Text("relative") switch
            {
                null or "value" => QualityReference.Value,
                "site_median" => QualityReference.SiteMedian,
                "site_robust_z" => QualityReference.SiteRobustZ,
                var other => throw Bad(map, $"'relative' is '{other}', expected value, site_median or site_robust_z."),
            },
            below,
            above,
            Text("flag") switch
            {
                null or "look" => QualityFlag.Look,
                "exclude" => QualityFlag.Exclude,
                var other => throw Bad(map, $"'flag' is '{other}', expected look or exclude."),
            },
            (int)(Number("needs") ?? 5),
            Text("only") switch
            {
                null => null,
                "FreeSurfer" => "FreeSurfer",
                "FastSurfer" => "FastSurfer",
                var other => throw Bad(map, $"'only' is '{other}', expected FreeSurfer or FastSurfer."),
            },
            Needed("means"),
            Needed("source"));
    }
}
