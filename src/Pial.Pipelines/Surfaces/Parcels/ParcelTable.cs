using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>
/// Regions of the cortex in numbers: <c>…_atlas-NAME_desc-cortex_measures.tsv</c>, one row a region, left before right, and FreeSurfer's
/// <c>?h.aparc.stats</c>.
/// </summary>
internal static class ParcelTable
{
    private const string Header = "region\tthickness_mm\tsurface_area_mm2\tvolume_mm3\tthickness_sd_mm\tvertices\tmean_curvature\t"
        + "gaussian_curvature\tfolding_index\tcurvature_index\tindex\themisphere";

    /// <summary>What the columns mean, for the sidecar.</summary>
    public static IEnumerable<(string Name, JsonNode? Value)> Columns()
    {
        static JsonObject Column(string name, string? units = null)
        {
            var column = new JsonObject { ["LongName"] = name };
            if (units is not null) column["Units"] = units;
            return column;
        }

        yield return ("region", Column("Hemisphere and name of the region in the atlas"));
        yield return ("thickness_mm", Column("Mean thickness of the region's vertices", "mm"));
        yield return ("surface_area_mm2", Column("Area of the white surface", "mm^2"));
        yield return ("volume_mm3", Column("Volume between white and pial surface", "mm^3"));
        yield return ("thickness_sd_mm", Column("Standard deviation of the thickness over the region's vertices", "mm"));
        yield return ("vertices", Column("Vertices of the region"));
        yield return ("mean_curvature", Column("Magnitude of the mean curvature of the white surface, mean weighted by area", "mm^-1"));
        yield return ("gaussian_curvature", Column("Magnitude of its Gaussian curvature, mean weighted by area", "mm^-2"));
        yield return ("folding_index", Column("Folding index (Van Essen & Drury 1997)"));
        yield return ("curvature_index", Column("Intrinsic curvature index: positive Gaussian curvature over the region, by 4 pi"));
        yield return ("index", Column("Number of the region in the volumes aparc+aseg and aparc.a2009s+aseg"));
        yield return ("hemisphere", Column("L or R"));
    }

    /// <summary>The table as text.</summary>
    public static string Text(CorticalSurfaces surfaces, CorticalParcels parcels, int atlas)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (side, found) in surfaces.Sides.Zip(parcels.Sides))
        {
            var (of, hemi) = (PopulationSphere.Of(side.Side).Atlases[atlas], SubjectFolder.PrefixOf(side.Side));
            foreach (var m in ParcelMeasures.Of(side, found.Labels[atlas], of))
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{hemi}_{of.Table.Find(m.Id)!.Name}\t{Number(m.ThicknessMm, "0.####")}\t{m.AreaMm2:0.#}\t")
                    .Append(CultureInfo.InvariantCulture, $"{m.VolumeMm3:0.#}\t{Number(m.ThicknessDeviationMm, "0.####")}\t{m.Vertices}\t")
                    .Append(CultureInfo.InvariantCulture,
                        $"{Number(m.MeanCurvature, "0.#####")}\t{Number(m.GaussianCurvature, "0.######")}\t")
                    .Append(CultureInfo.InvariantCulture, $"{m.FoldingIndex:0.##}\t{m.CurvatureIndex:0.##}\t")
                    .Append(CultureInfo.InvariantCulture,
                        $"{PopulationSphere.VolumeOffset(of.Name, side.Side) + m.Id}\t{(hemi == "lh" ? "L" : "R")}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>FreeSurfer's table of a hemisphere, <c>lh.aparc.stats</c>.</summary>
    public static string Stats(CorticalHemisphere side, int[] labels, SurfaceAtlas atlas, string subject)
    {
        var (hemi, file, rows) = (SubjectFolder.PrefixOf(side.Side), PopulationSphere.FileName(atlas.Name),
            ParcelMeasures.Of(side, labels, atlas));
        var summary = SurfaceSummary.Of(side);
        var text = new StringBuilder("# Table of FreeSurfer cortical parcellation anatomical statistics\n#\n")
            .Append(CultureInfo.InvariantCulture,
                $"# generating_program pial\n# cvs_version pial-{Software.Version}\n# anatomy_type surface\n# subjectname {subject}\n")
            .Append(CultureInfo.InvariantCulture, $"# hemi {hemi}\n# AnnotationFile ../label/{hemi}.{file}.annot\n")
            .Append(CultureInfo.InvariantCulture,
                $"# Measure Cortex, NumVert, Number of Vertices, {side.IsCortex.AsSpan().Count(true)}, unitless\n")
            .Append(CultureInfo.InvariantCulture,
                $"# Measure Cortex, WhiteSurfArea, White Surface Total Area, {summary.WhiteAreaMm2:0.0}, mm^2\n")
            .Append(CultureInfo.InvariantCulture,
                $"# Measure Cortex, MeanThickness, Mean Thickness, {summary.ThicknessMm:0.00000}, mm\n# NTableCols 10\n");
        (string Name, string Words, string Unit)[] columns =
        [
            ("StructName", "Structure Name", "NA"), ("NumVert", "Number of Vertices", "unitless"), ("SurfArea", "Surface Area", "mm^2"),
            ("GrayVol", "Gray Matter Volume", "mm^3"), ("ThickAvg", "Average Thickness", "mm"), ("ThickStd", "Thickness StdDev", "mm"),
            ("MeanCurv", "Integrated Rectified Mean Curvature", "mm^-1"), ("GausCurv", "Integrated Rectified Gaussian Curvature", "mm^-2"),
            ("FoldInd", "Folding Index", "unitless"), ("CurvInd", "Intrinsic Curvature Index", "unitless"),
        ];
        for (var n = 0; n < columns.Length; n++)
            text.Append(CultureInfo.InvariantCulture,
                $"# TableCol {n + 1,2} ColHeader {columns[n].Name}\n# TableCol {n + 1,2} FieldName {columns[n].Words}\n")
                .Append(CultureInfo.InvariantCulture, $"# TableCol {n + 1,2} Units     {columns[n].Unit}\n");
        text.Append("# ColHeaders ").AppendJoin(' ', columns.Select(static c => c.Name)).Append('\n');
        foreach (var m in rows.Where(static m => m.Vertices > 0))
            text.Append(CultureInfo.InvariantCulture,
                $"{atlas.Table.Find(m.Id)!.Name,-40} {m.Vertices,5} {m.AreaMm2,6:0} {m.VolumeMm3,6:0} ")
                .Append(CultureInfo.InvariantCulture,
                    $"{m.ThicknessMm,6:0.000} {m.ThicknessDeviationMm,5:0.000} {m.MeanCurvature,9:0.000} ")
                .Append(CultureInfo.InvariantCulture, $"{m.GaussianCurvature,9:0.000} {m.FoldingIndex,8:0} {m.CurvatureIndex,7:0.0}\n");
        return text.ToString();
    }

    private static string Number(double v, string format) => double.IsNaN(v) ? "n/a" : v.ToString(format, CultureInfo.InvariantCulture);
}
