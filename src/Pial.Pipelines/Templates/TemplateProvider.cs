using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Templates;

/// <summary>Finds a template by name or path, and reads it.</summary>
/// <param name="roots">Directories in TemplateFlow's layout, searched in order.</param>
public sealed class TemplateProvider(IReadOnlyList<string> roots)
{
    /// <summary>Directories that are searched.</summary>
    public IReadOnlyList<string> Roots { get; } = roots;

    /// <summary>Where Pial keeps what it fetched: <c>$XDG_CACHE_HOME/pial/templates</c>, by default under <c>~/.cache</c>.</summary>
    public static string Cache { get; } = Path.Combine(CacheHome(), "pial", "templates");

    /// <summary>The provider of this machine: <c>TEMPLATEFLOW_HOME</c>, else <c>~/.cache/templateflow</c>, then Pial's own cache.</summary>
    public static TemplateProvider Default()
    {
        var flow = Environment.GetEnvironmentVariable("TEMPLATEFLOW_HOME");
        return new([string.IsNullOrEmpty(flow) ? Path.Combine(CacheHome(), "templateflow") : flow, Cache]);
    }

    /// <summary>Every template that can be used now, the embedded one first.</summary>
    public IReadOnlyList<TemplateSource> List() =>
        [Embedded, .. Roots.SelectMany(TemplateFlow.All).DistinctBy(t => t.Space, StringComparer.Ordinal)];

    /// <summary>The template that is part of Pial.</summary>
    public static TemplateSource Embedded { get; } = new(EmbeddedTemplate.Space, TemplateKind.Embedded, "", null,
        $"{EmbeddedTemplate.Name}: mean of 31 people, part of Pial");

    /// <summary>Finds a template.</summary>
    /// <param name="nameOrPath">
    /// Nothing or <c>PialMNI</c> for the embedded one, which also stands in for MNI152NLin2009cAsym where that is not on the machine; an
    /// identifier with optional <c>:cohort-N</c> and <c>:res-N</c>; an image; or a <c>tpl-ID</c> folder.
    /// </param>
    /// <exception cref="InputException">It is nowhere; the message says where it was looked for and how to get it.</exception>
    public TemplateSource Resolve(string? nameOrPath)
    {
        if (string.IsNullOrEmpty(nameOrPath) || nameOrPath == EmbeddedTemplate.Name) return Embedded;
        if (File.Exists(nameOrPath)) return FromImage(nameOrPath);
        if (Directory.Exists(nameOrPath))
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrPath));
            var id = Path.GetFileName(full);
            return (id.StartsWith("tpl-", StringComparison.Ordinal) ? TemplateFlow.Find([Path.GetDirectoryName(full)!], id[4..]) : null)
                ?? throw new InputException(
                    $"{nameOrPath} is no template: expected a folder named tpl-ID with tpl-ID_res-01_T1w.nii.gz in it.");
        }

        if (nameOrPath.Contains('/', StringComparison.Ordinal)) throw new InputException($"{nameOrPath} does not exist.");
        if (TemplateFlow.Find(Roots, nameOrPath) is { } found) return found;
        return nameOrPath == EmbeddedTemplate.Space ? Embedded : throw new InputException(
            $"The template {nameOrPath} is not on this machine (looked in {string.Join(" and ", Roots)}); "
            + $"fetch it with 'pial template get {nameOrPath.Split(':')[0]}', give its path, or leave option 'template' out for " +
            $"{EmbeddedTemplate.Space}.");
    }

    /// <summary>Reads a template.</summary>
    public static Template Load(TemplateSource source, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Kind == TemplateKind.Embedded) return EmbeddedTemplate.Target(parallel);
        var image = ImageFile.Load(source.T1wPath, parallel).Image;
        var mask = source.MaskPath is null ? null : ImageFile.LoadMask(source.MaskPath, parallel);
        if (mask is not null && !mask.Grid.Matches(image.Grid)) mask = null; // a mask of another resolution helps nobody
        var key = ArtifactKey.Of(image);
        return new(source.Space, image, mask, source.T1wPath,
            mask is null ? key : ArtifactKey.Combine(key, ArtifactKey.Of(mask)))
        { Identity = TemplateIdentity.Of(source) };
    }

    // A single image names its space by tpl-, space- or, failing these, its file name; a mask may lie beside it.
    private static TemplateSource FromImage(string path)
    {
        var stem = BidsName.StemOf(path);
        var entity = stem.Split('_').FirstOrDefault(p => p.StartsWith("tpl-", StringComparison.Ordinal))?[4..]
            ?? stem.Split('_').FirstOrDefault(p => p.StartsWith("space-", StringComparison.Ordinal))?[6..];
        var space = entity ?? string.Concat(stem.Where(char.IsAsciiLetterOrDigit));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var stems = new[] { stem.Replace("_desc-brain_T1w", "", StringComparison.Ordinal).Replace("_T1w", "", StringComparison.Ordinal) +
            "_desc-brain_mask", stem + "_mask" };
        var mask = stems.SelectMany(s => ImageFormats.SingleFileEndings.Select(e => s + e)).Select(f => Path.Combine(folder, f))
            .FirstOrDefault(File.Exists);
        return new(space.Length > 0 ? space : "custom", TemplateKind.Path, path, mask, null);
    }

    private static string CacheHome()
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(home) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : home;
    }
}
