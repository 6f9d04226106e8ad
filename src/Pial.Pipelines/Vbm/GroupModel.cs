using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;

namespace Pial.Pipelines.Vbm;

/// <summary>What is fitted and tested at every voxel or vertex of a group's maps.</summary>
internal sealed record GroupModel(Formula Formula, Design Design, IReadOnlyList<TestedModel> Models, IReadOnlyList<int>? Blocks)
{
    private const string TivColumn = "TIV";

    /// <summary>Lays out the design, the contrasts and the permutations, and refuses those that are impossible.</summary>
    public static GroupModel Of(IReadOnlyList<VbmParticipant> participants, SubjectTable table, VbmOptions options)
    {
        if (participants.Count == 0) throw new InputException("There is no subject to analyse.");
        var rows = table.Of([.. participants.Select(p => RowOf(table, p.Id))]);
        var formula = Formula.Parse(options.Formula);
        if (options.Tiv && !formula.Columns.Contains(TivColumn, StringComparer.Ordinal)) formula = formula.With(TivColumn);
        if (formula.Columns.Contains(TivColumn, StringComparer.Ordinal) && !rows.Has(TivColumn)) rows = WithTiv(rows, participants);
        var design = DesignBuilder.Build(rows, formula);
        var contrasts = options.Contrasts.Select(c => Contrast.Parse(c, design)).ToList();
        if (contrasts.Count == 0)
            throw new InputException($"Nothing is tested; give option 'contrast' with one of {string.Join(", ", design.Names)}.");
        if (options.FTest) contrasts = [Contrast.Join(contrasts)];
        if (contrasts.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new InputException(
                $"Two contrasts would both be called {same.Key}; name one of them, as in 'NAME={same.First().Expression}'.");
        var models = contrasts.Select(c => new TestedModel(design, c)).ToList();
        var blocks = options.Blocks is { } column ? BlocksOf(rows, column) : null;
        if (options.Permutations > 0)
        {
            foreach (var model in models)
                PermutationTest.Plan(model, PermutationsOf(options, model, blocks));
        }

        return new(formula, design, models, blocks);
    }

    /// <summary>What the permutation test of one contrast is told.</summary>
    public static PermutationOptions PermutationsOf(VbmOptions options, TestedModel model, IReadOnlyList<int>? blocks) => new()
    {
        Count = options.Permutations,
        Seed = options.Seed,
        Kind = options.Rearrangement,
        Blocks = blocks,
        Sides = options.Sides,
        Tfce = options.Tfce ? new() : null,
        ClusterThreshold = options.ClusterThreshold ?? (options.ClusterP is { } p
            ? model.Contrast.IsF ? Distributions.FOf(p, model.Rank, model.Dof) : Distributions.TOf(p, model.Dof, options.Sides)
            : null),
    };

    private static string RowOf(SubjectTable table, string id) =>
        table.Ids.FirstOrDefault(row => VbmInputs.Label(row) == VbmInputs.Label(id))
        ?? throw new InputException($"{table.Name} has no row for {id}.");

    private static SubjectTable WithTiv(SubjectTable rows, IReadOnlyList<VbmParticipant> participants)
    {
        var without = participants.Where(p => p.TivMl is null).Select(p => p.Id).ToList();
        if (without.Count > 0)
        {
            throw new InputException(
                $"The TIV of {string.Join(", ", without.Take(5))}{(without.Count > 5 ? $" and {without.Count - 5} more" : "")} is not " +
                    $"known (no *_desc-tissue_volumes.tsv beside the map); add a column TIV to {rows.Name}, or leave the covariate out " +
                    "with option 'no-tiv'.");
        }

        return rows.With(TivColumn, [.. participants.Select(p => p.TivMl!.Value)]);
    }

    private static int[] BlocksOf(SubjectTable rows, string column)
    {
        var values = rows[column];
        for (var n = 0; n < values.Count; n++)
            if (SubjectTable.IsMissing(values[n]))
                throw new InputException($"{rows.Name}: {rows.Ids[n]} has no {column}, so its exchangeability block is not known.");
        var names = values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return [.. values.Select(v => names.IndexOf(v))];
    }
}
