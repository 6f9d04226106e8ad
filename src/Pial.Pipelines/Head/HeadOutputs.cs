using Pial.Pipelines.Head.Stages;

namespace Pial.Pipelines.Head;

/// <summary>Which stages of a run write their files, by their words; what these need is made in any case.</summary>
public sealed class HeadOutputs
{
    private readonly HashSet<string>? only;
    private readonly HashSet<string> without;

    private HeadOutputs(IEnumerable<string>? only, IEnumerable<string> without) =>
        (this.only, this.without) = (only?.ToHashSet(StringComparer.Ordinal), without.ToHashSet(StringComparer.Ordinal));

    /// <summary>All of them.</summary>
    public static HeadOutputs All { get; } = new(null, []);

    /// <summary>The brain mask, and nothing else.</summary>
    public static HeadOutputs None { get; } = new([], []);

    /// <summary>Some of them.</summary>
    /// <param name="words">As <c>segment</c>, <c>vbm</c>: <see cref="HeadStage.Word"/>.</param>
    /// <exception cref="InputException">There is no such stage.</exception>
    public static HeadOutputs Of(params string[] words) => Parse(words.Length == 0 ? [""] : words, []);

    /// <summary>What a person named.</summary>
    /// <param name="steps">Words, also several with commas; none for all.</param>
    /// <param name="skip">Words of what is left out.</param>
    /// <exception cref="InputException">There is no such stage.</exception>
    public static HeadOutputs Parse(IReadOnlyList<string> steps, IReadOnlyList<string> skip)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(skip);
        return new(steps.Count == 0 ? null : Known(steps), Known(skip));
    }

    /// <summary>Whether a stage writes its files; one without a word always does.</summary>
    public bool Contains(string? word) => word is null || ((only?.Contains(word) ?? true) && !without.Contains(word));

    /// <summary>Whether a stage was asked for by its word.</summary>
    public bool IsNamed(string word) => only is not null && Contains(word);

    private static List<string> Known(IEnumerable<string> words)
    {
        var named = words.SelectMany(static w => w.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var wrong = named.Find(static w => !HeadStages.Words.Contains(w, StringComparer.Ordinal));
        return wrong is null
            ? named : throw new InputException($"'{wrong}' is not a step; the steps are {string.Join(", ", HeadStages.Words)}.");
    }
}
