using Pial.Formats;
using Pial.Operations.Cortex;
using Pial.Pipelines.Surfaces;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>What surfaces are made from, of a scan that was run already.</summary>
internal sealed record CortexScan(string Name, TissueMaps Tissues, Volume<int> Labels, Volume<float> T1w)
{
    /// <summary>Reads a scan's files.</summary>
    public static CortexScan Read(SurfaceInputs files) => new(
        files.Prefix, new(Load(files.Tissues.Gm), Load(files.Tissues.Wm), Load(files.Tissues.Csf)), ImageFile.LoadLabels(files.Labels),
        Load(files.T1w));

    /// <summary>Reads the first scan of a folder.</summary>
    public static CortexScan Read(string folder) => Read(SurfaceInputs.Find(folder, [])[0]);

    /// <summary>Its surfaces.</summary>
    public CorticalHemisphere Reconstruct(Hemisphere side, ParallelOptions? parallel = null) =>
        CorticalReconstruction.Run(Tissues, Labels, side, T1w, null, parallel)
        ?? throw new InvalidOperationException($"{Name} has no {side} hemisphere.");

    private static Volume<float> Load(string path) => ImageFile.Load(path).Image;
}
