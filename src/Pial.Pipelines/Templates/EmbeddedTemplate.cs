using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Templates;

/// <summary>
/// The template and the demonstration head that are part of Pial. The template is a mean of 31 people, made by <c>pial template build</c>
/// in the coordinates of MNI152NLin2009cAsym (<c>templates/PialMNI</c>); how far it lies from that template is in
/// <c>bench/results/template.md</c>.
/// </summary>
public static class EmbeddedTemplate
{
    /// <summary>Identifier of its space.</summary>
    public const string Space = "MNI152NLin2009cAsym";

    /// <summary>Its own name, where it must be told apart from others of that space.</summary>
    public const string Name = "PialMNI";

    /// <summary>File name of the demonstration head.</summary>
    public const string DemoHead = "demo_T1w.nii.gz";

    private const string HeadPrefix = $"tpl-{Name}_res-02_";
    private const string TargetPrefix = $"tpl-{Name}_res-01_";

    /// <summary>The whole head with its priors at 2 mm, for brain extraction and tissue segmentation.</summary>
    public static HeadTemplate Head(ParallelOptions? parallel = null)
    {
        Volume<float> Map(string suffix) => EmbeddedFile.With(HeadPrefix + suffix, path => ImageFile.Load(path, parallel).Image);
        return new(
            Space,
            Map("T1w.nii.gz"),
            EmbeddedFile.With(HeadPrefix + "desc-brain_mask.nii.gz", path => ImageFile.LoadMask(path, parallel)),
            new(Map("label-GM_probseg.nii.gz"), Map("label-WM_probseg.nii.gz"), Map("label-CSF_probseg.nii.gz")),
            Map("label-Bone_probseg.nii.gz"),
            Map("label-SoftTissue_probseg.nii.gz"),
            Map("label-Air_probseg.nii.gz"));
    }

    /// <summary>Hash of all files of the head template.</summary>
    public static ArtifactKey Key() => EmbeddedFile.KeyOf(HeadPrefix);

    /// <summary>Key of <see cref="Target"/>.</summary>
    public static ArtifactKey TargetKey() => EmbeddedFile.KeyOf(TargetPrefix);

    /// <summary>The brain at 1 mm, to normalise to.</summary>
    public static Template Target(ParallelOptions? parallel = null) => new(
        Space,
        EmbeddedFile.With(TargetPrefix + "desc-brain_T1w.nii.gz", path => ImageFile.Load(path, parallel).Image),
        EmbeddedFile.With(TargetPrefix + "desc-brain_mask.nii.gz", path => ImageFile.LoadMask(path, parallel)),
        "part of Pial", TargetKey())
    { Identity = TemplateIdentity.Of(TemplateProvider.Embedded) };

    /// <summary>Writes the demonstration head.</summary>
    public static void WriteDemoHead(string path) => OutputFile.Write(path, stream => stream.Write(EmbeddedFile.Bytes(DemoHead)));
}
