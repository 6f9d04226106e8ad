using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>
/// Where FreeSurfer draws a structure otherwise than the label maps do, on average over heads that have its labels: the maps' pallidum is a third smaller, their accumbens lies lower and further out, their thalamus ends
/// before its bright lateral rim. And what the average of few people does to a structure: ventricles of the old are wide, thin horns are everywhere a little.
/// </summary>
internal static class FreeSurferProtocol
{
    // Left label: shift in RAS+ mm (mirrored on the right), factor of its probability.
    private static readonly Dictionary<int, (Point Shift, float Factor)> Left = new()
    {
        [4] = (default, 0.2f),
        [5] = (default, 0.15f),
        [10] = (new(-1, 0.25, -0.5), 2.5f),
        [11] = (new(-0.75, -0.25, 0.5), 1),
        [12] = (new(0.25, -0.25, 0.5), 1.4f),
        [13] = (new(0, -1.5, 0), 4.3f),
        [14] = (default, 0.8f),
        [15] = (default, 0.27f),
        [17] = (new(0.5, 0, 0.5), 1),
        [18] = (new(1.25, -0.5, 0), 0.85f),
        [26] = (new(0.75, 0, 1.25), 1),
    };

    /// <summary>A structure's mean probability as FreeSurfer would have it; what is not in the table stays.</summary>
    public static Volume<float> Apply(int label, Volume<float> map)
    {
        var pair = PhantomLabels.Pairs.FirstOrDefault(p => p.Right == label);
        if (!Left.TryGetValue(pair.Left == 0 ? label : pair.Left, out var change)) return map;
        var shift = pair.Left == 0 ? change.Shift : new Point(-change.Shift.X, change.Shift.Y, change.Shift.Z);
        var moved = shift == default ? map : Resample.ToGrid(map, map.Grid, Volumes.Affine.Translation(shift * -1), Interpolation.Linear);
        return moved.Map(p => p * change.Factor);
    }
}
