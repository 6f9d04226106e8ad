using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Analysis.Statistics.Designs;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Vbm;

/// <summary>The text files of a group analysis.</summary>
internal static class VbmText
{
    /// <summary>The design matrix, one row a subject.</summary>
    public static string Design(Design design)
    {
        var text = new StringBuilder("participant_id");
        foreach (var name in design.Names)
            text.Append('\t').Append(name);
        for (var s = 0; s < design.Subjects.Count; s++)
        {
            text.Append('\n').Append(design.Subjects[s]);
            for (var c = 0; c < design.Names.Count; c++)
                text.Append('\t').Append(design.Column(c)[s].ToString("R", CultureInfo.InvariantCulture));
        }

        return text.Append('\n').ToString();
    }

    /// <summary>What was done with what; nothing in it depends on clock, machine or threads.</summary>
    public static string Record(VbmPlan plan, MapSet maps, VbmOptions options, IReadOnlyList<VbmFinding> findings,
        IReadOnlyList<string> warnings)
    {
        var json = new JsonObject
        {
            ["Description"] = "Voxel-based morphometry: a linear model at every voxel, and permutation tests of contrasts.",
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
            ["Formula"] = plan.Formula.ToString(),
            ["Columns"] = Words(plan.Design.Names),
            ["Centred"] = new JsonObject(
                [.. plan.Design.Means.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)JsonValue.Create(m.Value)))]),
            ["ReferenceLevels"] = new JsonObject(
                [.. plan.Design.Factors.Select(f => KeyValuePair.Create(f.Column, (JsonNode?)JsonValue.Create(f.Reference)))]),
            ["ResidualDegreesOfFreedom"] = plan.Design.ResidualDof,
            ["Map"] = options.Map,
            ["Mask"] = options.Mask,
            ["MeanThreshold"] = options.Threshold,
            ["Voxels"] = maps.Places.Length,
            ["VoxelVolumeMm3"] = maps.Mask.Grid.VoxelVolume,
            ["Alpha"] = options.Alpha,
            ["Sides"] = options.Sides.ToString(),
            ["Permutations"] = options.Permutations,
            ["Seed"] = options.Seed,
            ["Rearrangement"] = options.Rearrangement.ToString(),
            ["ExchangeabilityBlocks"] = options.Blocks,
            ["Tfce"] = options.Tfce ? new JsonObject { ["Height"] = 2, ["Extent"] = 0.5, ["Integral"] = "exact" } : null,
            ["ClusterFormingThreshold"] = options.ClusterThreshold,
            ["ClusterFormingP"] = options.ClusterP,
            ["Neighbours"] = (int)options.Connectivity,
            ["Contrasts"] = new JsonArray([.. findings.Select(f => (JsonNode)new JsonObject
            {
                ["Name"] = f.Name,
                ["Expression"] = f.Expression,
                ["Statistic"] = f.Statistic,
                ["Permutations"] = f.Permutations,
                ["AllThereAre"] = f.Exhaustive,
                ["Inference"] = f.Inference,
                ["LeastP"] = f.LeastP,
                ["SignificantVoxels"] = f.SignificantVoxels,
                ["Clusters"] = f.Clusters,
                ["LargestStatistic"] = f.LargestStatistic,
                ["LargestByChance"] = f.LargestByChance,
                ["CriticalStatistic"] = f.CriticalStatistic,
            })]),
            ["Warnings"] = Words(warnings),
            ["Subjects"] = new JsonArray(
                [.. plan.Participants.Select(
                    p => (JsonNode)new JsonObject { ["Id"] = p.Id, ["Map"] = Path.GetFileName(p.MapPath), ["TIV"] = p.TivMl })]),
        };
        return json.ToJsonString(DatasetDescription.Indented) + "\n";
    }

    /// <summary>What stands beside a map of a contrast.</summary>
    /// <param name="result">The contrast.</param>
    /// <param name="what">What the map is.</param>
    /// <param name="record">The file that says what was done with what.</param>
    public static JsonObject Sidecar(ContrastResult result, string what, string record)
    {
        var contrast = result.Fit.Model.Contrast;
        return new()
        {
            ["Description"] = what,
            ["Contrast"] = contrast.Expression,
            ["ContrastWeights"] = new JsonArray(
                [.. contrast.Rows.Select(row => (JsonNode)new JsonArray([.. row.Select(w => JsonValue.Create(w))]))]),
            ["ResidualDegreesOfFreedom"] = result.Fit.Model.Dof,
            ["Subjects"] = result.Fit.Model.Design.Subjects.Count,
            ["Permutations"] = result.Nulls?.Plan.Count ?? 0,
            ["Inputs"] = record,
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
    }

    /// <summary><c>dataset_description.json</c> of the output folder.</summary>
    public static string Dataset(string name, string what) => new JsonObject
    {
        ["Name"] = name,
        ["BIDSVersion"] = "1.9.0",
        ["DatasetType"] = "derivative",
        ["GeneratedBy"] = new JsonArray(new JsonObject
        {
            ["Name"] = "Pial",
            ["Version"] = Software.Version,
            ["Description"] = what,
        }),
    }.ToJsonString(DatasetDescription.Indented) + "\n";

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode?)JsonValue.Create(w))]);
}
