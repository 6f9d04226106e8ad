namespace Pial.Analysis.Corrections;

/// <summary>
/// How volumes are corrected for head size. V volume, T total intracranial volume, T̄ its mean over the training subjects, a and b fitted
/// on them.
/// </summary>
public enum TivMethod
{
    /// <summary>
    /// <c>V − b (T − T̄)</c>: what the volume would be in a head of mean size; mean and units are kept (Jack and others 1989; Opfer and
    /// others 2022, doi 10.1007/s00234-022-02961-6).
    /// </summary>
    Residual,

    /// <summary>
    /// <c>V · T̄ / T</c>: the share of the head, in units of a head of mean size. Right only where volumes grow as heads do; most grow
    /// less, so large heads come out too small.
    /// </summary>
    Proportional,

    /// <summary>
    /// <c>V · (T̄ / T)ᵇ</c>, b the slope of ln V on ln T: power-corrected proportion (Liu and others 2014, doi 10.3389/fnins.2014.00356),
    /// times the constant T̄ᵇ so that units are kept.
    /// </summary>
    Power,

    /// <summary><c>V / T · 1 500 000</c>, as the data specification writes its method 1. T in mm³. Nothing is fitted.</summary>
    SpecProportional,

    /// <summary>
    /// <c>V − (a + b T)</c>, as the data specification writes its method 2: residuals around 0, units without a level. It fits on all it is
    /// given; here it is still fitted on the training rows.
    /// </summary>
    SpecResidual,
}
