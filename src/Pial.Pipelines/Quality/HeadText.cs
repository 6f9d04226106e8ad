using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Operations.Faces;

namespace Pial.Pipelines.Quality;

/// <summary>What an image holds besides the brain, in words and as JSON.</summary>
public static class HeadText
{
    /// <summary>
    /// The state as a word that scripts can compare: <c>face</c>, <c>defaced</c>, <c>stripped</c> or <c>face not in view</c>.
    /// </summary>
    public static string Word(HeadKind kind) => kind switch
    {
        HeadKind.WithFace => "face",
        HeadKind.Defaced => "defaced",
        HeadKind.Stripped => "stripped",
        _ => "face not in view",
    };

    /// <summary>One sentence with its evidence.</summary>
    public static string Sentence(HeadState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var background = state.BackgroundIsZero ? Invariant($" The background is zero ({100 * state.ZeroBackground:0} % of it).") : "";
        return state.Kind switch
        {
            HeadKind.WithFace => Invariant($"The image shows a face ({Places(state)}): deface it before it is shared."),
            HeadKind.Defaced => Invariant($"The face was removed ({Places(state)})."),
            HeadKind.Stripped =>
                Invariant(
                    $"The image is skull-stripped: tissue outside the brain is {100 * state.TissueOutside:0} % of the brain's volume."),
            _ => "The field of view ends before the face.",
        } + background;
    }

    /// <summary>State and evidence.</summary>
    public static JsonObject Json(HeadState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new()
        {
            ["state"] = Word(state.Kind),
            ["tissue_outside_brain"] = Number(state.TissueOutside),
            ["nose_and_cheeks_shown"] = Number(state.MidFace),
            ["nose_and_cheeks_in_view"] = Number(state.InView),
            ["eyes_shown"] = Number(state.Eyes),
            ["zero_background"] = Number(state.ZeroBackground),
            ["meaning"] = Sentence(state),
        };
    }

    private static string Places(HeadState state)
    {
        string Share(string what, double share) =>
            double.IsNaN(share) ? $"{what} not in view" : Invariant($"{100 * share:0} % of {what} shows tissue");
        return $"{Share("nose and cheeks", state.MidFace)}, {Share("the orbits", state.Eyes)}";
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
