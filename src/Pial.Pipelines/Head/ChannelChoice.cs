using System.Globalization;
using Pial.Formats;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Head;

/// <summary>Which scans are segmented together with each head.</summary>
public static class ChannelChoice
{
    private const double ThickestMm = 3; // thicker slices blur the cortex, 2 to 4 mm wide, into its neighbours

    /// <summary>
    /// Gives each head its channels, the first scan of each contrast asked for, or says in one line which head cannot have them.
    /// </summary>
    /// <param name="heads">The heads with their other contrasts.</param>
    /// <param name="names">Contrasts as a person writes them, or several with commas; the head's own may be among them.</param>
    /// <returns>The heads; of several in one folder the one that its other contrasts come with.</returns>
    /// <exception cref="InputException">An unknown contrast, none but the head's own, more than three in all, a head without one, or a scan
    /// of thick slices.</exception>
    public static IReadOnlyList<BidsScan> Apply(IReadOnlyList<BidsScan> heads, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0) return heads;
        var asked = names.SelectMany(n => n.Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Select(n =>
                ContrastName.Parse(n)
                    ?? throw new InputException($"option 'channels' {n}: choose among {string.Join(", ", ContrastName.All)}."))
                    .Distinct(StringComparer.Ordinal).ToArray();
        var firsts = heads.GroupBy(h => Path.GetDirectoryName(h.Path), StringComparer.Ordinal)
            .Select(g => g.FirstOrDefault(h => h.Also.Count > 0) ?? g.First()).ToList();
        var given = firsts.ConvertAll(h => h with { Channels = [.. Of(h, asked)] });
        var missing = given
            .Select(h => (h.Name.Prefix, Lacks: asked.Except([h.Contrast, .. h.Channels.Select(c => c.Contrast)], StringComparer.Ordinal)
                .ToArray())).Where(m => m.Lacks.Length > 0).ToArray();
        if (missing.Length > 0)
        {
            var named = string.Join(", ", missing.Take(5).Select(m => $"{m.Prefix} has no {string.Join(" and no ", m.Lacks)}"));
            throw new InputException(
                $"option 'channels': {named}{(missing.Length > 5 ? $", and {missing.Length - 5} more lack scans" : "")}. " +
                    $"{(heads.Count == 1 ? "Give it with option 'also'" : "Leave them out with option 'participant-label'")}, or ask for " +
                    "other channels.");
        }

        foreach (var head in given)
        {
            if (head.Channels.Count is 0 or > 2)
                throw new InputException(
                    $"option 'channels' {string.Join(' ', asked)}: give one or two contrasts besides {head.Contrast}.");
            foreach (var channel in head.Channels)
                CheckSlices(channel);
        }

        return given;
    }

    private static IEnumerable<BidsScan> Of(BidsScan head, string[] asked) =>
        asked.Where(a => a != head.Contrast).Select(a => head.Also.FirstOrDefault(s => s.Contrast == a)).OfType<BidsScan>();

    private static void CheckSlices(BidsScan channel)
    {
        var size = ImageFile.Describe(channel.Path).Grid.VoxelSize;
        var thickest = Math.Max(size.X, Math.Max(size.Y, size.Z));
        if (thickest > ThickestMm)
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"option 'channels': {Path.GetFileName(channel.Path)} has voxels of {size.X:0.##} × {size.Y:0.##} × {size.Z:0.##} mm; " +
                    $"more than {ThickestMm} mm is too thick to tell tissues. Leave {channel.Contrast} out of option 'channels'."));
    }
}
