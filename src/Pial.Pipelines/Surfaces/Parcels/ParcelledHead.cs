using Pial.Volumes;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>Regions of a head's cortex, and the other structures.</summary>
/// <param name="Parcels">The regions.</param>
/// <param name="Structures">Structures in FreeSurfer's numbers, on the scan's grid.</param>
public sealed record ParcelledHead(CorticalParcels Parcels, Volume<int> Structures);
