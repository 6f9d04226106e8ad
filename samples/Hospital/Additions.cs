using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Formats;
using Pial.Hub.Entries;
using Pial.Hub.Evaluation;
using Pial.Hub.Tasks;
using Pial.Pipelines.Augmentation;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Plots.Charts;
using Pial.Volumes;

namespace Hospital;

/// <summary>All that this hospital adds to Pial: one call each.</summary>
public static class Additions
{
    /// <summary>Adds everything; call it once, before the first command.</summary>
    public static void AddAll()
    {
        ImageFormats.Add(new ArchiveFormat());
        TransformCatalog.Add<TableStripes>();
        TransformCatalog.Add<RandomTableStripes>();
        MetricCatalog.AddForNumbers("within_5", "Share within 5 years", true, ShareWithinFive);
        StructureMeasure.Add(new("Voxel Error", false, p => Math.Abs(p.Scores.PredictedVoxels - p.Scores.TruthVoxels)));
        ModelCatalog.AddRegressor("forty", "everybody is forty", () => ModelCatalog.Single(new Forty()));
        ImageBaselines.Add("brighter", task => task.Kind != TaskKind.Denoising ? null : ImageBaselines.CaseByCase(
            "brighter", "the image, a tenth brighter", (one, _, _) => new(one.Image * 1.1f, null)));
        PlotKind.Add(new("values", "A histogram of an image's values above 0.", Values));
    }

    private static Measure ShareWithinFive(NumberPredictions p)
    {
        var within = 0;
        for (var n = 0; n < p.Rows; n++)
            within += Math.Abs(p.Predicted[n] - p.Truth[n]) <= 5 ? 1 : 0;
        return new((double)within / p.Rows);
    }

    private static Drawing Values(PlotRequest request)
    {
        var image = ImageFile.Load(request.Path, request.Parallel).Image;
        double[] values = [.. image.Span.ToArray().Where(v => v > 0).Select(v => (double)v)];
        return HistogramChart.Draw([new("values", values)], new() { Title = request.Title });
    }
}
