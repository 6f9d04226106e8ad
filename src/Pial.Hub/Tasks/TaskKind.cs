namespace Pial.Hub.Tasks;

/// <summary>What a task asks for.</summary>
public enum TaskKind
{
    /// <summary>One of some classes for every subject.</summary>
    Classification,

    /// <summary>A number for every subject.</summary>
    Regression,

    /// <summary>Labels of structures for every image.</summary>
    Segmentation,

    /// <summary>A clean image for every noisy one.</summary>
    Denoising,

    /// <summary>A fine image for every one of thick slices.</summary>
    SuperResolution,

    /// <summary>An image for every under-sampled k-space.</summary>
    Reconstruction,
}

/// <summary>Kinds of tasks in words.</summary>
internal static class TaskKinds
{
    /// <summary>As records write it: small letters, <c>super-resolution</c> with a hyphen.</summary>
    public static string Word(this TaskKind kind) =>
        kind == TaskKind.SuperResolution ? "super-resolution" : kind.ToString().ToLowerInvariant();

    /// <summary>The kind of a word.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskKind Of(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Enum.Parse<TaskKind>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
    }

    /// <summary>Whether an image is to be given back, rather than labels or values.</summary>
    public static bool IsRestoration(this TaskKind kind) =>
        kind is TaskKind.Denoising or TaskKind.SuperResolution or TaskKind.Reconstruction;
}
