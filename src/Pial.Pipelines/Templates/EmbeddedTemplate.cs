using System.Security.Cryptography;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Templates;

/// <summary>The template and the demonstration head that are part of Pial; made by <c>templates/MNIColin27/build.cs</c>.</summary>
public static class EmbeddedTemplate
{
    /// <summary>Identifier of its space.</summary>
    public const string Space = "MNIColin27";

    /// <summary>File name of the demonstration head.</summary>
    public const string DemoHead = "demo_T1w.nii.gz";

    private const string Prefix = "tpl-MNIColin27_res-02_";

    /// <summary>The whole head with its priors, for brain extraction and tissue segmentation.</summary>
    public static HeadTemplate Head(ParallelOptions? parallel = null)
    {
        Volume<float> Map(string suffix) => With(Prefix + suffix, path => ImageFile.Load(path, parallel).Image);
        return new(
            Space,
            Map("T1w.nii.gz"),
            With(Prefix + "desc-brain_mask.nii.gz", path => ImageFile.LoadMask(path, parallel)),
            new(Map("label-GM_probseg.nii.gz"), Map("label-WM_probseg.nii.gz"), Map("label-CSF_probseg.nii.gz")),
            Map("label-Bone_probseg.nii.gz"),
            Map("label-SoftTissue_probseg.nii.gz"),
            Map("label-Air_probseg.nii.gz"));
    }

    /// <summary>Hash of all files of the head template.</summary>
    public static ArtifactKey Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in typeof(EmbeddedTemplate).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            hash.AppendData(Bytes(name));
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The same head as a target to normalise to.</summary>
    public static Template Target(HeadTemplate head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new(Space, head.T1w, head.BrainMask, "part of Pial", Key());
    }

    /// <summary>Writes the demonstration head.</summary>
    public static void WriteDemoHead(string path) => AtomicFile.Write(path, stream => stream.Write(Bytes(DemoHead)));

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
