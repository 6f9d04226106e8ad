using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Population;

/// <summary>What a voxel of a head outside the brain shows, as far as a T1w scan tells.</summary>
public enum HeadClass : byte
{
    /// <summary>Nothing is known: erased when the face was taken out.</summary>
    Unknown,

    /// <summary>Inside the dura.</summary>
    Brain,

    /// <summary>Compact bone and other dark tissue.</summary>
    Bone,

    /// <summary>Skin, muscle, fat, marrow.</summary>
    SoftTissue,

    /// <summary>Around the head and in its open cavities.</summary>
    Air,
}

/// <summary>
/// Splits a whole head outside its brain into bone, soft tissue and air by intensity: enough for priors that are averaged over heads.
/// </summary>
public static class HeadClasses
{
    private const double CloseMm = 6;       // the nostrils and ear canals are bridged, so that what lies behind them counts as head
    private const double ErasedMm = 3;      // half the width of the smallest block of zeros that was erased and not measured
    private const double MostZeros = 0.5;   // of the voxels around the head: above it the scanner itself writes zeros into air

    /// <summary>Classes of every voxel.</summary>
    /// <param name="head">A T1w head, as scanned.</param>
    /// <param name="brain">Everything inside its dura, on the same grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>One <see cref="HeadClass"/> a voxel.</returns>
    /// <exception cref="ArgumentException">The mask is on another grid.</exception>
    public static Volume<byte> Of(Volume<float> head, Volume<bool> brain, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(brain);
        if (!head.Grid.Matches(brain.Grid))
            throw new ArgumentException($"The mask's grid ({brain.Grid}) is not the head's ({head.Grid}).", nameof(brain));
        var scalp = (float)(Otsu.Threshold(head) * 0.6); // between bone and the darkest soft tissue
        var solid = FillHoles.Apply(ConnectedComponents.Largest(Morphology.Close(head.Map(v => v > scalp), CloseMm, parallel)));
        var erased = Erased(head, solid, parallel);
        return Volume.Create<byte, float>(head.Grid, scalp, (to, dark) =>
        {
            for (var n = 0; n < to.Length; n++)
            {
                to[n] = (byte)(brain.Span[n] ? HeadClass.Brain
                    : erased is not null && erased.Span[n] ? HeadClass.Unknown
                    : !solid.Span[n] ? HeadClass.Air
                    : head.Span[n] <= dark ? HeadClass.Bone
                    : HeadClass.SoftTissue);
            }
        });
    }

    // A scanner's air is noise with single zeros in it; a solid block of exact zeros was written by whoever took the face out.
    private static Volume<bool>? Erased(Volume<float> head, Volume<bool> solid, ParallelOptions? parallel)
    {
        var (outside, zeros) = (0, 0);
        for (var n = 0; n < head.Shape.Count; n++)
        {
            if (solid.Span[n]) continue;
            outside++;
            if (head.Span[n] == 0) zeros++;
        }

        if (zeros > MostZeros * outside) return null;
        var core = Morphology.Erode(head.Map(static v => v == 0), ErasedMm, parallel);
        return core.Span.Contains(true) ? Morphology.Dilate(core, ErasedMm + 2, parallel) : null;
    }
}
