namespace Pial.Hub.Tasks;

/// <summary>An artefact of growing strength.</summary>
/// <param name="Name">Which: one of <see cref="TableArtefacts.Names"/> or <see cref="ImageArtefacts.Names"/>.</param>
/// <param name="Grid">Strengths, from none to strongest.</param>
/// <param name="Unit">Unit of the strengths.</param>
public sealed record Probe(string Name, IReadOnlyList<double> Grid, string Unit);
