using System.Text.Json.Nodes;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>What the sidecars of a head's derivatives share.</summary>
internal static class HeadFiles
{
    /// <summary>Which template a file in its space, or a map to it, is of: several share a space.</summary>
    public static (string Name, JsonNode? Value) Template(HeadGraph head)
    {
        var target = head.Target.Value;
        return ("Template",
            new JsonObject
            {
                ["Name"] = target.Identity.Name,
                ["Space"] = target.Space,
                ["Key"] = target.Key.Value,
                ["Description"] = target.Identity.Words
            });
    }

    /// <summary>
    /// Writes a whole head. Whether it is stripped is what brain extraction found, which a file that is there already does not ask for.
    /// </summary>
    public static void Whole(HeadWork work, string name, Artifact<Volume<float>> image, string description, string? space,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        JsonNode? stripped = work.Writer.IsCurrent(name, image.Key) ? null : work.Head.Of<HeadBrain>().Brain.Value.AlreadyStripped;
        work.Writer.Image(name, image, description, space, [("SkullStripped", stripped), .. fields]);
    }
}
