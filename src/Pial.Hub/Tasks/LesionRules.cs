using Pial.Pipelines.Yaml;

namespace Pial.Hub.Tasks;

/// <summary>How lesions are counted one by one.</summary>
/// <param name="MinimumMm3">Size from which a connected part is a lesion, in truth and prediction.</param>
/// <param name="OverlapVoxels">How many voxels a lesion must share with the other mask.</param>
public sealed record LesionRules(double MinimumMm3 = 0, int OverlapVoxels = 1)
{
    internal static LesionRules? Read(YamlEntry? entry)
    {
        if (entry is null) return null;
        var least = entry["minimum_mm3"]?.Number() ?? 0;
        if (!(least >= 0 && double.IsFinite(least))) throw entry["minimum_mm3"]!.Bad("must be 0 or more.");
        return new(least, TaskDefinition.Within(entry["overlap_voxels"], 1, 1, 1_000_000));
    }
}
