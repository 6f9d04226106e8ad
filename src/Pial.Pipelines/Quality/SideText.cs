using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Operations.Quality;

namespace Pial.Pipelines.Quality;

/// <summary>What anatomy says about left and right, in words and as JSON.</summary>
public static class SideText
{
    /// <summary>One sentence with its evidence.</summary>
    public static string Sentence(LeftRight sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        var likeness = string.Create(CultureInfo.InvariantCulture,
            $"likeness {sides.Likeness:0.000} as the header has it, {sides.Mirrored:0.000} mirrored");
        if (sides.SuspectedFlip)
            return $"Suspicion: left and right may be swapped, since the mirror image fits the template better ({likeness}). Some brains " +
                "are the other way round; look for a marker, or at the raw data.";
        return sides.Difference < LeftRight.LeastDifference
            ? $"The anatomy does not tell left from right ({likeness})."
            : $"Left and right agree with the usual asymmetry of brains ({likeness}).";
    }

    /// <summary>Suspicion and evidence.</summary>
    public static JsonObject Json(LeftRight sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        return new()
        {
            ["suspected_flip"] = sides.SuspectedFlip,
            ["likeness"] = Math.Round(sides.Likeness, 5),
            ["likeness_mirrored"] = Math.Round(sides.Mirrored, 5),
            ["difference"] = Math.Round(sides.Difference, 5),
            ["odds_of_flip"] = double.Parse(sides.OddsOfFlip.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            ["meaning"] = Sentence(sides),
        };
    }
}
