using System.Text.Json;

namespace Pial.Pipelines.Store;

/// <summary>One link of the chain from a raw scan to a derivative.</summary>
/// <param name="Key">What it made.</param>
/// <param name="Id">Step and version, or <c>raw</c>, <c>template</c> for what came from outside.</param>
/// <param name="Parameters">The step's parameters; for what came from outside, its name.</param>
/// <param name="Inputs">Keys of what it was made of.</param>
public sealed record ProvenanceStep(ArtifactKey Key, string Id, JsonElement Parameters, IReadOnlyList<ArtifactKey> Inputs);
