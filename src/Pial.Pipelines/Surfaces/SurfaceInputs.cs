using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Exports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>Surfaces of a scan that can be asked for, and what they were laid out from.</summary>
/// <param name="Surfaces">The surfaces.</param>
/// <param name="T1w">The preprocessed scan.</param>
/// <param name="Structures">The structures.</param>
/// <param name="Parcels">Regions of the cortex; null when they cannot be found.</param>
public sealed record LaidSurfaces(
    Artifact<CorticalSurfaces> Surfaces, Artifact<Volume<float>> T1w, Artifact<Volume<int>> Structures, Artifact<CorticalParcels>? Parcels);

/// <summary>What surfaces of a scan are made from: files that <c>pial run</c> wrote.</summary>
/// <param name="Tissues">The tissue maps in the scan's own space.</param>
/// <param name="T1w">The preprocessed scan.</param>
/// <param name="Labels">The structures.</param>
/// <param name="ToTemplate">The map from the scan to MNI152NLin2009cAsym; null where it was not kept, so that regions cannot be found.</param>
public sealed record SurfaceInputs(TissueFiles Tissues, string T1w, string Labels, string? ToTemplate)
{
    /// <summary>Beginning of the names of the scan's derivatives, <c>sub-01_ses-02</c>.</summary>
    public string Prefix => BidsName.Of(Tissues.Gm).Prefix;

    /// <summary>Folder of its anatomical derivatives, relative to the dataset.</summary>
    public string AnatFolder => BidsName.Of(Tissues.Gm).AnatFolder;

    /// <summary>Finds the scans of a folder.</summary>
    /// <param name="folder">A derivative dataset that <c>pial run</c> wrote, or the folder of one scan.</param>
    /// <param name="subjects">Subjects to keep, with or without <c>sub-</c>; empty keeps all.</param>
    /// <exception cref="InputException">No such folder, no tissue maps, or a scan without preprocessed T1w or structures.</exception>
    public static IReadOnlyList<SurfaceInputs> Find(string folder, IReadOnlyCollection<string> subjects) =>
        [.. TissueFiles.Find(folder, null, subjects).Select(Of)];

    /// <summary>Reads the files and lays out the surfaces; nothing of them is made before somebody asks.</summary>
    /// <param name="runner">Runs the step.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">The files are not on one grid.</exception>
    /// <exception cref="ImageFormatException">A file cannot be read.</exception>
    public LaidSurfaces Lay(StepRunner runner, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(runner);
        Artifact<Volume<float>> Read(string path)
        {
            var image = ImageFile.Load(path, parallel).Image;
            return Artifact.FromOutside("derivative", Path.GetFileName(path), ArtifactKey.Of(image), image);
        }

        var (t1w, gm, wm, csf) = (Read(T1w), Read(Tissues.Gm), Read(Tissues.Wm), Read(Tissues.Csf));
        var structures = ImageFile.LoadLabels(Labels, parallel);
        (string, Grid)[] grids =
            [(Tissues.Gm, gm.Value.Grid), (Tissues.Wm, wm.Value.Grid), (Tissues.Csf, csf.Value.Grid), (Labels, structures.Grid)];
        foreach (var (path, grid) in grids)
            if (!grid.Matches(t1w.Value.Grid)) throw new InputException($"{path} and {T1w} are not on one grid.");
        var labels = Artifact.FromOutside("derivative", Path.GetFileName(Labels), ArtifactKey.Of(structures), structures);
        var surfaces = runner.Apply(
            "cortical surfaces", new SurfaceStep(), null,
            Input.Of(t1w, Input.Of(gm, wm, csf), labels).Select(static (image, maps, found) =>
                new SurfaceInput(image, new(maps.Item1, maps.Item2, maps.Item3), found, null)));
        if (ToTemplate is null || !PopulationSphere.IsThere) return new(surfaces, t1w, labels, null);
        var map = TransformFile.Read(ToTemplate, parallel: parallel);
        var key = new ArtifactKey(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(ToTemplate))));
        return new(surfaces, t1w, labels, runner.Apply(
            "regions of the cortex", new ParcelStep(), null,
            Input.Of(surfaces, Artifact.FromOutside("derivative", Path.GetFileName(ToTemplate), key, map)).Select(static (s, to) => new ParcelInput(s, to))));
    }

    /// <summary>BIDS URIs of the raw scans, as the preprocessed one's sidecar names them; its own name where it has none.</summary>
    public IReadOnlyList<string> Sources()
    {
        try
        {
            var sidecar = Sidecar.PathOf(T1w);
            if (File.Exists(sidecar) && JsonFile.Parse(sidecar)?["Sources"] is JsonArray { Count: > 0 } named)
                return [.. named.Select(static s => (string)s!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // a sidecar that cannot be read says nothing
        }

        return [Path.GetFileName(T1w)];
    }

    private static SurfaceInputs Of(TissueFiles tissues)
    {
        string Beside(string name, string why)
        {
            var extension = tissues.Gm.EndsWith(".gz", StringComparison.Ordinal) ? ".nii.gz" : ".nii";
            var path = Path.Combine(Path.GetDirectoryName(tissues.Gm)!, $"{tissues.Stem}_{name}{extension}");
            return File.Exists(path) ? path : throw new InputException($"{tissues.Gm} has no {Path.GetFileName(path)} beside it: {why}");
        }

        var map = HeadDerivatives.Warp.PathOf(tissues.Gm[..^Path.GetFileName(tissues.Gm).Length] + tissues.Stem, EmbeddedTemplate.Space, "T1w");
        return new(
            tissues, Beside("desc-preproc_T1w", "surfaces are laid on the preprocessed scan, which pial run writes."),
            Beside("atlas-PialStructures_dseg",
                "surfaces need the structures (hemispheres, ventricles, nuclei, cerebellum), which pial run writes unless option 'steps' leaves " +
                "regions out."), File.Exists(map) ? map : null);
    }
}
