using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Pipelines.Vbm;

/// <summary>
/// Everything that can be refused before an image is read: the design, the contrasts, the permutations, and the maps' headers.
/// </summary>
internal sealed record VbmPlan(
    IReadOnlyList<VbmParticipant> Participants, Formula Formula, Design Design, IReadOnlyList<TestedModel> Models,
    IReadOnlyList<int>? Blocks, Grid Grid)
{
    public static VbmPlan Make(IReadOnlyList<VbmParticipant> participants, SubjectTable table, VbmOptions options)
    {
        var (formula, design, models, blocks) = GroupModel.Of(participants, table, options);
        return new(participants, formula, design, models, blocks, CommonGrid(participants));
    }

    /// <summary>Refuses an impossible analysis of subjects whose maps, and TIV, are still to be made.</summary>
    public static void Check(SubjectTable table, VbmOptions options) =>
        // a TIV that nothing else explains
        GroupModel.Of([.. table.Ids.Select((id, n) => new VbmParticipant(id, "", 1000 + (n * (double)n)))], table, options);

    private static Grid CommonGrid(IReadOnlyList<VbmParticipant> participants)
    {
        Grid? first = null;
        foreach (var participant in participants)
        {
            if (!File.Exists(participant.MapPath))
                throw new InputException($"{participant.MapPath}, the map of {participant.Id}, does not exist.");
            var grid = ImageFile.Describe(participant.MapPath).Grid;
            first ??= grid;
            if (!grid.Matches(first.Value))
                throw new InputException(
                    $"{participant.MapPath} is on another grid ({grid}) than {Path.GetFileName(participants[0].MapPath)} " +
                        $"({first.Value}); all maps must be in one space.");
        }

        return first!.Value;
    }
}
