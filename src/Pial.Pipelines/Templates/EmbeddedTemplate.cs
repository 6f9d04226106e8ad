using System.Security.Cryptography;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Templates;

/// <summary>
/// The template and the demonstration head that are part of Pial. The template is a mean of 31 people, made by <c>pial template build</c> in the coordinates of
/// MNI152NLin2009cAsym (<c>templates/PialMNI</c>); how far it lies from that template is in <c>bench/results/template.md</c>.
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
        Volume<float> Map(string suffix) => With(HeadPrefix + suffix, path => ImageFile.Load(path, parallel).Image);
        return new(
            Space,
            Map("T1w.nii.gz"),
            With(HeadPrefix + "desc-brain_mask.nii.gz", path => ImageFile.LoadMask(path, parallel)),
            new(Map("label-GM_probseg.nii.gz"), Map("label-WM_probseg.nii.gz"), Map("label-CSF_probseg.nii.gz")),
            Map("label-Bone_probseg.nii.gz"),
            Map("label-SoftTissue_probseg.nii.gz"),
            Map("label-Air_probseg.nii.gz"));
    }

    /// <summary>Hash of all files of the head template.</summary>
    public static ArtifactKey Key() => KeyOf(HeadPrefix);

    /// <summary>The brain at 1 mm, to normalise to.</summary>
    public static Template Target(ParallelOptions? parallel = null) => new(
        Space,
        With(TargetPrefix + "desc-brain_T1w.nii.gz", path => ImageFile.Load(path, parallel).Image),
        With(TargetPrefix + "desc-brain_mask.nii.gz", path => ImageFile.LoadMask(path, parallel)),
        "part of Pial", KeyOf(TargetPrefix));

    /// <summary>Writes the demonstration head.</summary>
    public static void WriteDemoHead(string path) => AtomicFile.Write(path, stream => stream.Write(Bytes(DemoHead)));

    private static ArtifactKey KeyOf(string prefix)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in typeof(EmbeddedTemplate).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            hash.AppendData(Bytes(name));
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // The reader tells formats by content but reads from files, so each resource passes through a temporary one.
    private static T With<T>(string resource, Func<string, T> read)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pial-{Environment.ProcessId}-{Path.GetRandomFileName()}.nii.gz");
        try
        {
            File.WriteAllBytes(path, Bytes(resource));
            return read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Bytes(string resource)
    {
        using var stream = typeof(EmbeddedTemplate).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"This build of Pial lacks its embedded file {resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
