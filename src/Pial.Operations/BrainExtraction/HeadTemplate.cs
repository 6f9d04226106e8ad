using Pial.Volumes;

namespace Pial.Operations.BrainExtraction;

/// <summary>
/// A whole head in a standard space with what is known about each place: its T1w intensity and the prior probabilities of six tissues,
/// which sum to 1 everywhere. Brain extraction and tissue segmentation carry these priors into the scan.
/// </summary>
/// <remarks>
/// A brain-only template (TemplateFlow's, say) is a target to normalise to, not a head template: stripping always uses a head template.
/// </remarks>
public sealed record HeadTemplate
{
    /// <summary>Checks that everything lies on one grid.</summary>
    /// <param name="space">Identifier of the space the head is in, for example <c>MNI152NLin2009cAsym</c>.</param>
    /// <param name="t1w">T1w intensities of the whole head, any unit.</param>
    /// <param name="brainMask">Everything inside the dura: cerebrum, cerebellum, brainstem to the foramen magnum, ventricles, sulcal
    /// CSF.</param>
    /// <param name="tissues">Prior probabilities of grey matter, white matter and CSF.</param>
    /// <param name="bone">Prior probability of compact bone and other dark tissue of the head.</param>
    /// <param name="softTissue">Prior probability of skin, muscle, fat, marrow and the rest of the head.</param>
    /// <param name="air">Prior probability of air, outside the head and in its cavities.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public HeadTemplate(
        string space, Volume<float> t1w, Volume<bool> brainMask, TissueMaps tissues, Volume<float> bone, Volume<float> softTissue,
        Volume<float> air)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(space);
        ArgumentNullException.ThrowIfNull(t1w);
        ArgumentNullException.ThrowIfNull(brainMask);
        ArgumentNullException.ThrowIfNull(tissues);
        ArgumentNullException.ThrowIfNull(bone);
        ArgumentNullException.ThrowIfNull(softTissue);
        ArgumentNullException.ThrowIfNull(air);
        Grid[] grids = [brainMask.Grid, tissues.Grid, bone.Grid, softTissue.Grid, air.Grid];
        if (grids.Any(g => !g.Matches(t1w.Grid)))
            throw new ArgumentException($"The maps of the head template {space} must share the grid of its T1w image ({t1w.Grid}).",
                nameof(tissues));
        (Space, T1w, BrainMask, Tissues, Bone, SoftTissue, Air) = (space, t1w, brainMask, tissues, bone, softTissue, air);
    }

    /// <summary>Identifier of the space, as written into <c>space-</c> of outputs.</summary>
    public string Space { get; }

    /// <summary>T1w intensities.</summary>
    public Volume<float> T1w { get; }

    /// <summary>Everything inside the dura.</summary>
    public Volume<bool> BrainMask { get; }

    /// <summary>Priors of grey matter, white matter and CSF.</summary>
    public TissueMaps Tissues { get; }

    /// <summary>Prior of bone.</summary>
    public Volume<float> Bone { get; }

    /// <summary>Prior of soft tissue outside the brain.</summary>
    public Volume<float> SoftTissue { get; }

    /// <summary>Prior of air.</summary>
    public Volume<float> Air { get; }

    /// <summary>Where the voxels are.</summary>
    public Grid Grid => T1w.Grid;
}
