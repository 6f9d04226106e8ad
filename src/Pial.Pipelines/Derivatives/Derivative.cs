namespace Pial.Pipelines.Derivatives;

/// <summary>
/// A kind of file that Pial makes of a scan: how it is named, what it holds. Nobody builds or parses such a name otherwise.
/// </summary>
/// <param name="Pattern">
/// Its name after the scan's own entities: <c>{label}</c> stands for the entity <c>label-…</c>, <c>[space]</c> for one that may be left
/// out, <c>&lt;contrast&gt;</c> for a suffix.
/// </param>
/// <param name="Unit">Of its values, as the sidecar says; null where they have none.</param>
/// <param name="What">What it holds, for people.</param>
public abstract record Derivative(string Pattern, string? Unit, string What)
{
    /// <summary>Type of what is read of it.</summary>
    public abstract Type Holds { get; }

    /// <summary>Its name after the scan's own entities.</summary>
    /// <param name="values">Values of what the pattern leaves open, in its order; null leaves an optional one out, <c>*</c> means
    /// any.</param>
    /// <exception cref="ArgumentException">Too many values, too few, or null for one that is needed.</exception>
    public string Name(params ReadOnlySpan<string?> values)
    {
        var (parts, next) = (new List<string>(), 0);
        foreach (var part in Pattern.Split('_'))
        {
            var close = part.IndexOfAny([']', '}', '>']);
            if (close < 0)
            {
                parts.Add(part);
                continue;
            }

            var value = next < values.Length
                ? values[next++] : throw new ArgumentException($"{Pattern} needs more than {values.Length} values.", nameof(values));
            if (value is null && part[0] != '[') throw new ArgumentException($"{Pattern} needs a value for {part}.", nameof(values));
            if (value is not null) parts.Add($"{(part[0] == '<' ? "" : $"{part[1..close]}-")}{value}{part[(close + 1)..]}");
        }

        return next == values.Length
            ? string.Join('_', parts) : throw new ArgumentException($"{Pattern} takes {next} values, not {values.Length}.", nameof(values));
    }

    /// <summary>Its path.</summary>
    /// <param name="stem">Folder and name of the scan: <c>out/sub-01/anat/sub-01</c>.</param>
    /// <param name="values">As for <see cref="Name"/>.</param>
    public string PathOf(string stem, params ReadOnlySpan<string?> values) => $"{stem}_{Name(values)}";

    /// <summary>All files of this kind below a folder, in order of their paths.</summary>
    /// <param name="folder">The derivative dataset.</param>
    /// <param name="values">As for <see cref="Name"/>.</param>
    public string[] Find(string folder, params ReadOnlySpan<string?> values) =>
        [.. Directory.GetFiles(folder, $"sub-*_{Name(values)}", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Files of this kind of one scan, in order of their names.</summary>
    /// <param name="stem">Folder and name of the scan.</param>
    /// <param name="values">As for <see cref="Name"/>.</param>
    public string[] FindOf(string stem, params ReadOnlySpan<string?> values) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(stem)!, $"{Path.GetFileName(stem)}_{Name(values)}").Order(StringComparer.Ordinal)];

    /// <summary>The scan's part of a path: folder and name, without this kind's.</summary>
    /// <param name="path">A file of this kind.</param>
    /// <param name="values">The values it was found with.</param>
    public string StemOf(string path, params ReadOnlySpan<string?> values)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path[..^(Name(values).Length + 1)];
    }
}

/// <summary>A kind of file, and how it is read.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="Pattern">As for <see cref="Derivative"/>.</param>
/// <param name="Unit">As for <see cref="Derivative"/>.</param>
/// <param name="What">As for <see cref="Derivative"/>.</param>
/// <param name="Read">Reads a path.</param>
public sealed record Derivative<T>(string Pattern, string? Unit, string What, Func<string, ParallelOptions?, T> Read)
    : Derivative(Pattern, Unit, What)
{
    /// <inheritdoc />
    public override Type Holds => typeof(T);
}
