using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Surfaces;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Operations.Resampling;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>A subject folder as FreeSurfer's tools read it: <c>surf</c>, <c>mri</c>, <c>label</c>.</summary>
public static class SubjectFolder
{
    private const string Volume = "../mri/T1.mgz"; // as FreeSurfer's own surfaces name it: seen from surf

    /// <summary>Where the folder of a scan lies.</summary>
    /// <param name="output">The derivative dataset; subjects go to its folder <c>freesurfer</c>.</param>
    /// <param name="prefix">Name of the scan, <c>sub-01_ses-02</c>.</param>
    public static string PathOf(string output, string prefix) => Path.Combine(output, "freesurfer", prefix);

    /// <summary>What FreeSurfer's file names begin with: <c>lh</c> or <c>rh</c>.</summary>
    public static string PrefixOf(Hemisphere side) => side == Hemisphere.Left ? "lh" : "rh";

    /// <summary>Fills a folder.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="subject">Its name, for the labels' first line.</param>
    /// <param name="t1w">The preprocessed scan.</param>
    /// <param name="sides">Its hemispheres.</param>
    /// <param name="cortex">Its regions; null for none.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Fill(string folder, string subject, Volume<float> t1w, IReadOnlyList<CorticalHemisphere> sides,
        ParcelledHead? cortex, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(t1w);
        ArgumentNullException.ThrowIfNull(sides);
        foreach (var part in (ReadOnlySpan<string>)["surf", "mri", "label", "stats"]) Directory.CreateDirectory(Path.Combine(folder, part));
        var geometry = new SurfaceGeometry(SurfaceGeometry.Conformed(t1w.Grid), Volume);
        var conformed = t1w.Grid.Matches(geometry.Grid)
            ? t1w : Resample.ToGrid(t1w, geometry.Grid, null, Interpolation.Cubic, new() { ClipToInput = true }, parallel);
        ImageFile.Save(Path.Combine(folder, "mri", "T1.mgz"), conformed, parallel: parallel);
        var ribbon = SurfaceFiles.Ribbon(sides, geometry.Grid);
        ImageFile.Save(Path.Combine(folder, "mri", "ribbon.mgz"), ribbon, parallel: parallel);
        foreach (var side in sides) Write(folder, subject, side, geometry);
        if (cortex is null) return;
        foreach (var (side, found) in sides.Zip(cortex.Parcels.Sides)) Write(folder, subject, side, found);
        Volumes(Path.Combine(folder, "mri"), ribbon, sides, cortex, parallel);
    }

    private static void Write(string folder, string subject, CorticalHemisphere side, HemisphereParcels found)
    {
        var hemi = PrefixOf(side.Side);
        FreeSurferWriter.Surface(Path.Combine(folder, "surf", $"{hemi}.sphere"), new(found.Sphere, side.White.Triangles));
        FreeSurferWriter.Surface(Path.Combine(folder, "surf", $"{hemi}.sphere.reg"), new(found.Laid, side.White.Triangles));
        foreach (var (atlas, labels) in PopulationSphere.Of(side.Side).Atlases.Zip(found.Labels))
        {
            var file = PopulationSphere.FileName(atlas.Name);
            FreeSurferWriter.Annotation(Path.Combine(folder, "label", $"{hemi}.{file}.annot"), labels, atlas.Table);
            File.WriteAllText(Path.Combine(folder, "stats", $"{hemi}.{file}.stats"), ParcelTable.Stats(side, labels, atlas, subject));
        }
    }

    private static void Volumes(string folder, Volume<int> ribbon, IReadOnlyList<CorticalHemisphere> sides, ParcelledHead cortex,
        ParallelOptions? parallel)
    {
        var structures = cortex.Structures.Grid.Matches(ribbon.Grid)
            ? cortex.Structures : Resample.Nearest(cortex.Structures, ribbon.Grid, null, 0, null, parallel);
        var nearest = ParcelVolume.Nearest(ribbon, sides, parallel);
        var atlases = PopulationSphere.Of(sides[0].Side).Atlases;
        for (var n = 0; n < atlases.Count; n++)
            ImageFile.Save(Path.Combine(folder, $"{PopulationSphere.FileName(atlases[n].Name)}+aseg.mgz"),
                ParcelVolume.Of(structures, ribbon, nearest, cortex.Parcels, n), parallel: parallel);
    }

    private static void Write(string folder, string subject, CorticalHemisphere side, SurfaceGeometry geometry)
    {
        var (hemi, measures) = (PrefixOf(side.Side), side.Measures);
        string At(string name) => Path.Combine(folder, "surf", $"{hemi}.{name}");
        SurfaceMesh Moved(TriangleMesh mesh) => new(Apply(geometry.ToSurface, mesh.Positions), mesh.Triangles);
        var white = Moved(side.White);
        FreeSurferWriter.Surface(At("white"), white, geometry);
        FreeSurferWriter.Surface(At("pial"), Moved(side.Pial), geometry);
        FreeSurferWriter.Surface(At("mid"), Moved(side.Mid), geometry);
        foreach (var (name, values) in new[]
        {
            ("thickness", measures.ThicknessMm), ("area", measures.WhiteAreaMm2), ("area.mid", measures.MidAreaMm2),
            ("area.pial", measures.PialAreaMm2), ("volume", measures.VolumeMm3),
            ("curv", measures.MeanCurvature), ("curv.gauss", measures.GaussianCurvature), ("sulc", measures.SulcalDepthMm),
            ("pbt", measures.ProjectedThicknessMm), ("pial_lgi", measures.GyrificationIndex),
        })
            FreeSurferWriter.Morphometry(At(name), values, side.White.TriangleCount);
        FreeSurferWriter.Label(Path.Combine(folder, "label", $"{hemi}.cortex.label"), side.IsCortex, white, subject);
    }

    private static float[] Apply(Affine affine, float[] positions)
    {
        var moved = new float[positions.Length];
        for (var n = 0; n < moved.Length; n += 3)
        {
            var p = affine.Apply(new(positions[n], positions[n + 1], positions[n + 2]));
            (moved[n], moved[n + 1], moved[n + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
        }

        return moved;
    }
}
