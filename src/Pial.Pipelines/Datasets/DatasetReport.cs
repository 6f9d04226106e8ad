using System.Globalization;
using System.Text;

namespace Pial.Pipelines.Datasets;

/// <summary>A dataset read, held against its files, and told.</summary>
/// <param name="YamlPath">The YAML.</param>
/// <param name="Record">What it states.</param>
/// <param name="Content">The files; null when they are not here.</param>
/// <param name="Claims">Statement by statement.</param>
/// <param name="Notes">What is known besides.</param>
public sealed record DatasetReport(string YamlPath, DatasetRecord Record, DatasetContent? Content, IReadOnlyList<Claim> Claims,
    IReadOnlyList<string> Notes)
{
    private const int MostNamed = 5;

    /// <summary>Whether a claim is false.</summary>
    public bool Failed => Claims.Any(c => c.Verdict == Verdict.False);

    /// <summary>Reads, looks and judges.</summary>
    /// <param name="path">The YAML, or the folder that holds it.</param>
    /// <param name="index">Where the index is kept; null for the usual place.</param>
    /// <param name="look">How many images to look at for what preprocessing leaves.</param>
    /// <param name="duplicates">Whether to compare the content of all scans.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static DatasetReport Of(string path, string? index, int look, bool duplicates, Action<int, int>? progress,
        ParallelOptions? parallel)
    {
        var yaml = DatasetFile.PathOf(path);
        var record = DatasetFile.Load(yaml);
        DatasetContent? content = null;
        if (DatasetFile.FolderOf(yaml, record) is { } folder)
        {
            using var database = DatasetIndex.Open(folder, index);
            content = database.Update(parallel, progress);
        }

        var seen = content is null || look == 0 ? [] : PreprocessingClaims.Look(record, content, look, progress, parallel);
        var claims = DatasetCheck.Of(record, content, seen);
        if (duplicates && content is not null) claims = [.. claims, DuplicateClaim.Of(record, content, progress, parallel)];
        return new(yaml, record, content, claims, DatasetCheck.Notes(record));
    }

    /// <summary>The table for people.</summary>
    public string Text()
    {
        var rows = Claims
            .Select(c => (c.Field, Stated: Short(c.Stated.Length == 0 ? "-" : c.Stated, 40), Found: Short(c.Found, 90),
                Verdict: Word(c.Verdict), Claim: c)).ToList();
        var (field, stated, found) = (rows.Max(r => r.Field.Length), rows.Max(r => r.Stated.Length), rows.Max(r => r.Found.Length));
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"{Record.Id}: {Record.Name}\n{"claim".PadRight(field)}  {"stated".PadRight(stated)}  {"found".PadRight(found)}  verdict\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{row.Field.PadRight(field)}  {row.Stated.PadRight(stated)}  {row.Found.PadRight(found)}  {row.Verdict}\n");
            foreach (var against in row.Claim.Against.Take(MostNamed))
                text.Append(CultureInfo.InvariantCulture, $"    {against}\n");
            if (row.Claim.Against.Count > MostNamed)
                text.Append(CultureInfo.InvariantCulture,
                    $"    and {row.Claim.Against.Count - MostNamed} more (the report as JSON names all)\n");
        }

        foreach (var note in Notes.Concat(Claims.Select(c => c.Note is { } n ? $"{c.Field}: {n}." : null).OfType<string>()))
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        return text.ToString();
    }

    /// <summary>Every image with what its header and sidecars say, as a tab-separated table.</summary>
    public string FileTable()
    {
        var text = new StringBuilder(
            "path\tsubject\tsession\tsuffix\tbytes\tshape\tvoxel_mm\torientation\tstored\tspace\t" +
                "field_strength\tmanufacturer\tmodel\tproblem\n");
        foreach (var image in Content?.Images ?? [])
        {
            var said = Content!.SidecarOf(image);
            string Of(object? value) =>
                value is null or "" ? "n/a" : Analysis.Tables.TextCell.Guarded(Convert.ToString(value, CultureInfo.InvariantCulture)!)
                    .Replace('\t', ' ').ReplaceLineEndings(" ");
            string Joined<T>(IReadOnlyList<T>? numbers) =>
                numbers is null ? "n/a" : string.Join("x", numbers.Select(n => Convert.ToString(n, CultureInfo.InvariantCulture)));
            text.AppendJoin('\t', Analysis.Tables.TextCell.Guarded(image.Path), $"sub-{image.Name.Subject}", Of(image.Name.Session),
                Of(image.Name.Suffix), image.Bytes.ToString(CultureInfo.InvariantCulture), Joined(image.Shape), Joined(image.VoxelMm),
                Of(image.Orientation), Of(image.StoredType), Of(SpaceClaim.SpaceOf(image, Content)), Of(said.FieldStrength),
                Of(said.Manufacturer), Of(said.Model), Of(image.Problem)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A verdict in words.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.False => "FALSE",
        Verdict.CannotTell => "cannot be checked",
        _ => "not stated",
    };

    private static string Short(string text, int width) =>
        text.ReplaceLineEndings(" ") is var line && line.Length <= width ? line : line[..(width - 1)] + "…";
}
