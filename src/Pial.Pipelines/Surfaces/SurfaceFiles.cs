using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.Surfaces;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>Writes the surfaces of a scan: a subject folder as FreeSurfer's tools read it, and GIFTI under BIDS names.</summary>
/// <param name="output">The derivative dataset; FreeSurfer's subjects go to its folder <c>freesurfer</c>.</param>
/// <param name="inputs">The scan.</param>
public sealed class SurfaceFiles(string output, SurfaceInputs inputs)
{
    private const int LeftWhite = 2, LeftRibbon = 3, RightWhite = 41, RightRibbon = 42;

    /// <summary>The FreeSurfer-like subject folder.</summary>
    public string Subject => Path.Combine(output, "freesurfer", inputs.Prefix);

    /// <summary>A file under a BIDS name.</summary>
    public string Bids(string name) => Path.Combine(output, inputs.AnatFolder, $"{inputs.Prefix}_{name}");

    /// <summary>Whether surfaces are there already.</summary>
    public bool Exist => File.Exists(Path.Combine(Subject, "surf", "lh.white")) || File.Exists(Path.Combine(Subject, "surf", "rh.white"));

    /// <summary>Writes everything of the hemispheres that were made.</summary>
    /// <param name="t1w">The preprocessed scan.</param>
    /// <param name="sides">Its hemispheres.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void Write(Volume<float> t1w, IReadOnlyList<CorticalHemisphere> sides, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(t1w);
        ArgumentNullException.ThrowIfNull(sides);
        foreach (var folder in new[] { "surf", "mri", "label" })
            Directory.CreateDirectory(Path.Combine(Subject, folder));
        Directory.CreateDirectory(Path.Combine(output, inputs.AnatFolder));
        var geometry = new SurfaceGeometry(SurfaceGeometry.Conformed(t1w.Grid), Path.Combine(Path.GetFullPath(Subject), "mri", "T1.mgz"));
        var conformed = t1w.Grid.Matches(geometry.Grid)
            ? t1w : Resample.ToGrid(t1w, geometry.Grid, null, Interpolation.Cubic, new() { ClipToInput = true }, parallel);
        ImageFile.Save(Path.Combine(Subject, "mri", "T1.mgz"), conformed, parallel: parallel);
        ImageFile.Save(Path.Combine(Subject, "mri", "ribbon.mgz"), Ribbon(sides, geometry.Grid), parallel: parallel);
        ImageFile.Save(Bids("desc-ribbon_dseg.nii.gz"), Ribbon(sides, t1w.Grid), parallel: parallel);
        foreach (var side in sides)
        {
            FreeSurfer(side, geometry);
            Gifti(side);
        }
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
            var (inner, outer) = side.Side == Hemisphere.Left ? (LeftWhite, LeftRibbon) : (RightWhite, RightRibbon);
            for (var n = 0; n < voxels.Length; n++)
                if (white.Span[n] || pial.Span[n]) voxels[n] = white.Span[n] ? inner : outer;
        }
    });

    private void FreeSurfer(CorticalHemisphere side, SurfaceGeometry geometry)
    {
        var (hemi, measures) = (side.Side == Hemisphere.Left ? "lh" : "rh", side.Measures);
        string At(string name) => Path.Combine(Subject, "surf", $"{hemi}.{name}");
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
        })
            FreeSurferWriter.Morphometry(At(name), values, side.White.TriangleCount);
        FreeSurferWriter.Label(Path.Combine(Subject, "label", $"{hemi}.cortex.label"), side.IsCortex, white, inputs.Prefix);
    }

    private void Gifti(CorticalHemisphere side)
    {
        var (hemi, measures) = (side.Side == Hemisphere.Left ? "L" : "R", side.Measures);
        Dictionary<string, string> About(string name, string value) => new(StringComparer.Ordinal)
        {
            ["AnatomicalStructurePrimary"] = side.Side == Hemisphere.Left ? "CortexLeft" : "CortexRight",
            [name] = value,
        };
        Dictionary<string, string> Mesh(string secondary) =>
            new(About("AnatomicalStructureSecondary", secondary), StringComparer.Ordinal) { ["GeometricType"] = "Anatomical" };
        foreach (var (name, mesh, secondary) in new[] { ("white", side.White, "GrayWhite"), ("pial", side.Pial, "Pial"),
            ("midthickness", side.Mid, "MidThickness") })
            GiftiWriter.Surface(Bids($"hemi-{hemi}_{name}.surf.gii"), new(mesh.Positions, mesh.Triangles), Mesh(secondary));
        foreach (var (name, values) in new[] { ("thickness", measures.ThicknessMm), ("curv", measures.MeanCurvature),
            ("sulc", measures.SulcalDepthMm) })
            GiftiWriter.Shape(Bids($"hemi-{hemi}_{name}.shape.gii"), values, About("Name", name));
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
