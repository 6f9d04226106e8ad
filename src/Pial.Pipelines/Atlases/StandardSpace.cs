using System.Text.RegularExpressions;
using Pial.Formats;
using Pial.Pipelines.Templates;
using Pial.Plots;
using Pial.Volumes;

namespace Pial.Pipelines.Atlases;

/// <summary>Whether a file is in the embedded template's space, so that the template can be shown under it.</summary>
public static partial class StandardSpace
{
    private const int Mni152 = 4; // NIFTI_XFORM_MNI_152

    /// <summary>
    /// Whether its name says so (<c>space-MNI152…</c>, <c>tpl-MNI152…</c>) or, when its name names no space, its header's sform or qform
    /// does.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What it says of itself.</param>
    public static bool IsMni(string path, ImageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var name = Path.GetFileName(path);
        if (Space().Match(name) is { Success: true } match)
            return match.Groups[1].Value.StartsWith("MNI152", StringComparison.Ordinal) || match.Groups[1].Value == EmbeddedTemplate.Name;
        return header.Nifti is { } nifti && (header.AffineSource == AffineSource.Sform ? nifti.SformCode : nifti.QformCode) == Mni152;
    }

    /// <summary>The embedded template's brain at 1 mm.</summary>
    public static Volume<float> Background(ParallelOptions? parallel = null) => EmbeddedTemplate.Target(parallel).Brain();

    /// <summary>The embedded template's brain as a glass brain, with its parts as the embedded atlas has them.</summary>
    public static GlassOutline Outline(ParallelOptions? parallel = null) => GlassOutline.Of(
        EmbeddedTemplate.Target(parallel).BrainMask!,
        EmbeddedFile.With(EmbeddedAtlas.RankFile(0, "dseg"), path => ImageFile.LoadLabels(path, parallel)), parallel);

    [GeneratedRegex("(?:^|_)(?:space|tpl)-([A-Za-z0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
