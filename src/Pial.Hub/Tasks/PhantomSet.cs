using Pial.Pipelines.Yaml;

namespace Pial.Hub.Tasks;

/// <summary>Heads with known truth that Pial makes for an image task.</summary>
public sealed record PhantomSet
{
    /// <summary>How many. Default 8.</summary>
    public int Count { get; init; } = 8;

    /// <summary>Voxel edge, mm. Default 3.</summary>
    public double VoxelMm { get; init; } = 3;

    /// <summary>Rician noise, % of white matter; heads take them in turn.</summary>
    public IReadOnlyList<double> Noise { get; init; } = [3, 5, 9];

    /// <summary>Of the heads. Default 1.</summary>
    public int Seed { get; init; } = 1;

    internal static PhantomSet Read(YamlEntry? entry)
    {
        if (entry is null) return new();
        var (voxel, noise) = (entry["voxel_mm"]?.Number() ?? 3, TaskDefinition.Numbers(entry["noise"]) ?? [3, 5, 9]);
        if (voxel is not (>= 1 and <= 6)) throw entry["voxel_mm"]!.Bad("must lie between 1 and 6.");
        if (noise.Count == 0 || noise.Any(n => n is not (>= 0 and <= 50))) throw entry["noise"]!.Bad("must lie between 0 and 50 %.");
        return new()
        {
            Count = TaskDefinition.Within(entry["count"], 8, 3, 100),
            VoxelMm = voxel,
            Noise = noise,
            Seed = TaskDefinition.Within(entry["seed"], 1, 0, int.MaxValue),
        };
    }
}
