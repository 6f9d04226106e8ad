namespace Pial.Formats;

/// <summary>How an image is written.</summary>
public sealed record SaveOptions
{
    /// <summary>
    /// Type on disk. <c>null</c>: float images are stored as <c>float32</c>, masks as <c>uint8</c>, labels as the smallest of
    /// <c>uint8</c>, <c>int16</c>, <c>int32</c> that holds them all. An integer type for a float image stores whole numbers as they are
    /// when all of them fit, and otherwise scales (slope and intercept over the finite range; NaN becomes the value nearest to 0).
    /// </summary>
    public StoredType? Type { get; init; }

    /// <summary>
    /// Header of the image this one was made from: descriptive fields, extensions and footer are kept where the format has room for them.
    /// </summary>
    public ImageHeader? Header { get; init; }

    /// <summary>
    /// Name of the standard space the image is in, for example <c>MNI152NLin2009cAsym</c>; <c>null</c> when native. Sets the NIfTI form
    /// codes (4 for MNI152 spaces, 5 for other templates).
    /// </summary>
    public string? Space { get; init; }

    /// <summary>1 or 2 for that version of NIfTI; <c>null</c> keeps the header's, or takes 1 unless an extent passes 32767.</summary>
    public int? NiftiVersion { get; init; }

    /// <summary>Text for the description field, at most 79 characters; <c>null</c> keeps the header's.</summary>
    public string? Description { get; init; }

    /// <summary>Slope and intercept to record beside voxels that are already stored numbers.</summary>
    internal (double Slope, double Intercept)? Scaling { get; init; }
}
