using Pial.Volumes;

namespace Pial.Pipelines.Derivatives;

/// <summary>Volumes of the tissues, mL.</summary>
/// <param name="Gm">Grey matter.</param>
/// <param name="Wm">White matter.</param>
/// <param name="Csf">Cerebrospinal fluid.</param>
public sealed record TissueVolumes(double Gm, double Wm, double Csf)
{
    /// <summary>The lesion; null when no mask of one was given.</summary>
    public double? Lesion { get; init; }

    /// <summary>Total intracranial volume: everything inside the mask.</summary>
    public double Tiv => Gm + Wm + Csf + (Lesion ?? 0);

    /// <summary>Sums of the fractions times the voxel's volume.</summary>
    /// <param name="maps">The fractions.</param>
    /// <param name="lesion">The lesion, where the fractions are 0; null for none.</param>
    public static TissueVolumes Of(TissueMaps maps, Volume<bool>? lesion = null)
    {
        ArgumentNullException.ThrowIfNull(maps);
        double Ml(Volume<float> map)
        {
            var sum = 0.0;
            foreach (var v in map.Span)
                sum += v;
            return sum * map.Grid.VoxelVolume / 1000;
        }

        return new(Ml(maps.Gm), Ml(maps.Wm), Ml(maps.Csf))
        {
            Lesion = lesion is null ? null : lesion.Span.Count(true) * lesion.Grid.VoxelVolume / 1000,
        };
    }
}
