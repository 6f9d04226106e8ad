using System.Globalization;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head.Stages;

/// <summary>What scans of the same head in other contrasts need of it.</summary>
/// <param name="Channels">Those that are segmented together with the head.</param>
/// <param name="On">What they are laid on; when some of them take part in the segmentation, all are laid on the head as N4 left it, since
/// the field's rest is not known yet.</param>
internal sealed record HeadContrasts(IReadOnlyList<ContrastPlacement> Channels, PlacementHead On);

/// <summary>Scans of the same head in other contrasts, laid on it.</summary>
internal sealed class ContrastStage : HeadStage<HeadContrasts>
{
    /// <inheritdoc />
    public override HeadContrasts Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var together = head.Channels.Count > 0;
        var (brain, even) = (head.Of<HeadBrain>(), together ? head.Of<HeadField>().Even : head.Of<HeadPreproc>().Preproc);
        var on = new PlacementHead(head.Contrast, head.Raw, even, brain.Brain, brain.Mask);
        return new([.. head.Channels.Select(c => new ContrastPlacement(head.Runner, c.Contrast, c.Raw, on))], on);
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        foreach (var other in work.Scan.Also)
            work.Others.Run(other, work.Scan, work.OutputDirectory);
    }

    /// <inheritdoc />
    public override IEnumerable<Artifact> Shown(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.Others.OnHead;
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        return data with
        {
            Channels = [.. work.Head.Channels.Select(static c => c.Contrast)],
            Others = work.Others.Shown(),
            Problems = work.Others.Problems,
        };
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Others.Select(static o => (120, Placed(o)))
            .Concat(data.Problems.Select(static p => (130, new Check(false, "Other contrasts", p, "every scan can be used"))));
    }

    private static Check Placed(OtherContrastData other) => new(
        other.Place.Similarity > 0.04 && other.Place.Converged, $"{other.Name} on the head",
        string.Create(CultureInfo.InvariantCulture,
            $"{other.Name} lies on the head with a likeness of {other.Place.Similarity:0.00} and shows {100 * other.Place.Coverage:0} % " +
            $"of the brain"), "more than 0.04");

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Others.Count + data.Problems.Count == 0
            ? [] : [new(40, "contrasts", "Other contrasts", HeadReport.OtherContrasts(data))];
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        if (data.Others.Count == 0) return [];
        string[] names = [.. data.Others.Select(static o => o.Name)];
        var listed = names.Length < 2 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
        return [$"{listed} {(names.Length == 1 ? "was" : "were")} laid on the {data.Contrast} by a rigid transform that maximises mutual " +
            $"information ({cite(Citations.Registration, "Mattes 2003")}) and corrected with N4."];
    }
}
