using System.CommandLine;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Tables;

namespace Pial.Cli.Commands;

/// <summary>Which rows a fit may see; shared by everything that is fitted.</summary>
internal sealed class TrainingOptions
{
    public readonly Option<string?> Split = new("--split")
    {
        Description = "Column that says train for the rows to fit on.",
        HelpName = "COLUMN"
    };
    public readonly Option<string?> TrainIds = new("--train-ids") { Description = "Subjects to fit on, one a line.", HelpName = "FILE" };
    public readonly Option<bool> AllRows = new("--all-rows") { Description = "Fit on every row, although the table has a column 'split'." };
    public readonly Option<string?> TestIds = new("--test-ids")
    {
        Description = "Subjects that must not be fitted on: refused if they are.",
        HelpName = "FILE",
    };

    public TrainingRows Of(CommandRun run, SubjectTable table)
    {
        var (split, ids) = (run.Get(Split), run.Get(TrainIds));
        if ((split is null ? 0 : 1) + (ids is null ? 0 : 1) + (run.Get(AllRows) ? 1 : 0) > 1)
            throw new InputException("--split, --train-ids and --all-rows say different things; give one of them.");
        if (split is not null) return TrainingRows.Of(table, split);
        if (ids is not null) return TrainingRows.Of(table, TableFile.ReadIds(ids).ToList(), Path.GetFileName(ids));
        if (!run.Get(AllRows) && TrainingRows.ColumnOf(table) is { } column)
            throw new InputException(
                $"{table.Name} has a column '{column}': add --split {column} to fit on its training rows alone, or --all-rows to fit on " +
                    "the test subjects too.");
        return TrainingRows.All(table);
    }

    public void RefuseTest(CommandRun run, FittedOn fittedOn)
    {
        if (run.Get(TestIds) is { } test) fittedOn.MustNotHaveSeen(TableFile.ReadIds(test), Path.GetFileName(test));
    }
}

/// <summary>Who must not have been seen by a model that is applied; shared by everything that is fitted.</summary>
internal sealed class HeldOutOptions
{
    public readonly Option<string?> Split = new("--split")
    {
        Description =
            "Column that says train for the rows a fit may have seen; all others must be new to the model. Default: the column 'split', " +
                "if there is one.",
        HelpName = "COLUMN",
    };
    public readonly Option<string?> TestIds = new("--test-ids")
    {
        Description = "Subjects that the model must not have seen, one a line.",
        HelpName = "FILE",
    };
    public readonly Option<bool> AllowLeak = new("--allow-leak")
    {
        Description = "Warn instead of refusing when the model saw held-out subjects.",
    };

    public IReadOnlyList<Symbol> All => [Split, TestIds, AllowLeak];

    /// <summary>Refuses a leak, or warns of it; gives the subjects that leaked.</summary>
    public IReadOnlyList<string> Check(CommandRun run, SubjectTable? table, FittedOn fittedOn)
    {
        var leaked = new List<string>();
        var column = run.Get(Split) ?? (table is null ? null : TrainingRows.ColumnOf(table));
        if (table is not null && column is not null)
            Guarded(run, leaked,
                () => fittedOn.MustNotHaveSeen(TrainingRows.HeldOutBy(table, column),
                    $"the rows of {table.Name} that are held out by '{column}'"));
        if (run.Get(TestIds) is { } test)
            Guarded(run, leaked, () => fittedOn.MustNotHaveSeen(TableFile.ReadIds(test), Path.GetFileName(test)));
        else if (table is not null && column is null) Guarded(run, leaked, () => fittedOn.MustNotBeMixed(table.Ids.ToList(), table.Name));
        return leaked;
    }

    private void Guarded(CommandRun run, List<string> leaked, Action check)
    {
        try
        {
            check();
        }
        catch (LeakException e) when (run.Get(AllowLeak))
        {
            leaked.AddRange(e.Subjects);
            run.Error.WriteLine($"pial: warning: {e.Message.AsFlags()}");
        }
        catch (LeakException e)
        {
            throw new InputException($"{e.Message} Say who is held out with --split or --test-ids; --allow-leak only warns.", e);
        }
    }
}

/// <summary>Model files.</summary>
internal static class ModelFile
{
    public static string Read(string path, string maker) =>
        File.Exists(path) ? File.ReadAllText(path)
            : throw new InputException($"{path} does not exist; expected a model that '{maker}' wrote.");
}
