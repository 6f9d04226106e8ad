using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;

namespace Pial.Pipelines.Vbm;

/// <summary>All numbers of one contrast, a voxel each.</summary>
internal sealed class ContrastResult
{
    public ContrastResult(VoxelwiseFit fit, NullDistribution? nulls, Lattice lattice, VbmOptions options)
    {
        (Fit, Nulls, OneSided) = (fit, nulls, fit.Model.Contrast.IsF || options.Sides == Sides.One);
        P = fit.P(options.Sides);
        Fdr = FalseDiscovery.Adjust(P);
        (Inference, PrimaryP) = ("false discovery rate", Fdr);
        if (nulls is null) return;
        VoxelFwe = NullDistribution.P(fit.Statistic, nulls.Statistic.Select(t => (double)t), OneSided);
        (Inference, PrimaryP) = ("familywise error, largest statistic", VoxelFwe);
        if (nulls.Extent is not null) Clusters(nulls, lattice);
        if (nulls.Enhanced is null) return;
        var height = (float[])fit.Statistic.Clone();
        if (fit.Model.Contrast.IsF) Enhancement.Root(height);
        Tfce = new float[height.Length];
        new Tfce(lattice, nulls.Options.Tfce).Enhance(height, OneSided, Tfce);
        TfceFwe = NullDistribution.P(Tfce, nulls.Enhanced, OneSided);
        (Inference, PrimaryP) = ("familywise error, threshold-free cluster enhancement", TfceFwe);
    }

    public VoxelwiseFit Fit { get; }

    public NullDistribution? Nulls { get; }

    public bool OneSided { get; }

    /// <summary>Uncorrected.</summary>
    public double[] P { get; }

    public double[] Fdr { get; }

    public double[]? VoxelFwe { get; }

    public double[]? ExtentFwe { get; private set; }

    public double[]? MassFwe { get; private set; }

    public float[]? Tfce { get; }

    public double[]? TfceFwe { get; }

    /// <summary>
    /// The p that decides what is called significant, and how it came about: TFCE, else clusters by extent, else voxels, else the false
    /// discovery rate.
    /// </summary>
    public double[] PrimaryP { get; private set; }

    public string Inference { get; private set; }

    public string Name => Fit.Model.Contrast.Name;

    public string Letter => Fit.Model.Contrast.IsF ? "F" : "t";

    private void Clusters(NullDistribution nulls, Lattice lattice)
    {
        var finder = new ClusterLabels(lattice);
        var found = finder.Find(Fit.Statistic, nulls.Options.ClusterThreshold!.Value, OneSided);
        var (extents, masses) = (nulls.Extent!.Order().ToArray(), nulls.Mass!.Order().ToArray());
        (ExtentFwe, MassFwe) = (new double[Fit.Statistic.Length], new double[Fit.Statistic.Length]);
        for (var v = 0; v < Fit.Statistic.Length; v++)
        {
            var label = finder.Labels[v];
            ExtentFwe[v] = label == 0 ? 1 : NullDistribution.P(found[label - 1].Size, extents);
            MassFwe[v] = label == 0 ? 1 : NullDistribution.P(found[label - 1].Mass, masses);
        }

        (Inference, PrimaryP) = ("familywise error, cluster extent", ExtentFwe);
    }
}
