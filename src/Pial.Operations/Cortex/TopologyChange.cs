using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>A place where the white matter body was changed to make it simple.</summary>
/// <param name="Centre">Where, RAS+ mm.</param>
/// <param name="Filled">Whether a tunnel was filled; else a bridge was cut.</param>
/// <param name="VolumeMm3">Volume changed.</param>
public sealed record TopologyChange(Point Centre, bool Filled, double VolumeMm3);

/// <summary>
/// What correcting the topology of a hemisphere's white matter took. It measures the reconstruction, and is not FreeSurfer's count of
/// defects, which comes from its own surface.
/// </summary>
/// <param name="Handles">Handles of the body before: 1 − its Euler characteristic, cavities filled and loose parts left away.</param>
/// <param name="CavityMm3">Volume of cavities filled.</param>
/// <param name="LooseMm3">Volume of loose parts left away.</param>
/// <param name="Changes">Every tunnel filled and bridge cut, the largest first.</param>
public sealed record TopologyLog(int Handles, double CavityMm3, double LooseMm3, IReadOnlyList<TopologyChange> Changes);
