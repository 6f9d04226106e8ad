using Pial.Operations.BrainExtraction;
using Pial.Operations.Population;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>What a subject brings to a template, on its own grid.</summary>
/// <param name="T1w">Bias-corrected; the median of white matter is 1000. The whole head where the scan shows one.</param>
/// <param name="Mask">The brain.</param>
/// <param name="Tissues">Shares of the tissues.</param>
/// <param name="Classes">One <see cref="HeadClass"/> a voxel; null when the scan holds a brain alone.</param>
public sealed record SubjectMaps(Volume<float> T1w, Volume<bool> Mask, TissueMaps Tissues, Volume<byte>? Classes)
{
    /// <summary>The brain alone.</summary>
    public Volume<float> Brain() => T1w.Within(Mask);

    /// <summary>How it is kept.</summary>
    public static ArtifactCodec<SubjectMaps> Codec { get; } = new(
        (w, s) =>
        {
            w.Write(s.T1w);
            w.Write(s.Mask);
            w.Write(s.Tissues);
            w.Write(s.Classes is not null);
            if (s.Classes is { } classes) w.Write(classes);
        },
        r =>
        {
            var (t1w, mask, tissues) = (r.ReadVolume<float>(), r.ReadVolume<bool>(), r.ReadTissueMaps());
            return new(t1w, mask, tissues, r.ReadBoolean() ? r.ReadVolume<byte>() : null);
        });
}

/// <summary>What <see cref="SubjectMapsStep"/> takes.</summary>
/// <param name="Raw">The scan.</param>
/// <param name="Preproc">The scan divided by its bias field.</param>
/// <param name="Brain">What brain extraction found.</param>
/// <param name="Tissues">Shares of the tissues.</param>
public sealed record SubjectInput(Volume<float> Raw, Volume<float> Preproc, BrainExtractionResult Brain, TissueMaps Tissues);

/// <summary>Puts a subject's intensities on the scale of all others, and tells apart what surrounds its brain.</summary>
public sealed record SubjectMapsStep : IStep<SubjectInput, SubjectMaps>
{
    private const float WhiteMatter = 1000;
    private const float Highest = 4 * WhiteMatter; // fat beside a coil

    /// <inheritdoc />
    public string Id => "population-subject@1";

    /// <inheritdoc />
    public SubjectMaps Run(SubjectInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var scale = WhiteMatter / Median(input.Preproc, input.Tissues.Wm);
        var t1w = input.Preproc.Map(v => Math.Clamp(v * scale, 0, Highest));
        return new(t1w, input.Brain.Mask, input.Tissues,
            input.Brain.AlreadyStripped ? null : HeadClasses.Of(input.Raw, input.Brain.Mask, parallel));
    }

    private static float Median(Volume<float> image, Volume<float> whiteMatter)
    {
        foreach (var least in (ReadOnlySpan<float>)[0.95f, 0.5f, 0.01f])
        {
            var values = new List<float>();
            for (var n = 0; n < image.Shape.Count; n++)
                if (whiteMatter.Span[n] >= least && image.Span[n] > 0) values.Add(image.Span[n]);
            if (values.Count < 100) continue;
            values.Sort();
            return values[values.Count / 2];
        }

        throw new InputException("no white matter was found to scale its intensities by.");
    }
}
