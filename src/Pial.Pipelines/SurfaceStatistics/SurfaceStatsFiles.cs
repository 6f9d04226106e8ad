using Pial.Formats.Gifti;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>The maps of one contrast, GIFTI at the vertices of fsaverage6, each with a JSON beside it.</summary>
internal sealed class SurfaceStatsFiles(string folder, SurfaceMapSet maps)
{
    /// <summary>Path of a file of a contrast.</summary>
    public string PathOf(ContrastResult result, string name) =>
        Path.Combine(folder, $"space-fsaverage_den-41k_contrast-{result.Name}_{name}");

    public void Write(ContrastResult result, double alpha)
    {
        var (fit, letter) = (result.Fit, result.Letter);
        Save(result, $"stat-{letter}", fit.Statistic, 0, $"{letter} statistic.");
        if (!fit.Model.Contrast.IsF)
        {
            Save(result, "stat-effect", fit.Effect, 0, "The contrast of the fitted weights, in the units of the maps.");
            Save(result, "stat-d", fit.CohensD(), 0, EffectSize.Of(fit.Model).Description);
        }

        Save(result, "stat-p", [.. result.P.Select(static p => (float)p)], 1,
            "p, uncorrected" + (result.OneSided ? "." : ", two-sided.") + " 1 where nothing was tested.");
        Pair(result, "vertexFWE", result.VoxelFwe, "corrected for all vertices by the largest statistic of each permutation");
        Pair(result, "tfceFWE", result.TfceFwe, "corrected for all vertices by the largest TFCE of each permutation");
        Pair(result, "clusterExtentFWE", result.ExtentFwe,
            "of each vertex's cluster, corrected by the largest cluster of each permutation");
        var passed = new float[fit.Statistic.Length];
        for (var v = 0; v < passed.Length; v++)
            passed[v] = result.PrimaryP[v] <= alpha ? fit.Statistic[v] : 0;
        Save(result, $"desc-thresholded_stat-{letter}", passed, 0,
            FormattableString.Invariant($"{letter} where p ≤ {alpha:0.####} ({result.Inference}), 0 elsewhere."));
    }

    private void Pair(ContrastResult result, string name, double[]? p, string how)
    {
        if (p is null) return;
        Save(result, $"desc-{name}_stat-p", [.. p.Select(static v => (float)v)], 1, $"p {how}. 1 where nothing was tested.");
        Save(result, $"desc-{name}_stat-logp", [.. p.Select(static v => (float)-Math.Log10(v))], 0, $"−log10 of p {how}: 1.3 is 0.05.");
    }

    private void Save(ContrastResult result, string name, float[] values, float outside, string what)
    {
        for (var side = 0; side < maps.Sides.Count; side++)
        {
            var hemi = maps.Sides[side].Hemi;
            var path = Path.Combine(folder, $"hemi-{hemi}_{Path.GetFileName(PathOf(result, $"{name}_statmap.shape.gii"))}");
            GiftiWriter.Shape(path, maps.On(side, values, outside),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["AnatomicalStructurePrimary"] = hemi == "L" ? "CortexLeft" : "CortexRight",
                    ["Name"] = name,
                });
            Sidecar.Write(path, VbmText.Sidecar(result, what, SurfaceStatsPipeline.Record));
        }
    }
}
