using System.Globalization;
using Pial.Pipelines.Yaml;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Rules;

/// <summary>Named sets of rules, from YAML.</summary>
public static class RuleSets
{
    /// <summary>The rules that a name or a file means.</summary>
    /// <param name="nameOrFile">A set that comes with Pial, as <c>default</c>; or a YAML file, of which the set <c>default</c>, or the only
    /// one, is taken; <c>FILE:SET</c> names another.</param>
    /// <param name="vocabulary">What the rules may speak of.</param>
    /// <exception cref="InputException">There is no such set, or the file is not as it should be; says where.</exception>
    public static (string Set, IReadOnlyList<QualityRule> Rules) Resolve(string nameOrFile, RuleVocabulary vocabulary)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFile);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var own = Parse(vocabulary.Embedded(), vocabulary.Name, vocabulary);
        if (own.TryGetValue(nameOrFile, out var rules)) return (nameOrFile, rules);
        var (path, set) = File.Exists(nameOrFile) || nameOrFile.LastIndexOf(':') is not (> 0 and var colon)
            ? (nameOrFile, null) : (nameOrFile[..colon], nameOrFile[(colon + 1)..]);
        if (!File.Exists(path))
            throw new InputException($"'{nameOrFile}' is neither a set of thresholds ({string.Join(", ", own.Keys)}) nor a file.");
        var sets = Parse(File.ReadAllText(path), Path.GetFileName(path), vocabulary);
        set ??= sets.Count == 1 ? sets.Keys.Single() : "default";
        return sets.TryGetValue(set, out var found) ? (set, found)
            : throw new InputException($"{path} has no set '{set}'; it has {string.Join(", ", sets.Keys)}.");
    }

    /// <summary>Reads sets of rules.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="vocabulary">What the rules may speak of.</param>
    /// <exception cref="InputException">It is not as it should be; says where, and for a name that is not known the nearest that
    /// is.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<QualityRule>> Parse(string yaml, string name, RuleVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (YamlEntry.Parse(yaml, name).Node is not YamlMappingNode root || root.Children.Count == 0)
            throw new InputException($"{name} holds no sets of rules; expected 'default:' and a list of rules below it.");
        var sets = new Dictionary<string, IReadOnlyList<QualityRule>>(StringComparer.Ordinal);
        foreach (var (key, value) in root.Children)
        {
            if (value is not YamlSequenceNode { Children.Count: > 0 } list)
                throw new InputException($"{name}, line {value.Start.Line}: '{key}' must be a list of rules.");
            var rules = list.Children
                .Select(r => r is YamlMappingNode map ? new Reader(map, name, vocabulary).Rule()
                    : throw new InputException($"{name}, line {r.Start.Line}: a rule has fields such as 'rule', 'metric', 'above'."))
                    .ToArray();
            if (rules.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new InputException($"{name}: the set '{key}' has two rules '{twice.Key}'.");
            sets[key.ToString()] = rules;
        }

        return sets;
    }

    private sealed class Reader(YamlMappingNode map, string file, RuleVocabulary vocabulary)
    {
        public QualityRule Rule()
        {
            foreach (var (key, _) in map.Children)
                if (!vocabulary.Fields.Contains(key.ToString(), StringComparer.Ordinal))
                    throw Bad(key, $"'{key}' is not a field.{NearestName.Hint(key.ToString(), vocabulary.Fields)}");
            var (below, above, worse) = (Number("below"), Number("above"), Number("worse"));
            if (below is null && above is null && worse is null)
                throw Bad(map, $"a rule needs 'below' or 'above'{(vocabulary.Directions ? ", or 'worse'" : "")}.");
            var metric = Metric();
            if (metric == RuleVocabulary.Any && worse is null)
                throw Bad(map, "'metric: any' needs 'worse': a limit on the bad side, which differs between metrics.");
            var reference = Choice("relative", ("value", QualityReference.Value), ("site_median", QualityReference.SiteMedian),
                ("site_robust_z", QualityReference.SiteRobustZ));
            if (worse is not null && reference != QualityReference.SiteRobustZ)
                throw Bad(map, "'worse' goes with 'relative: site_robust_z'.");
            return new(
                Needed("rule"), metric, reference, below, above,
                Choice("flag", (vocabulary.LookWord, QualityFlag.Look), ("exclude", QualityFlag.Exclude)), (int)(Number("needs") ?? 5),
                Text("only") is { } only ? Choice("only", [.. vocabulary.Only.Select(o => (o, o))]) : null, Needed("means"),
                Needed("source"))
            {
                Worse = worse,
            };
        }

        private string Metric()
        {
            var name = Needed("metric");
            if (vocabulary.Metrics.Contains(name, StringComparer.Ordinal) || (vocabulary.Directions && name == RuleVocabulary.Any))
                return name;
            throw Bad(map.Children[new YamlScalarNode("metric")], $"'{name}' is not a metric.{NearestName.Hint(name, vocabulary.Metrics)}");
        }

        private InputException Bad(YamlNode node, string says) => new($"{file}, line {node.Start.Line}: {says}");

        private string? Text(string field) => map.Children.TryGetValue(new YamlScalarNode(field), out var node)
            ? ((node as YamlScalarNode)?.Value ?? throw Bad(node, $"'{field}' must be a word or number.")) : null;

        private string Needed(string field) => Text(field) is { Length: > 0 } text ? text : throw Bad(map, $"a rule without '{field}'.");

        private double? Number(string field) => Text(field) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : throw Bad(map.Children[new YamlScalarNode(field)], $"'{field}' is '{text}', expected a number.");

        // The first is what a rule without the field means.
        private T Choice<T>(string field, params (string Word, T Value)[] choices)
        {
            if (Text(field) is not { } text) return choices[0].Value;
            foreach (var (word, value) in choices)
                if (word == text) return value;
            var words = choices.Select(c => c.Word).ToArray();
            throw Bad(map.Children[new YamlScalarNode(field)],
                $"'{field}' is '{text}', expected {(words.Length > 1 ? $"{string.Join(", ", words[..^1])} or " : "")}{words[^1]}.");
        }
    }
}
