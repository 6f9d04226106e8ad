namespace Pial.Operations.BiasCorrection;

/// <summary>
/// How <see cref="N4"/> looks for the field. The defaults are those of the ANTs program <c>N4BiasFieldCorrection</c> but for the finest of
/// its four levels.
/// </summary>
public sealed record N4Options
{
    /// <summary>What ANTs does by default: a fourth level, with eight mesh elements over the field of view.</summary>
    public static N4Options Ants { get; } = new() { Iterations = [50, 50, 50, 50] };

    /// <summary>
    /// Every n-th voxel along each axis is used to estimate the field; 1 uses all. Default 4, as ANTs. An axis keeps at least 8 samples
    /// where it has them, so that thick slices are not thinned out.
    /// </summary>
    public int ShrinkFactor { get; init; } = 4;

    /// <summary>
    /// Most iterations of each fitting level; the lattice is refined to half its spacing between levels. Default 50, 50, 50; ANTs has a
    /// fourth level of 50 (ITK's filter: one level of 50). At the fourth level the lattice, some 25 mm fine, follows anatomy: on phantoms
    /// with a known field the correlation with it falls from 0.97 to 0.94 (<c>bench/results/n4.md</c>).
    /// </summary>
    public IReadOnlyList<int> Iterations { get; init; } = [50, 50, 50];

    /// <summary>
    /// A level ends when the coefficient of variation, over the mask, of the change of the field falls to this. Default 0, as ANTs: all
    /// iterations (ITK's filter: 0.001).
    /// </summary>
    public double ConvergenceThreshold { get; init; }

    /// <summary>Bins of the histogram of log intensity. Default 200, as ITK.</summary>
    public int HistogramBins { get; init; } = 200;

    /// <summary>Noise term of the Wiener deconvolution. Default 0.01, as ITK.</summary>
    public double WienerNoise { get; init; } = 0.01;

    /// <summary>
    /// Full width at half maximum of the Gaussian that models the field's histogram, in units of log intensity. Default 0.15, as ITK.
    /// </summary>
    public double BiasFwhm { get; init; } = 0.15;

    /// <summary>
    /// Elements of the B-spline mesh along each axis at the first level, over the whole field of view. Default 1, as ITK (which counts
    /// control points: 4 = 1 + 3 for cubic splines).
    /// </summary>
    public int MeshElements { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ShrinkFactor, 1);
        ArgumentNullException.ThrowIfNull(Iterations);
        if (Iterations.Count is < 1 or > 8 || Iterations.Any(n => n < 0))
            throw new ArgumentException("N4 takes 1 to 8 fitting levels of no negative number of iterations.", nameof(Iterations));
        if (double.IsNaN(ConvergenceThreshold))
            throw new ArgumentException("The convergence threshold is not a number.", nameof(ConvergenceThreshold));
        ArgumentOutOfRangeException.ThrowIfLessThan(HistogramBins, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HistogramBins, 1 << 20);
        if (!(WienerNoise > 0)) throw new ArgumentOutOfRangeException(nameof(WienerNoise), WienerNoise,
            "The Wiener noise must be positive.");
        if (!(BiasFwhm > 0)) throw new ArgumentOutOfRangeException(nameof(BiasFwhm), BiasFwhm,
            "The width of the field's histogram must be positive.");
        if (MeshElements < 1 || (long)MeshElements << (Iterations.Count - 1) > 512)
            throw new ArgumentOutOfRangeException(nameof(MeshElements), MeshElements,
                "The mesh must have 1 to 512 elements along each axis at its finest level.");
    }
}
