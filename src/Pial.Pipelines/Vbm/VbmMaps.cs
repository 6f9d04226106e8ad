using Pial.Analysis.Statistics;
using Pial.Formats;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Vbm;

/// <summary>The images of one contrast, named as BIDS statistical maps; each with a JSON beside it.</summary>
internal sealed class VbmMaps(string folder, string prefix, string? space, MapSet maps, ParallelOptions parallel)
{

    public void Write(ContrastResult result, VbmOptions options)
    {
        var fit = result.Fit;
        var letter = result.Letter;
        Save(result, $"stat-{letter}", fit.Statistic, 0, $"{letter} statistic.");
        if (fit.Model.Contrast.IsF)
        {
            Save(result, "stat-r2", fit.PartialR(), 0,
                "Partial R²: share of the variance left by the other columns that the tested ones explain.");
        }
        else
        {
            Save(result, "stat-effect", fit.Effect, 0, "The contrast of the fitted weights, in the units of the maps.");
            Save(result, "stat-se", fit.StandardError, 0, "Standard error of the effect.");
            Save(result, "stat-d", fit.CohensD(), 0, EffectSize.Of(fit.Model).Description);
            Save(result, "stat-r", fit.PartialR(), 0, "Partial correlation with the contrast.");
            Save(result, "stat-z", Z(result), 0, "z with the same tail probability as t.");
        }

        Save(result, "stat-p", result.P, "p, uncorrected" + (result.OneSided ? "." : ", two-sided."));
        Save(result, "desc-fdr_stat-p", result.Fdr, "p adjusted to the false discovery rate (Benjamini and Hochberg).");
        Pair(result, "voxelFWE", result.VoxelFwe, "corrected for all voxels by the largest statistic of each permutation");
        if (result.Tfce is not null)
            Save(result, "desc-tfce_stat-tfce", result.Tfce, 0, $"{letter} after threshold-free cluster enhancement.");
        Pair(result, "tfceFWE", result.TfceFwe, "corrected for all voxels by the largest TFCE of each permutation");
        Pair(result, "clusterExtentFWE", result.ExtentFwe, "of each voxel's cluster, corrected by the largest cluster of each permutation");
        Pair(result, "clusterMassFWE", result.MassFwe, "of each voxel's cluster, corrected by the heaviest cluster of each permutation");
        var passed = new float[fit.Statistic.Length];
        for (var v = 0; v < passed.Length; v++)
            passed[v] = result.PrimaryP[v] <= options.Alpha ? fit.Statistic[v] : 0;
        Save(result, $"desc-thresholded_stat-{letter}", passed, 0,
            FormattableString.Invariant($"{letter} where p ≤ {options.Alpha:0.####} ({result.Inference}), 0 elsewhere."));
    }

    /// <summary>Path of a file of a contrast.</summary>
    public string PathOf(ContrastResult result, string name) => Path.Combine(folder, $"{prefix}contrast-{result.Name}_{name}");

    private static float[] Z(ContrastResult result)
    {
        var z = new float[result.P.Length];
        var fit = result.Fit;
        for (var v = 0; v < z.Length; v++)
        {
            z[v] = (float)(Math.Sign(fit.Statistic[v])
                * Distributions.ZOf(Distributions.TTail(Math.Abs(fit.Statistic[v]), fit.Model.Dof, Sides.Two)));
        }

        return z;
    }

    private void Pair(ContrastResult result, string name, double[]? p, string how)
    {
        if (p is null) return;
        Save(result, $"desc-{name}_stat-p", p, $"p {how}.");
        Save(result, $"desc-{name}_stat-logp", [.. p.Select(v => (float)-Math.Log10(v))], 0, $"−log10 of p {how}: 1.3 is 0.05.");
    }

    private void Save(ContrastResult result, string name, double[] p, string what) =>
        Save(result, name, [.. p.Select(v => (float)v)], 1, what + " 1 outside the mask.");

    private void Save(ContrastResult result, string name, float[] values, float outside, string what)
    {
        var path = PathOf(result, $"{name}_statmap.nii.gz");
        ImageFile.Save(path, maps.ToVolume(values, outside), new() { Space = space, Description = "Pial VBM" }, parallel);
        Sidecar.Write(path, VbmText.Sidecar(result, what, "vbm.json"));
    }
}
