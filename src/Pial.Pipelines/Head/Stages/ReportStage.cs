using System.Text.Json;
using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The page for people; it stands last, since it tells of all others.</summary>
public sealed class ReportStage : HeadStage
{
    /// <summary>The stage's word.</summary>
    public const string Name = "report";

    private const int Version = 2; // raised when a report of the same data says other things than before, so that it is written again

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (head, path) = (work.Head, work.Writer.PathOf(HeadDerivatives.Report.Name()));
        Artifact brain = RegistrationStage.IsAsked(work.Options) ? head.Of<HeadNormalised>().Brain : head.Of<HeadPreproc>().Brain;
        var shown = Shows(work, brain);
        if (work.Writer.IsCurrent(HeadDerivatives.Report.Name(), shown.Key))
        {
            work.Report = (path, Sidecar.TextOf(path, "Verdict"));
            return;
        }

        head.Runner.Stage("report", () =>
        {
            var data = Data(work, brain);
            var verdict = HeadReport.Judge(data).Line;
            var page = HeadReport.Write(data);
            work.Writer.Text(HeadDerivatives.Report.Name(), shown, () => page, "Report for people.", ("Verdict", verdict));
            work.Report = (path, verdict);
        });
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var odd = data.Findings.Where(static f => f.Severity == FindingSeverity.Warning).Select(static f => f.Text.TrimEnd('.')).ToArray();
        var found = odd.Length switch
        {
            0 => "the header is consistent",
            1 => $"a thing in the file needed a decision: {odd[0]}",
            _ => $"{odd.Length} things in the file needed a decision, first: {odd[0]}",
        };
        return [(70, new(odd.Length == 0, "Header", found, "nothing doubtful"))];
    }

    // A report stands for everything that it shows.
    private static Artifact Shows(HeadWork work, Artifact brain)
    {
        Artifact[] inputs = [brain, .. work.Options.Stages.SelectMany(s => s.Shown(work))];
        var parameters = JsonSerializer.SerializeToElement(new { Version, work.Others.Problems });
        var keys = inputs.Select(static i => i.Key).ToArray();
        return Artifact.Derived(new(ArtifactKey.Of("report", parameters, keys), "report", parameters, keys), inputs, static () => 0);
    }

    private static HeadReportData Data(HeadWork work, Artifact brain)
    {
        var (head, tissues) = (work.Head, work.Head.Of<HeadTissues>());
        var data = new HeadReportData
        {
            Label = work.Scan.Name.Prefix,
            SourceName = Path.GetFileName(work.Scan.Path),
            Header = work.Loaded.Header,
            Findings = work.Loaded.Findings,
            Raw = work.Loaded.Image,
            Preproc = head.Of<HeadPreproc>().Preproc.Value,
            Field = tissues.TotalField.Value,
            Brain = head.Of<HeadBrain>().Brain.Value,
            Tissues = tissues.Tissues.Value,
            Volumes = TissueVolumes.Of(tissues.Tissues.Value.Fractions, head.Lesion?.Value),
            Affine = head.Of<HeadRegistration>().Affine.Value,
            Target = head.Target.Value,
            Contrast = head.Contrast,
            Options = work.Options,
            Stages = work.Times,
            Chain = (work.Options.Outputs.Contains(VbmStage.Name) ? head.Of<HeadVbm>().Smoothed[0].Map : brain).Chain(),
            Threads = head.Runner.Parallel.MaxDegreeOfParallelism,
        };
        return work.Options.Stages.Aggregate(data, (so, stage) => stage.Show(work, so));
    }
}
