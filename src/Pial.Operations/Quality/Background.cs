using Pial.Operations.Faces;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>The air of a scan, and whether there is any to measure noise in.</summary>
/// <param name="Problem">Why there is none; null when there is.</param>
/// <param name="Sd">Standard deviation.</param>
/// <param name="Mad">Median absolute deviation over 0.6745.</param>
/// <param name="ArtefactShare">Share of the air that is artefact; NaN without air.</param>
internal sealed record Background(string? Problem, double Sd, double Mad, double ArtefactShare)
{
    private const double LeastShare = 0.001; // of the air's voxels that hold something
    // of what is not head: a rim of noise around the head, cut off by the scanner or a tool, is no sample
    private const double LeastMeasured = 0.1;

    /// <summary>Whether there is air in the field of view, but set to 0.</summary>
    public bool IsZero { get; private init; }

    public static Background Of(Volume<float> image, HeadMasks masks, IntensitySummary? air, HeadState? state)
    {
        var zero = state?.Kind switch
        {
            HeadKind.Stripped => "the background is zero: the scan is skull-stripped",
            HeadKind.Defaced => "the background is zero: the scan is defaced, and its air was erased",
            null => "the background is zero: the scan is defaced, stripped or masked",
            _ => "the background is zero: the air was erased, or is too dark for the file's whole numbers",
        };
        var artefacts = masks.Artefacts.Span.Count(true);
        if (air is null)
        {
            var padding = masks.Padding.Span.Contains(true);
            return new(padding ? zero : "there is no air above the neck in the field of view", double.NaN, double.NaN,
                double.NaN)
            { IsZero = padding };
        }

        var (filled, padded) = (0, 0);
        var voxels = image.Span;
        var outside = masks.Air.Span;
        var never = masks.Padding.Span;
        var skin = masks.Head.Span;
        for (var n = 0; n < voxels.Length; n++)
        {
            filled += outside[n] && voxels[n] != 0 ? 1 : 0;
            padded += never[n] && !skin[n] ? 1 : 0;
        }

        var empty = filled < LeastShare * air.Count || air.StandardDeviation <= 1e-3 || air.Count < LeastMeasured * (air.Count + padded);
        return new(
            empty ? zero : null,
            air.StandardDeviation, air.Mad, empty ? double.NaN : artefacts / (air.Count + artefacts))
        { IsZero = empty };
    }
}
