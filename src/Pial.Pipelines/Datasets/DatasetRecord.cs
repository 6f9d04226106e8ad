namespace Pial.Pipelines.Datasets;

/// <summary>
/// What a <c>dataset.yaml</c> states of a dataset: the data specification's fields, and those that real data needs besides. Whatever is
/// absent, empty or said to be unknown (<c>TBD</c>, <c>n/a</c>) is null or an empty list: not stated.
/// </summary>
public sealed record DatasetRecord
{
    /// <summary>Its identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Which version of the data.</summary>
    public string? Version { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary><c>sMRI</c>, and what else there is.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Contrasts: <c>T1-weighted</c>, <c>T2-weighted</c>, <c>FLAIR</c>, <c>multi-contrast</c>.</summary>
    public IReadOnlyList<string> Sequences { get; init; } = [];

    /// <summary>How many people.</summary>
    public StatedRange? Subjects { get; init; }

    /// <summary>Voxel size in mm along x (left to right), y and z; empty when not stated.</summary>
    public IReadOnlyList<StatedRange> Resolution { get; init; } = [];

    /// <summary>Field strengths, as <c>3T</c>.</summary>
    public IReadOnlyList<string> FieldStrengths { get; init; } = [];

    /// <summary>Makers of the scanners.</summary>
    public IReadOnlyList<string> Manufacturers { get; init; } = [];

    /// <summary>What was done to the images, in words.</summary>
    public IReadOnlyList<string> Preprocessing { get; init; } = [];

    /// <summary>The space the images are in: a TemplateFlow identifier, or <c>native</c>.</summary>
    public string? StandardSpace { get; init; }

    /// <summary>Atlases whose regions were measured.</summary>
    public IReadOnlyList<string> Atlases { get; init; } = [];

    /// <summary>Sites.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Ages in years.</summary>
    public StatedRange? Age { get; init; }

    /// <summary>How many of each sex.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Sex { get; init; } = [];

    /// <summary>
    /// Columns of the participants' table that may be predicted or stratified by, with what they mean (empty when not said).
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Phenotypes { get; init; } = [];

    /// <summary>
    /// Which column of the participants' table plays which role: <c>id</c>, <c>age</c>, <c>sex</c>, <c>site</c>, <c>family</c>,
    /// <c>person</c>, <c>session</c>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Columns { get; init; } = [];

    /// <summary>Where the data is: a folder, relative to the YAML.</summary>
    public string? Path { get; init; }

    /// <summary>Who gives it out.</summary>
    public string? Source { get; init; }

    /// <summary>Who may have it: <c>open</c>, <c>registered</c>, <c>restricted</c>, <c>private</c>.</summary>
    public string? Access { get; init; }

    /// <summary>Its licence.</summary>
    public string? License { get; init; }

    /// <summary>Its page or DOI.</summary>
    public string? Url { get; init; }

    /// <summary>What to cite.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Whatever else a user should know.</summary>
    public string? Notes { get; init; }

    /// <summary>The column that plays a role, or null when the YAML does not say.</summary>
    public string? ColumnOf(string role) => Columns.FirstOrDefault(c => c.Key == role).Value;
}
