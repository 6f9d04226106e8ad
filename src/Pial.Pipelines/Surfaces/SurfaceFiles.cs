using System.Text.Json.Nodes;
using Pial.Formats.Gifti;
using Pial.Formats.LabelTables;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>
/// Writes the surfaces of a scan, for <c>pial run</c> and <c>pial surface</c> alike: GIFTI under BIDS names, the ribbon, the numbers, and a
/// subject folder as FreeSurfer's tools read it.
/// </summary>
/// <param name="writer">Writes the scan's derivatives.</param>
/// <param name="surfaces">Its surfaces.</param>
/// <param name="t1w">The preprocessed scan.</param>
/// <param name="cortex">The regions of the cortex; null for none.</param>
/// <param name="parallel">Threads and cancellation.</param>
public sealed class SurfaceFiles(DerivativeWriter writer, Artifact<CorticalSurfaces> surfaces, IInput<Volume<float>> t1w,
    (Artifact<CorticalParcels> Parcels, IInput<Volume<int>> Structures)? cortex, ParallelOptions parallel)
{
    /// <summary>Numbers of the ribbon.</summary>
    internal const int LeftWhite = 2, LeftCortex = 3, RightWhite = 41, RightCortex = 42;

    private static readonly LabelTable RibbonTable = new(
    [
        new(LeftWhite, "Left-Cerebral-White-Matter", "", 0xF5F5F5), new(LeftCortex, "Left-Cerebral-Cortex", "", 0xCD3E4E),
        new(RightWhite, "Right-Cerebral-White-Matter", "", 0xE1E1E1), new(RightCortex, "Right-Cerebral-Cortex", "", 0xCD3E4E),
    ]);

    // Name of the file, GIFTI's name of the kind, words; the mesh.
    private static readonly (string Name, string Kind, string Words, Func<CorticalHemisphere, TriangleMesh> Mesh)[] Meshes =
    [
        ("white", "GrayWhite", "Border of white and grey matter", static s => s.White),
        ("pial", "Pial", "Border of grey matter and CSF", static s => s.Pial),
        ("midthickness", "MidThickness", "Surface halfway between white and pial surface", static s => s.Mid),
    ];

    private static readonly (string Name, string Unit, string Words, Func<CorticalMeasures, float[]> Values)[] Measures =
    [
        ("thickness", "mm", "Thickness of the cortex at each vertex; 0 where there is no cortex", static m => m.ThicknessMm),
        ("pbt", "mm", "Thickness of the cortex at each vertex by projection; 0 where there is no cortex",
            static m => m.ProjectedThicknessMm),
        ("lgi", "1", "Local gyrification index: pial area over that of the outer hull within 25 mm; 0 where there is no cortex",
            static m => m.GyrificationIndex),
        ("curv", "mm^-1", "Mean curvature of the white surface at each vertex, positive in sulci", static m => m.MeanCurvature),
        ("sulc", "mm", "Depth of each vertex beneath the outer hull", static m => m.SulcalDepthMm),
    ];

    /// <summary>Writes the numbers, and unless they are to be lean the surfaces themselves.</summary>
    /// <param name="subject">FreeSurfer's folder of the subject; null to leave it out.</param>
    /// <param name="name">Name of the scan.</param>
    /// <param name="lean">Whether the large files are left out.</param>
    public void Write(string? subject, string name, bool lean)
    {
        var numbers = HeadDerivatives.SurfaceMetrics.Name();
        writer.Json(numbers, surfaces, () => Numbers(surfaces.Value), "Surfaces of the cerebral cortex in numbers.");
        Regions(HeadDerivatives.SurfaceMetrics.Read(writer.PathOf(numbers), null));
        if (lean) return;

        // Which hemispheres there are is read from the numbers: when all files are there, nothing is made again to find that.
        var found = HeadDerivatives.SurfaceMetrics.Read(writer.PathOf(numbers), null);
        foreach (var side in (ReadOnlySpan<Hemisphere>)[Hemisphere.Left, Hemisphere.Right]) Gifti(side, found?[Key(side)] is not null);
        if (found?["left"] is null && found?["right"] is null)
        {
            foreach (var file in (ReadOnlySpan<string>)[HeadDerivatives.Ribbon.Name(), "desc-ribbon_dseg.tsv"]) writer.Remove(file);
            if (subject is not null) AtomicFolder.RemoveOwn(subject);
            return;
        }

        writer.Labels(
            HeadDerivatives.Ribbon.Name(), surfaces.Part("Ribbon", s => Ribbon(s.Sides, t1w.Value.Grid)), RibbonTable,
            "White matter and cortex between the surfaces, as FreeSurfer numbers them.", null, ("Manual", false));
        if (subject is null) return;
        writer.Folder(subject, cortex?.Parcels ?? (Artifact)surfaces,
            folder => SubjectFolder.Fill(folder, name, t1w.Value, surfaces.Value.Sides,
            cortex is { } c ? new(c.Parcels.Value, c.Structures.Value) : null, parallel),
            "Surfaces of the cerebral cortex, for FreeSurfer's tools.");
    }

    // A table for each atlas; without a hemisphere there is none.
    private void Regions(JsonNode? numbers)
    {
        if (!PopulationSphere.IsThere) return;
        var atlases = PopulationSphere.Of(Hemisphere.Left).Atlases;
        for (var n = 0; n < atlases.Count; n++)
        {
            var (file, atlas) = (HeadDerivatives.CortexMeasures.Name(atlases[n].Name), n);
            if (cortex is not { Parcels: var parcels } || (numbers?["left"] is null && numbers?["right"] is null)) writer.Remove(file);
            else writer.Text(file, parcels, () => ParcelTable.Text(surfaces.Value, parcels.Value, atlas),
                $"Regions of the cerebral cortex by the atlas {atlases[n].Name}; one row a region.",
                [("Atlas", $"{atlases[n].Name}, carried from fsaverage (FreeSurfer's licence)"), .. ParcelTable.Columns()]);
        }
    }

    /// <summary>The numbers of all hemispheres, and the warnings.</summary>
    public static JsonObject Numbers(CorticalSurfaces surfaces)
    {
        ArgumentNullException.ThrowIfNull(surfaces);
        var json = new JsonObject();
        foreach (var (side, summary) in surfaces.Sides.Zip(surfaces.Summaries()))
            json[Key(side.Side)] = summary.ToJson(side.Topology);
        json["warnings"] = new JsonArray([.. surfaces.AllWarnings().Select(static w => (JsonNode)JsonValue.Create(w))]);
        return json;
    }

    /// <summary>White matter (2, 41) and cortex (3, 42) by the surfaces, as FreeSurfer numbers its ribbon.</summary>
    /// <param name="sides">Hemispheres.</param>
    /// <param name="grid">The voxels.</param>
    public static Volume<int> Ribbon(IReadOnlyList<CorticalHemisphere> sides, Grid grid) =>
        Volume.Create(grid, (sides, grid), static (Span<int> voxels, (IReadOnlyList<CorticalHemisphere> Sides, Grid Grid) s) =>
    {
        foreach (var side in s.Sides)
        {
            var (white, pial) = (SurfaceVoxels.Inside(side.White, s.Grid), SurfaceVoxels.Inside(side.Pial, s.Grid));
            var (inner, outer) = side.Side == Hemisphere.Left ? (LeftWhite, LeftCortex) : (RightWhite, RightCortex);
            for (var n = 0; n < voxels.Length; n++)
                if (white.Span[n] || pial.Span[n]) voxels[n] = white.Span[n] ? inner : outer;
        }
    });

    private static string Key(Hemisphere side) => side == Hemisphere.Left ? "left" : "right";

    private void Gifti(Hemisphere side, bool made)
    {
        var hemi = side == Hemisphere.Left ? "L" : "R";
        var (structure, words) = side == Hemisphere.Left ? ("CortexLeft", "left") : ("CortexRight", "right");
        var target = cortex is { } c ? new Lazy<TargetMaps>(() => new(
            surfaces.Value.Sides.First(s => s.Side == side), c.Parcels.Value.Sides.First(s => s.Side == side))) : null;
        foreach (var (name, kind, what, mesh) in Meshes)
        {
            Each(HeadDerivatives.Surface.Name(hemi, name), $"{what}, {words} hemisphere, RAS+ mm of the scan.", null, (path, s) =>
                GiftiWriter.Surface(path, new(mesh(s).Positions, mesh(s).Triangles),
                    About(structure, ("AnatomicalStructureSecondary", kind), ("GeometricType", "Anatomical"))));
        }

        foreach (var (name, unit, what, values) in Measures)
        {
            Each(HeadDerivatives.SurfaceMeasure.Name(hemi, name), $"{what}; {words} hemisphere.", unit, (path, s) =>
                GiftiWriter.Shape(path, values(s.Measures), About(structure, ("Name", name))));
            OnTarget(HeadDerivatives.TargetMeasure.Name(hemi, name), $"{what}; {words} hemisphere, at the vertices of fsaverage6.", unit,
                (path, s) => GiftiWriter.Shape(path, target!.Value.Of(values(s.Measures)), About(structure, ("Name", name))));
        }

        void OnTarget(string name, string description, string? unit, Action<string, CorticalHemisphere> save)
        {
            if (!made || cortex is not { Parcels: var parcels }) writer.Remove(name);
            else
                writer.Save(name, parcels, path => save(path, surfaces.Value.Sides.First(s => s.Side == side)), description,
                    ("Units", unit));
        }

        void Each(string name, string description, string? unit, Action<string, CorticalHemisphere> save)
        {
            void Side(string path) => save(path, surfaces.Value.Sides.First(s => s.Side == side));
            if (made) writer.Save(name, surfaces, Side, description, ("Units", unit));
            else writer.Remove(name);
        }
    }

    private static Dictionary<string, string> About(string structure, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var about = new Dictionary<string, string>(StringComparer.Ordinal) { ["AnatomicalStructurePrimary"] = structure };
        foreach (var (name, value) in more) about[name] = value;
        return about;
    }
}
