namespace Pial.Pipelines.Bids;

/// <summary>A single image and what comes with it.</summary>
public static class SingleScan
{
    /// <summary>The contrast that was asked for, or what the file's name says, or T1w.</summary>
    /// <exception cref="InputException">There is no such contrast.</exception>
    public static string ContrastOf(string path, string? asked)
    {
        if (asked is null) return ContrastName.Of(path) ?? ContrastName.T1w;
        return ContrastName.Parse(asked)
            ?? throw new InputException($"option 'contrast' {asked}: choose one of {string.Join(", ", ContrastName.All)}.");
    }

    /// <summary>The image with its other contrasts.</summary>
    /// <param name="path">The image.</param>
    /// <param name="contrast">Its contrast as asked for; null for what its name says.</param>
    /// <param name="also">Other scans, as <c>FILE</c> or <c>NAME=FILE</c>.</param>
    /// <exception cref="InputException">A file does not exist, is of unknown contrast, or would have the outputs of another.</exception>
    public static BidsScan Of(string path, string? contrast, IReadOnlyList<string> also)
    {
        ArgumentNullException.ThrowIfNull(also);
        var head = new BidsScan(path, BidsName.Of(path), Path.GetFileName(path)) { Contrast = ContrastOf(path, contrast) };
        var others = also.Select(text => Other(text, head)).ToList();
        var twice = others.Prepend(head).GroupBy(s => (s.Name.Prefix, s.Contrast)).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InputException(
                $"{string.Join(" and ", twice.Select(s => Path.GetFileName(s.Path)))} are both {twice.Key.Contrast} of " +
                    $"{twice.Key.Prefix}: their outputs would have the same names.");
        return head with { Also = others };
    }

    private static BidsScan Other(string text, BidsScan head)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var named = at > 0 ? ContrastName.Parse(text[..at]) : null;
        var path = named is null ? text : text[(at + 1)..];
        if (!File.Exists(path)) throw new InputException($"{path} does not exist.");
        var contrast = named ?? ContrastName.Of(path) ?? throw new InputException(
            $"option 'also' {text}: the name does not say which contrast it is; write T2w={text}, or one of " +
                $"{string.Join(", ", ContrastName.All.Skip(1))}.");
        var own = BidsName.Of(path);
        return new(path, own.Subject == head.Name.Subject ? own : head.Name, Path.GetFileName(path)) { Contrast = contrast };
    }
}
