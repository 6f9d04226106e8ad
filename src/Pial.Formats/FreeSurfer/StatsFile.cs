namespace Pial.Formats.FreeSurfer;

/// <summary>One <c># Measure</c> line of a stats file.</summary>
/// <param name="Id">First field. Not unique: three measures of <c>?h.aparc.stats</c> are called <c>Cortex</c>.</param>
/// <param name="Alias">Second field, which tells measures apart: <c>eTIV</c>, <c>MeanThickness</c>, <c>lhSurfaceHoles</c>.</param>
/// <param name="Description">What it is, in the file's words.</param>
/// <param name="Value">Its value; NaN where the file says <c>nan</c>.</param>
/// <param name="Unit">Its unit, as the file writes it: <c>mm^3</c>, <c>mm</c>, <c>unitless</c>.</param>
public sealed record StatsMeasure(string Id, string Alias, string Description, double Value, string Unit);

/// <summary>
/// A table of numbers that FreeSurfer or FastSurfer wrote (<c>stats/*.stats</c>), or a list of volumes (<c>hippoSfVolumes*.txt</c>): global
/// measures, and one row a region.
/// </summary>
public sealed class StatsFile
{
    private readonly Dictionary<string, int> rows;
    private readonly Dictionary<string, int> columns;
    private readonly Dictionary<string, StatsMeasure> measures;
    private readonly double[] values;

    internal StatsFile(string path, IReadOnlyDictionary<string, string> header, IReadOnlyList<StatsMeasure> measures,
        IReadOnlyList<string> columns, IReadOnlyList<string> regions, double[] values)
    {
        (Path, Header, Measures, Columns, Regions, this.values) = (path, header, measures, columns, regions, values);
        this.measures = new(measures.Count, StringComparer.Ordinal);
        foreach (var measure in measures)
            this.measures.TryAdd(measure.Alias, measure);
        this.columns = Index(columns);
        rows = Index(regions);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// Lines of the header by their first word: <c>subjectname</c>, <c>hemi</c>, <c>cvs_version</c>, <c>generating_program</c>,
    /// <c>cmdline</c>, …
    /// </summary>
    public IReadOnlyDictionary<string, string> Header { get; }

    /// <summary>The global measures, in file order.</summary>
    public IReadOnlyList<StatsMeasure> Measures { get; }

    /// <summary>
    /// Names of the columns of numbers, as the file writes them (<c>NumVert</c>, <c>Volume_mm3</c>, …), without that of the regions' names.
    /// </summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Names of the regions, in file order.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>
    /// The program that wrote the file and its version, as far as the file says: <c>FreeSurfer 7.2.0-beta</c>, <c>FastSurfer 2.4.2</c>;
    /// null when it does not.
    /// </summary>
    public string? Software => StatsSoftware.Of(Header);

    /// <summary>The number of a region, counted from 0 in both directions; NaN where the file says <c>nan</c>.</summary>
    public double this[int region, int column] => values[(region * Columns.Count) + column];

    /// <summary>Value of a measure by its alias; null when the file has no such measure.</summary>
    public double? Measure(string alias) => measures.TryGetValue(alias, out var measure) ? measure.Value : null;

    /// <summary>A region's number; null when the file has no such region or column.</summary>
    public double? Value(string region, string column) =>
        rows.TryGetValue(region, out var r) && columns.TryGetValue(column, out var c) ? this[r, c] : null;

    /// <summary>Where a column stands among <see cref="Columns"/>; -1 when the file has none of that name.</summary>
    public int ColumnOf(string column) => columns.GetValueOrDefault(column, -1);

    private static Dictionary<string, int> Index(IReadOnlyList<string> names)
    {
        var index = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (var n = 0; n < names.Count; n++)
            index.TryAdd(names[n], n);
        return index;
    }
}
