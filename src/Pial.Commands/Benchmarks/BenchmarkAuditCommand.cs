using System.CommandLine;
using Pial.Analysis.Confounds;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Leakage;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark audit TRAIN TEST</c>: everybody who is on both sides, and why.</summary>
internal sealed class BenchmarkAuditCommand
{
    private const int MostNamed = 10;
    private static readonly Dictionary<LeakKind, string> Words = new()
    {
        [LeakKind.Id] = "by id",
        [LeakKind.Session] = "by another scan of the same person",
        [LeakKind.Spelling] = "by an id written differently",
        [LeakKind.Alias] = "by another id of the same person",
        [LeakKind.Family] = "by family",
        [LeakKind.Fit] = "by something fitted before",
        [LeakKind.Values] = "by the same numbers under another id",
        [LeakKind.Content] = "by content",
    };

    private readonly Argument<string> train = new("TRAIN")
    {
        Description =
            "What was learned from: a table, a list of ids, a BIDS folder, a folder of images, a template's folder, or a fitted model's " +
                "JSON.",
    };
    private readonly Argument<string> test = new("TEST") { Description = "What is judged on: the same kinds." };
    private readonly Option<string?> id = new("--id")
    {
        Description = "Column of the ids in tables. Default: participant_id, another usual name, or the first.",
        HelpName = "COLUMN",
    };
    private readonly Option<string?> family = new("--family")
    {
        Description =
        "Column of families. Default: family, FamilyID, rel_family_id, famid and the like, where there is one.",
        HelpName = "COLUMN"
    };
    private readonly Option<string[]> alias = new("--alias")
    {
        Description = "Columns of other ids of the same persons.",
        HelpName = "COLUMN …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> target = new("--target")
    {
        Description =
        "Column that is to be predicted: columns that are copies of it are named and count as a leak, those suspiciously near are named.",
        HelpName = "COLUMN"
    };
    private readonly Option<bool> images = new("--images")
    {
        Description =
            "Also compare what the images show: of folders, and of tables with a column path, image or file. A second or two an image, " +
                "kept for the next time.",
    };

    public static Command Create() => new BenchmarkAuditCommand().Verb();

    private Verb Verb() => new(
        "audit",
        "Everybody who is on both sides of a split, by id, session, family and content. Exit code 1 when there is anybody (or an image " +
            "could not be compared), 0 when there is not.",
        [
            "pial benchmark audit train.tsv test.tsv --family family_id",
            "pial benchmark audit tiv.json test.tsv --id participant_id      what a fitted model saw",
            "pial benchmark audit ds000001 ds000002 --images                 other names, same scans",
        ],
        [train, test, id, family, alias, target, images],
        Run);

    private int Run(CommandRun run)
    {
        var columns = new AuditColumns(run.Get(id), run.Get(family), run.Get(alias)!);
        var (a, b) = (AuditInput.Read(run.Get(train), columns), AuditInput.Read(run.Get(test), columns));
        if (columns.Family is { } wanted && a.Side.Families is null && b.Side.Families is null)
            throw new InputException($"Neither {a.Side.Name} nor {b.Side.Name} has a column '{wanted}'.");
        IReadOnlyList<TargetCopy> copies = run.Get(target) is { } predicted ? Copies(predicted, a, b) : [];
        var content = run.Get(images) ? Content(run, a, b) : null;
        var audit = LeakAudit.Of(a.Side, b.Side, content?.Leaks);
        if (run.Json) run.Out.WriteLine(JsonText.Of(Report(audit, a, b, content, copies)));
        else Tell(run.Out, audit, a, b, content, copies);
        // Of images that could not be compared nobody can say that they did not leak.
        return audit.Leaks.Count > 0 || copies.Any(c => c.IsCopy) || content?.Unusable.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    // Looked for in the rows of both sides that have the column.
    private static IReadOnlyList<TargetCopy> Copies(string predicted, AuditInput a, AuditInput b)
    {
        var tables = new[] { a.Table, b.Table }.OfType<ColumnTable>().Where(t => t.Has(predicted)).ToList();
        if (tables.Count == 0) throw new InputException($"Neither {a.Side.Name} nor {b.Side.Name} has a column '{predicted}'.");
        return [.. tables.SelectMany(t => TargetCopy.Among(t, predicted)).DistinctBy(c => c.Column)];
    }

    private static ContentAudit Content(CommandRun run, AuditInput a, AuditInput b)
    {
        foreach (var side in new[] { a, b })
            if (side.Images.Count == 0)
                throw new InputException(
                    $"{side.Side.Name} has no images to compare; give a folder, or a table with a column path, image or file.");
        using var store = FingerprintStore.Open();
        using var progress = new CountProgress(run, "images");
        return ContentAudit.Of(a.Images, b.Images, store, progress.Report, run.Parallel);
    }

    private static void Tell(TextWriter to, LeakAudit audit, AuditInput a, AuditInput b, ContentAudit? content,
        IReadOnlyList<TargetCopy> copies)
    {
        to.WriteLine($"train: {a.Side.Name} ({a.Kind}; {a.Side.Persons} subjects)");
        to.WriteLine($"test:  {b.Side.Name} ({b.Kind}; {b.Side.Persons} subjects)");
        to.WriteLine($"compared: {Compared(a, b, content)}");
        to.WriteLine(audit.Leaks.Count == 0 ? $"none of the {b.Side.Persons} test subjects is on the training side."
            : $"LEAK: {audit.Leaked} of {b.Side.Persons} test subjects:");
        foreach (var kind in audit.Leaks.GroupBy(l => l.Kind).OrderBy(g => g.Key))
        {
            to.WriteLine($"  {Words[kind.Key]}: {kind.Count()}");
            foreach (var leak in kind.Take(MostNamed)) to.WriteLine($"    {leak.Why}");
            if (kind.Count() > MostNamed) to.WriteLine($"    and {kind.Count() - MostNamed} more (--json names all)");
        }

        foreach (var copy in copies)
            to.WriteLine(
                $"{(copy.IsCopy ? "LEAK" : "note")}: column '{copy.Column}' beside the target: {copy.Why}; " +
                    $"{(copy.IsCopy ? "it is a copy, leave it out of the features" : "look at it before it becomes a feature")}");
        foreach (var note in a.Notes.Concat(b.Notes)) to.WriteLine($"note: {note}");
        foreach (var image in content?.Unusable ?? []) to.WriteLine($"  not compared: {image}");
    }

    private static string Compared(AuditInput a, AuditInput b, ContentAudit? content) => string.Join(", ", new[]
    {
        "ids and their spellings", a.Side.Families is not null && b.Side.Families is not null ? "families"
            : "not families (no column of them on both sides)", a.Side.Aliases.Count + b.Side.Aliases.Count > 0 ? "other ids" : null,
        a.Side.Measures is not null && b.Side.Measures is not null ? "rows' numbers" : null,
            a.Side.Fits.Count + b.Side.Fits.Count > 0 ? "what was fitted before" : null,
        content is null ? "not the images' content" : $"the content of {content.Compared.Train} and {content.Compared.Test} images",
    }.OfType<string>());

    private static object Report(LeakAudit audit, AuditInput a, AuditInput b, ContentAudit? content, IReadOnlyList<TargetCopy> copies) =>
        new
        {
            Train = new { a.Side.Name, a.Kind, Subjects = a.Side.Persons },
            Test = new { b.Side.Name, b.Kind, Subjects = b.Side.Persons },
            Compared = Compared(a, b, content),
            LeakedSubjects = audit.Leaked,
            Leaks = audit.Leaks.Select(l => new { Kind = l.Kind.ToString().ToLowerInvariant(), l.Train, l.Test, l.Why }),
            CopiesOfTarget = copies.Select(c => new { c.Column, c.IsCopy, c.Why }),
            Notes = a.Notes.Concat(b.Notes),
            NotCompared = content?.Unusable ?? [],
        };
}
