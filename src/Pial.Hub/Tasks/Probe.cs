namespace Pial.Hub.Tasks;

/// <summary>An artefact of growing strength.</summary>
/// <param name="Name">Which: of tables <c>noise</c>, <c>dropout</c>, <c>gain</c>; of images <c>noise</c>, <c>bias</c>, <c>motion</c>, <c>blur</c>.</param>
/// <param name="Grid">Strengths, from none to strongest.</param>
/// <param name="Unit">Unit of the strengths.</param>
public sealed record Probe(string Name, IReadOnlyList<double> Grid, string Unit);
