using Pial.Analysis.Tables;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Datasets;

/// <summary>
/// The <c>dataset.yaml</c> that the files of a BIDS folder support: counts, voxel sizes, scanners, space, ages, licence. What they do not
/// tell stays out, with a comment that says so.
/// </summary>
public static class DatasetDraft
{
    private const double RoundTo = 0.001; // mm

    /// <summary>Makes the record of a folder.</summary>
    /// <param name="content">The files.</param>
    /// <param name="states">Images that were looked at, for what was done to them; may be empty.</param>
    public static DatasetRecord Of(DatasetContent content, IReadOnlyList<SeenHead> states)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(states);
        var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(content.Folder)));
        var empty = new DatasetRecord { Id = folder, Name = content.Described("Name") ?? folder };
        var scans = content.Scans.ToList();
        var contrasts = scans.Select(s => ContrastName.Of(s.Path)!).GroupBy(c => c, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).Select(g => ImageClaims.SequenceOf(g.Key)).Distinct(StringComparer.Ordinal).ToList();
        var said = scans.Select(content.SidecarOf).ToList();
        var spaces = scans.Where(s => s.Problem is null).Select(s => SpaceClaim.SpaceOf(s, content)).Distinct().ToList();
        var record = empty with
        {
            Modalities = ["sMRI"],
            Sequences = contrasts.Contains("T1-weighted", StringComparer.Ordinal) ? [.. contrasts.Take(1)] : contrasts,
            Subjects = new(scans.Select(s => s.Name.Subject).Distinct(StringComparer.Ordinal).Count(),
                scans.Select(s => s.Name.Subject).Distinct(StringComparer.Ordinal).Count()),
            FieldStrengths = [.. said.Where(s => s.FieldStrength is not null).Select(s => FieldOf(s.FieldStrength!.Value))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Manufacturers = [.. said.Select(s => s.Manufacturer).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal)],
            Preprocessing = Done(states, said),
            StandardSpace = spaces is [{ } only] && only != "MNI" ? only : null,
            License = content.Described("License"),
            Url = content.Described("DatasetDOI"),
        };
        return WithParticipants(record with { Resolution = Resolution(record, content) }, content);
    }

    /// <summary>Looks at some images, evenly spaced: whether they show a head with a face, one without, or a brain alone.</summary>
    /// <param name="content">The files.</param>
    /// <param name="most">How many; each takes seconds.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<SeenHead> Look(DatasetContent content, int most, ParallelOptions? parallel = null) =>
        PreprocessingClaims.Look(new() { Id = "", Name = "" }, content, most, null, parallel);

    /// <summary>The record as YAML with comments that say where a value comes from, or why there is none.</summary>
    public static string ToYaml(DatasetRecord record, DatasetContent content)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(content);
        var transforms = content.Transforms.Select(t => BidsName.Of(t)["to"]).OfType<string>().Where(t => t is not ("T1w" or "native"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return "# Written by 'pial dataset init' from the files; check it, add what they do not tell, and hold it against them with " +
            "'pial dataset validate'.\n" + DatasetFile.ToYaml(record, field => field switch
        {
            "sequence" when content.Scans.Select(s => ContrastName.Of(s.Path)).Distinct().Count() > 1 =>
                $"also there: {string.Join(", ", content.Scans.Select(s => ContrastName.Of(s.Path)!).Distinct(StringComparer.Ordinal))}",
            "n_subjects" => "subjects with a head scan",
            "resolution" => "mm (x, y, z), from the headers",
            "field_strength" when record.FieldStrengths.Count == 0 => "3T (no sidecar gives MagneticFieldStrength)",
            "manufacturer" when record.Manufacturers.Count == 0 => "Siemens (no sidecar gives Manufacturer)",
            "standard_space" when record.StandardSpace is null => "MNI152NLin2009cAsym (headers and names do not tell)",
            "standard_space" when transforms.Count > 0 => $"transforms lead to {string.Join(", ", transforms)}",
            "preprocessing" when record.Preprocessing.Count == 0 => "what was done to the images (not looked at)",
            "age" when record.Age is not null => "years, from participants.tsv",
            "license" when record.License is null => "CC0 (dataset_description.json does not say)",
            "access" when record.Access is null => "open | registered | restricted | private",
            _ => null,
        });
    }

    private static DatasetRecord WithParticipants(DatasetRecord record, DatasetContent content)
    {
        if (content.Participants is not { } table) return record;
        string? Role(string role) => ParticipantClaims.Column(record, content, role);
        var (age, sex, site) = (Role("age"), Role("sex"), Role("site"));
        if (age is not null && table.IsNumeric(age))
        {
            double[] ages = [.. table.Numbers(age).Where(a => !double.IsNaN(a))];
            record = record with { Age = new(ages.Min(), ages.Max()) };
        }

        var known = (string column) => table[column].Where(v => !SubjectTable.IsMissing(v));
        if (sex is not null) record = record with
        {
            Sex = [.. known(sex).GroupBy(v => v, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, g.Count()))],
        };
        if (site is not null) record = record with
        {
            Sites = [.. known(site).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        return record with
        {
            Phenotypes = [.. table.Columns.Where(c => known(c).Any()).Select(c => KeyValuePair.Create(c, ""))],
            Columns = [.. new[] { (Role: "sex", Column: sex), (Role: "site", Column: site), (Role: "family", Column: Role("family")) }
                .Where(r => r.Column is not null && r.Column != r.Role).Select(r => KeyValuePair.Create(r.Role, r.Column!))],
        };
    }

    private static IReadOnlyList<StatedRange> Resolution(DatasetRecord record, DatasetContent content)
    {
        var main = ImageClaims.Main(record, content);
        return main.Count == 0 ? [] : [.. Enumerable.Range(0, 3).Select(axis =>
        {
            double[] sizes = [.. main.Select(m => Math.Round(m.VoxelMm![axis] / RoundTo) * RoundTo).Select(v => Math.Round(v, 3))];
            return new StatedRange(sizes.Min(), sizes.Max());
        })];
    }

    private static List<string> Done(IReadOnlyList<SeenHead> states, List<SidecarFacts> said)
    {
        var done = new List<string>();
        var kinds = states.Where(s => s.Kind is not null).Select(s => s.Kind!.Value).Distinct().ToList();
        if (kinds is [Operations.Faces.HeadKind.Stripped] || (said.Count > 0 && said.TrueForAll(s => s.SkullStripped == true)))
            done.Add("skull-stripped");
        if (kinds is [Operations.Faces.HeadKind.Defaced]) done.Add("defaced");
        if (said.Count > 0 && said.TrueForAll(s => s.Steps?.Any(step => step.StartsWith("n4", StringComparison.OrdinalIgnoreCase)) == true))
            done.Add("bias-corrected (N4)");
        return done;
    }

    // 2.89 T and 1.494 T are sold as 3 T and 1.5 T.
    private static string FieldOf(double tesla)
    {
        double[] sold = [0.064, 0.3, 0.5, 1, 1.5, 3, 4.7, 7, 9.4];
        var nearest = sold.MinBy(s => Math.Abs(s - tesla));
        return $"{(Math.Abs(nearest - tesla) <= 0.15 ? nearest : tesla).ToString(System.Globalization.CultureInfo.InvariantCulture)}T";
    }
}
