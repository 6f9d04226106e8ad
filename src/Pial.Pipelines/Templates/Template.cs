using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Templates;

/// <summary>A T1w image in a standard space, to normalise to.</summary>
/// <param name="Space">Identifier written into <c>space-</c> of outputs.</param>
/// <param name="T1w">Intensities, any unit.</param>
/// <param name="BrainMask">Where the brain is; null when the template has no mask and shows more than the brain.</param>
/// <param name="Origin">Where it came from, for people.</param>
/// <param name="Key">Hash of its voxels.</param>
public sealed record Template(string Space, Volume<float> T1w, Volume<bool>? BrainMask, string Origin, ArtifactKey Key)
{
    /// <summary>Which template it really is.</summary>
    public TemplateIdentity Identity { get; init; } = new(TemplateKind.Path, Space, Space);

    /// <summary>The T1w image with everything outside the mask set to 0; the image itself when there is no mask.</summary>
    public Volume<float> Brain()
    {
        if (BrainMask is not { } mask) return T1w;
        return Volume.Create(T1w.Grid, (T1w, mask), static (Span<float> voxels, (Volume<float> Image, Volume<bool> Mask) s) =>
        {
            var (image, inside) = (s.Image, s.Mask);
            for (var n = 0; n < voxels.Length; n++)
                voxels[n] = inside.Span[n] ? image.Span[n] : 0;
        });
    }
}
