using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>What surrounds the brain of a template; all on its grid, and with the tissues the six priors sum to 1 everywhere.</summary>
/// <param name="T1w">The whole head.</param>
/// <param name="Bone">Share of bone and other dark tissue.</param>
/// <param name="SoftTissue">Share of skin, muscle, fat and marrow.</param>
/// <param name="Air">Share of air.</param>
public sealed record HeadMaps(Volume<float> T1w, Volume<float> Bone, Volume<float> SoftTissue, Volume<float> Air);

/// <summary>A template made of a group.</summary>
/// <param name="Brain">Mean T1w intensities inside the mask, sharpened; white matter is 1000.</param>
/// <param name="Mask">The brain: where at least half of the masks are.</param>
/// <param name="Tissues">Prior probabilities.</param>
/// <param name="Head">What surrounds the brain; null when no scan shows it.</param>
/// <param name="Subjects">How many subjects it was made of.</param>
/// <param name="Heads">How many of them with the whole head.</param>
public sealed record PopulationTemplate(Volume<float> Brain, Volume<bool> Mask, TissueMaps Tissues, HeadMaps? Head, int Subjects, int Heads)
{
    /// <summary>As a target to register to.</summary>
    public RegistrationTarget Target => new(Brain, Mask, Tissues);

    /// <summary>How it is kept.</summary>
    public static ArtifactCodec<PopulationTemplate> Codec { get; } = new(
        (w, t) =>
        {
            w.Write(t.Brain);
            w.Write(t.Mask);
            w.Write(t.Tissues);
            w.Write((double)t.Subjects);
            w.Write((double)t.Heads);
            w.Write(t.Head is not null);
            if (t.Head is not { } head) return;
            w.Write(head.T1w);
            w.Write(head.Bone);
            w.Write(head.SoftTissue);
            w.Write(head.Air);
        },
        r =>
        {
            var (brain, mask, tissues) = (r.ReadVolume<float>(), r.ReadVolume<bool>(), r.ReadTissueMaps());
            var (subjects, heads) = ((int)r.ReadDouble(), (int)r.ReadDouble());
            var head = r.ReadBoolean() ? new HeadMaps(r.ReadVolume<float>(), r.ReadVolume<float>(), r.ReadVolume<float>(),
                r.ReadVolume<float>()) : null;
            return new(brain, mask, tissues, head, subjects, heads);
        });
}
