namespace Pial.Pipelines.Rules;

/// <summary>What a file of rules may speak of.</summary>
/// <param name="Name">What messages call the embedded file.</param>
/// <param name="Resource">Name of the embedded file.</param>
/// <param name="Metrics">Names of the metrics.</param>
/// <param name="LookWord">The word for <see cref="QualityFlag.Look"/>.</param>
/// <param name="Only">Programs a rule may be limited to.</param>
/// <param name="Directions">Whether metrics have a bad side, so that <c>worse</c> and <c>metric: any</c> mean something.</param>
public sealed record RuleVocabulary(string Name, string Resource, IReadOnlyList<string> Metrics, string LookWord,
    IReadOnlyList<string> Only, bool Directions)
{
    /// <summary>The name that stands for every rated metric.</summary>
    public const string Any = "any";

    private static readonly string[] Common = ["rule", "metric", "relative", "below", "above", "flag", "needs", "means", "source"];

    /// <summary>Names of a rule's fields.</summary>
    public IReadOnlyList<string> Fields => [.. Common, .. Only.Count > 0 ? new[] { "only" } : [], .. Directions ? new[] { "worse" } : []];

    /// <summary>The text of the sets that come with Pial; a start for one's own.</summary>
    public string Embedded()
    {
        using var stream = typeof(RuleVocabulary).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
