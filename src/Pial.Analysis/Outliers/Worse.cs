namespace Pial.Analysis.Outliers;

/// <summary>Which side of the usual is bad.</summary>
public enum Worse
{
    /// <summary>Both.</summary>
    Either,

    /// <summary>High values are bad.</summary>
    High,

    /// <summary>Low values are bad.</summary>
    Low,
}
