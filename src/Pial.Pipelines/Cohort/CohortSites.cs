using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Pipelines.Tables;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.Cohort;

/// <summary>Where each scan was made.</summary>
/// <param name="Of">One a scan; empty where it is not known.</param>
/// <param name="Source">Where that comes from, for people.</param>
internal sealed record CohortSites(IReadOnlyList<string> Of, string Source)
{
    private static readonly string[] Columns = ["site", "site_id", "siteid", "scanner", "scanner_id", "center", "centre", "scan_site",
        "institution"];

    /// <summary>Sites that are known.</summary>
    public IReadOnlyList<string> Names => [.. Of.Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Sites from a column of a table of participants; where none is named, from the first column there that is called site, scanner or
    /// center; else from what the scans' own sidecars say of the scanner.
    /// </summary>
    /// <param name="scans">The scans.</param>
    /// <param name="source">The raw dataset.</param>
    /// <param name="participants">The table; null for <c>participants.tsv</c> of the dataset.</param>
    /// <param name="column">Its column of sites; null to find one.</param>
    /// <exception cref="InputException">There is no such table or column.</exception>
    public static CohortSites Find(IReadOnlyList<CohortScan> scans, string source, string? participants, string? column)
    {
        var path = participants ?? Path.Combine(source, "participants.tsv");
        if (participants is not null || column is not null || File.Exists(path))
        {
            var table = TableFile.Read(path);
            var found = column is not null ? Named(table, column)
                : Columns.SelectMany(c => table.Columns.Where(t => string.Equals(t, c, StringComparison.OrdinalIgnoreCase)))
                    .FirstOrDefault();
            if (found is not null) LevelSpelling.Check(table.Name, found, table[found]);
            if (found is not null) return new([.. scans.Select(s => SiteOf(table, found, s.Name.Subject))],
                $"column {found} of {Path.GetFileName(path)}");
            if (participants is not null)
                throw new InputException(
                    $"{Path.GetFileName(path)} has no column {string.Join(", ", Columns)}; name the column of sites with option 'site'. " +
                        $"It has {string.Join(", ", table.Columns)}.");
        }

        string[] scanners = [.. scans.Select(s => s.Raw is { } raw ? Scanner(source, raw) : "")];
        return scanners.Any(s => s.Length > 0) ? new(scanners, "the scanner that the scans' sidecars name")
            : new(scanners, "nothing says where the scans were made: all count as one site");
    }

    private static string Named(SubjectTable table, string column) =>
        table.Has(column) ? column
            : throw new InputException($"{table.Name} has no column '{column}'; it has {string.Join(", ", table.Columns)}.");

    private static string SiteOf(SubjectTable table, string column, string subject)
    {
        for (var n = 0; n < table.Ids.Count; n++)
            if (VbmInputs.Label(table.Ids[n]) == $"sub-{subject}") return SubjectTable.IsMissing(table[column][n]) ? "" : table[column][n];
        return "";
    }

    // BIDS's inheritance: what stands nearer to the scan counts.
    private static string Scanner(string dataset, string raw)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var stem = ImageFormats.WithoutEnding(raw);
        var suffix = stem[(stem.LastIndexOf('_') + 1)..];
        foreach (var path in new[] { Path.Combine(dataset, $"{suffix}.json"), Path.Combine(dataset, $"{stem}.json") })
        {
            try
            {
                if (!File.Exists(path) || JsonFile.Parse(path) is not JsonObject json) continue;
                foreach (var name in new[] { "Manufacturer", "ManufacturersModelName", "MagneticFieldStrength", "DeviceSerialNumber" })
                    if (json[name] is JsonValue value) fields[name] = value.ToString().Trim();
            }
            catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
            {
                // An unreadable sidecar tells nothing.
            }
        }

        string Field(string name) => fields.GetValueOrDefault(name, "");
        var strength = double.TryParse(Field("MagneticFieldStrength"), NumberStyles.Float, CultureInfo.InvariantCulture, out var tesla)
            && tesla > 0 ? string.Create(CultureInfo.InvariantCulture, $"{tesla:0.##} T") : "";
        return string.Join(' ',
            new[] { Field("Manufacturer"), Field("ManufacturersModelName"), strength, Field("DeviceSerialNumber") }.Where(
                f => f.Length > 0));
    }
}
