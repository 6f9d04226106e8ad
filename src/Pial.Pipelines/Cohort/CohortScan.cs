using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;

namespace Pial.Pipelines.Cohort;

/// <summary>One scan of a cohort, as its derivatives tell.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its quality measures; null for one that is not defined.</param>
/// <param name="Folder">Where its derivatives are.</param>
internal sealed record CohortScan(BidsName Name, IReadOnlyDictionary<string, double?> Values, string Folder)
{
    /// <summary>Why measures are not defined.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; private init; } = new Dictionary<string, string>();

    /// <summary>Path of the raw scan in its dataset; null when the file does not say.</summary>
    public string? Raw { get; private init; }

    /// <summary>Its name in tables and pages.</summary>
    public string Label => Name.Prefix;

    /// <summary>Its report; there may be none.</summary>
    public string Report => HeadDerivatives.Report.PathOf(Stem);

    /// <summary>Intracranial volume in mL; null where it was not measured.</summary>
    public double? Tiv => Volumes.TryGetValue("tiv_ml", out var tiv) && tiv > 0 ? tiv : null;

    /// <summary>What its table of tissue volumes says, by <see cref="VolumeMetrics.Names"/>; empty when there is none.</summary>
    public IReadOnlyDictionary<string, double> Volumes { get; private init; } = new Dictionary<string, double>();

    /// <summary>The whole head in the template's space, else as it was scanned; null where there is neither.</summary>
    public string? Head => HeadDerivatives.Preproc.FindOf(Stem, "*", "*").Concat(HeadDerivatives.Preproc.FindOf(Stem, null, "*"))
        .FirstOrDefault();

    /// <summary>Smoothed, modulated grey matter; null where there is none.</summary>
    public string? Map => HeadDerivatives.Vbm.FindOf(Stem, "*", "GM").FirstOrDefault();

    private string Stem => Path.Combine(Folder, Name.Prefix);

    /// <summary>All scans with quality measures, in order of their files.</summary>
    /// <exception cref="InputException">A file is damaged.</exception>
    public static CohortScan[] ReadAll(string outputDirectory) =>
        [.. HeadDerivatives.Quality.Find(outputDirectory).Select(Read)];

    // The numbers at the top are the measures; a null among them is one that is not defined for this scan.
    private static CohortScan Read(string file)
    {
        try
        {
            if (HeadDerivatives.Quality.Read(file, null) is not JsonObject root || root["definitions"] is not JsonObject definitions)
                throw new FormatException("no definitions");
            var values = definitions.ToDictionary(d => d.Key, d => (double?)root[d.Key], StringComparer.Ordinal);
            return new(BidsName.Of(file), values, Path.GetDirectoryName(file)!)
            {
                Volumes = VolumeMetrics.Read(HeadDerivatives.TissueVolumes.PathOf(HeadDerivatives.Quality.StemOf(file))),
                Reasons = root["undefined"]?.AsObject().ToDictionary(d => d.Key, d => (string?)d.Value ?? "", StringComparer.Ordinal) ?? [],
                Raw = (string?)root["Sources"]?.AsArray().FirstOrDefault() is { } source
                    && source.StartsWith("bids:raw:", StringComparison.Ordinal) ? source["bids:raw:".Length..] : null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InputException(
                $"{file} is damaged: it holds no quality measures as pial run writes them. Remove it and run the participant again.", e);
        }
    }
}
