using System.Globalization;
using System.Text.RegularExpressions;
using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Datasets;

/// <summary>The fields of <c>dataset.yaml</c>, in the order in which they are written.</summary>
internal static partial class DatasetFields
{
    public const string StrengthPattern = @"^\s*[0-9]+(\.[0-9]+)?\s*[Tt]?\s*$";
    public static readonly string[] AccessWords = ["open", "registered", "restricted", "private"];
    public static readonly string[] Roles = ["id", "age", "sex", "site", "family", "person", "session"];

    /// <summary>Words that say that something is not stated.</summary>
    public static readonly string[] NotStatedWords = ["", "TBD", "TBA", "TODO", "unknown", "n/a", "N/A", "not stated", "?"];

    public static IReadOnlyList<DatasetField> All { get; } =
    [
        new("dataset_id", "Identifier of the dataset.", DatasetForms.NeededText, (e, r) => r with { Id = e.Text() },
            r => r.Id) { Required = true },
        new("name", "Its name, for people.", DatasetForms.NeededText, (e, r) => r with { Name = e.Text() },
            r => r.Name) { Required = true },
        Word("version", "Version of the data.", (t, r) => r with { Version = t }, r => r.Version),
        Word("description", "What the dataset is.", (t, r) => r with { Description = t }, r => r.Description),
        Words("modality", "Kinds of data; `sMRI` for structural images.", (t, r) => r with { Modalities = t },
            r => r.Modalities) with { Alias = "modalities" },
        Words("sequence", "Contrasts: `T1-weighted`, `T2-weighted`, `PD-weighted`, `FLAIR`, `multi-contrast`.",
            (t, r) => r with { Sequences = t }, r => r.Sequences),
        new("n_subjects", "How many people.", DatasetForms.Count, (e, r) => r with { Subjects = Range(e, whole: true) },
            r => r.Subjects?.Yaml()),
        new("resolution", "Voxel size in mm along x (left to right), y and z.", DatasetForms.VoxelSize,
            (e, r) => r with { Resolution = VoxelSize(e) }, r => r.Resolution.Count == 0 ? null : r.Resolution.Select(size => size.Yaml())),
        new("field_strength", "Field strength of the scanners.", DatasetForms.Tesla, (e, r) => r with { FieldStrengths = Strengths(e) },
            r => ListOrOne(r.FieldStrengths)),
        Words("manufacturer", "Makers of the scanners.", (t, r) => r with { Manufacturers = t }, r => r.Manufacturers),
        Words("preprocessing",
            "What was done to the images. Skull stripping, defacing, bias correction, normalisation and segmentation are looked for in " +
                "the files; other words are kept as they are.", (t, r) => r with { Preprocessing = t }, r => r.Preprocessing),
        Word("standard_space", "The space the images are in: a TemplateFlow identifier such as `MNI152NLin2009cAsym`, or `native`.",
            (t, r) => r with { StandardSpace = t }, r => r.StandardSpace),
        Words("atlas", "Atlases whose regions were measured.", (t, r) => r with { Atlases = t }, r => r.Atlases),
        Words("sites", "Names of the sites.", (t, r) => r with { Sites = t }, r => r.Sites),
        new("age", "Ages in years.", DatasetForms.Range, (e, r) => r with { Age = Range(e, whole: false) }, r => r.Age?.Yaml()),
        new("sex", "How many of each sex, under the words of the participants' table.", DatasetForms.Counts,
            (e, r) => r with { Sex = Counts(e) }, r => Map(r.Sex)),
        new("phenotypes", "Columns of the participants' table that may be predicted or stratified by.", DatasetForms.Named,
            (e, r) => r with { Phenotypes = Phenotypes(e) }, WritePhenotypes),
        new("columns", "Which column of the participants' table plays which role, where its name does not say so.", DatasetForms.Columns,
            (e, r) => r with { Columns = ColumnRoles(e) }, r => Map(r.Columns)),
        Word("path", "Folder of the data, relative to this file; without it the file's own folder.", (t, r) => r with { Path = t },
            r => r.Path),
        Word("source", "Who gives the data out.", (t, r) => r with { Source = t }, r => r.Source),
        new("access", "Who may have the data.", DatasetForms.Access, (e, r) => r with { Access = e.OneOf(AccessWords) }, r => r.Access),
        Word("license", "Its licence.", (t, r) => r with { License = t }, r => r.License) with { Alias = "licence" },
        Word("url", "Its page or DOI.", (t, r) => r with { Url = t }, r => r.Url),
        Words("references", "What to cite.", (t, r) => r with { References = t }, r => r.References),
        Word("notes", "Whatever else a user should know.", (t, r) => r with { Notes = t }, r => r.Notes),
    ];

    /// <summary>Whether an entry says that it states nothing.</summary>
    public static bool IsNotStated(YamlEntry entry) =>
        entry.IsNull || (!entry.IsList && !entry.IsMap && NotStatedWords.Contains(entry.Text().Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>Tesla of a word such as <c>3T</c>.</summary>
    public static double Tesla(string word) => double.Parse(word.Trim().TrimEnd('T', 't').Trim(), CultureInfo.InvariantCulture);

    private static DatasetField Word(string name, string meaning, Func<string?, DatasetRecord, DatasetRecord> read,
        Func<DatasetRecord, string?> write) =>
        new(name, meaning, DatasetForms.Text, (e, r) => read(e.Text(), r), write);

    private static DatasetField Words(string name, string meaning, Func<IReadOnlyList<string>, DatasetRecord, DatasetRecord> read,
        Func<DatasetRecord, IReadOnlyList<string>> write) =>
        new(name, meaning, DatasetForms.Texts, (e, r) => read([.. Stated(e).Select(i => i.Text())], r), r => ListOrOne(write(r)));

    private static IEnumerable<YamlEntry> Stated(YamlEntry entry) =>
        entry.IsMap ? throw entry.Bad("must be a text or a list of texts.") : entry.Items.Where(i => !IsNotStated(i));

    private static StatedRange Range(YamlEntry entry, bool whole)
    {
        double[] numbers = [.. entry.Items.Select(i => whole ? i.Whole() : i.Number())];
        if (numbers.Length > 2 || numbers.Length == 0 || (entry.IsList && numbers.Length != 2))
            throw entry.Bad("must be a number, or two: [lowest, highest].");
        if (whole && numbers[0] < 0) throw entry.Bad("must be 0 or more.");
        return numbers[0] <= numbers[^1] ? new(numbers[0], numbers[^1])
            : throw entry.Bad($"is [{numbers[0]}, {numbers[^1]}]; the lowest comes first.");
    }

    private static IReadOnlyList<StatedRange> VoxelSize(YamlEntry entry)
    {
        StatedRange[] sides = entry.IsList ? [.. entry.Items.Select(i => Range(i, whole: false))]
            : [.. Enumerable.Repeat(Range(entry, whole: false), 3)];
        if (sides.Length != 3) throw entry.Bad("must be three voxel sizes in mm: [x, y, z].");
        return sides.All(s => s.Low > 0) ? sides : throw entry.Bad("must be above 0 mm.");
    }

    private static IReadOnlyList<string> Strengths(YamlEntry entry) =>
        [.. Stated(entry)
            .Select(i => Strength().IsMatch(i.Text()) ? $"{Tesla(i.Text()).ToString(CultureInfo.InvariantCulture)}T"
                : throw i.Bad($"is '{i.Text()}'; expected a field strength such as 3T, or a list of them."))];

    private static IReadOnlyList<KeyValuePair<string, int>> Counts(YamlEntry entry) =>
        [.. entry.Fields.Select(f => KeyValuePair.Create(f.Name, f.Whole() is >= 0 and var n ? n : throw f.Bad("must be 0 or more.")))];

    private static IReadOnlyList<KeyValuePair<string, string>> Phenotypes(YamlEntry entry) => entry.IsMap
        ? [.. entry.Fields.Select(f => KeyValuePair.Create(f.Name, f.IsNull ? "" : f.Text()))]
        : [.. Stated(entry).Select(i => KeyValuePair.Create(i.Text(), ""))];

    private static IReadOnlyList<KeyValuePair<string, string>> ColumnRoles(YamlEntry entry)
    {
        entry.KnowsOnly(Roles);
        return [.. entry.Fields.Where(f => !IsNotStated(f)).Select(f => KeyValuePair.Create(f.Name, f.Text()))];
    }

    private static object? WritePhenotypes(DatasetRecord record) => record.Phenotypes.Count == 0 ? null
        : record.Phenotypes.All(p => p.Value.Length == 0) ? record.Phenotypes.Select(p => p.Key) : Map(record.Phenotypes);

    private static object? ListOrOne(IReadOnlyList<string> items) => items.Count switch { 0 => null, 1 => items[0], _ => items };

    private static object? Map<T>(IReadOnlyList<KeyValuePair<string, T>> pairs) =>
        pairs.Count == 0 ? null : YamlText.Map(pairs.Select(p => (p.Key, (object?)p.Value)));

    [GeneratedRegex(StrengthPattern, RegexOptions.None, 1000)]
    private static partial Regex Strength();
}
