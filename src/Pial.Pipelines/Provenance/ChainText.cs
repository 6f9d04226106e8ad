using System.Text.Json;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Provenance;

/// <summary>A chain of steps as lines for people.</summary>
public static class ChainText
{
    /// <summary>The last step first, each numbered, with the numbers of what it took.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<ProvenanceStep> chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var number = chain.Reverse().Select((s, n) => (s.Key, n)).ToDictionary(x => x.Key, x => x.n + 1);
        foreach (var step in chain.Reverse())
        {
            var inputs = step.Inputs.Where(number.ContainsKey).Select(i => number[i]).ToArray();
            var from = inputs.Length > 0 ? $"  from {string.Join(", ", inputs)}" : "";
            var name = step.Parameters.ValueKind == JsonValueKind.Object && step.Parameters.TryGetProperty("Name", out var n)
                ? n.GetString() : null;
            yield return $"{number[step.Key],3}  {step.Id}{(name is null ? "" : $" {name}")}  [{step.Key.Short}]{from}";
            if (name is not null || step.Parameters.ValueKind != JsonValueKind.Object) continue;
            foreach (var parameter in step.Parameters.EnumerateObject())
                yield return $"       {parameter.Name} = {parameter.Value.GetRawText()}";
        }
    }
}
