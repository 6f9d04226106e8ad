using System.Globalization;

namespace Pial.Analysis.Models;

/// <summary>
/// What the settings of a grid try of one parameter, for telling when the best lies on the edge and something outside might be better
/// still.
/// </summary>
/// <param name="Name">The parameter, for example <c>C</c>.</param>
/// <param name="Values">Its value in each setting.</param>
/// <param name="MayBeLess">Whether there is anything below the smallest.</param>
/// <param name="MayBeMore">Whether there is anything above the largest.</param>
public sealed record TriedValues(string Name, IReadOnlyList<double> Values, bool MayBeLess = true, bool MayBeMore = true)
{
    /// <summary>
    /// In words that the value of a setting is the smallest or the largest tried; null where it is not, where nothing lies beyond, or where
    /// there was nothing to choose.
    /// </summary>
    /// <param name="setting">The setting, by place.</param>
    public string? Edge(int setting)
    {
        var (low, high, value) = (Values.Min(), Values.Max(), Values[setting]);
        if (low == high) return null;
        return value == high && MayBeMore ? string.Create(CultureInfo.InvariantCulture, $"{Name}={value:0.######} is the largest tried")
            : value == low && MayBeLess ? string.Create(CultureInfo.InvariantCulture, $"{Name}={value:0.######} is the smallest tried")
                : null;
    }

    internal static IReadOnlyList<string> Edges(IReadOnlyList<TriedValues> parameters, int setting) =>
        [.. parameters.Select(p => p.Edge(setting)).OfType<string>()];
}
