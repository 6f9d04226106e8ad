using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// Where FreeSurfer draws a structure otherwise than the label maps of an atlas do, on average over T1w heads that have its labels: the
/// maps' pallidum is a third smaller, their accumbens lies lower and further out, their thalamus ends before its bright lateral rim. And
/// what the average of few people does to a structure: ventricles of the old are wide, thin horns are everywhere a little.
/// </summary>
public static class FreeSurferBorders
{
    private const int Margin = 2; // voxels around the structures, more than the largest shift

    // Left label: shift in RAS+ mm (mirrored on the right), factor of its probability.
    private static readonly (int Left, int Right, Point Shift, float Factor)[] Changes =
    [
        (4, 43, default, 0.2f),
        (5, 44, default, 0.15f),
        (10, 49, new(0.5, -0.25, 0.25), 2.5f),
        (11, 50, new(0, -0.75, 0), 1),
        (12, 51, new(0.25, -0.25, 0.5), 1.5f),
        (13, 52, new(-0.5, -0.25, 0.25), 4),
        (14, 14, default, 0.8f),
        (15, 15, default, 0.27f),
        (17, 53, new(0.5, 0, 0.5), 0.9f),
        (18, 54, new(1.25, -0.5, 0), 0.9f),
        (26, 58, new(0.75, 0, 1.25), 1),
    ];

    /// <summary>The atlas with borders as FreeSurfer draws them; labels that are not in the table give way or stay.</summary>
    /// <param name="atlas">FreeSurfer's numbers, borders of its own.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static StructureAtlas Of(StructureAtlas atlas, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        var changes = new Dictionary<int, (Point Shift, float Factor)>();
        foreach (var (left, right, shift, factor) in Changes)
        {
            changes[right] = (new(-shift.X, shift.Y, shift.Z), factor);
            changes[left] = (shift, factor);
        }

        var where = atlas.Probability(changes.ContainsKey, parallel).Map(static p => p > 0);
        if (!where.Span.Contains(true)) return atlas;
        var box = new MaskBox(where, Margin);
        var part = atlas.Cut(box);
        var builder = new StructureAtlasBuilder(part.Grid, part.Ranks);
        foreach (var id in part.Ids)
        {
            var map = part.Probability(i => i == id, parallel);
            if (changes.TryGetValue(id, out var change))
            {
                if (change.Shift != default) map = Resample.ToGrid(map, map.Grid, Affine.Translation(change.Shift * -1),
                    parallel: parallel);
                map = map.Map(p => p * change.Factor);
            }

            builder.Add(id, map, parallel);
        }

        return atlas.With(builder.Build(atlas.Classes), box);
    }
}
