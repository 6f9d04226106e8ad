using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>The scans of one head in other contrasts, each by itself: one that cannot be used is named, and the others are done.</summary>
internal sealed class OtherContrasts(StepRunner runner, HeadGraph head, HeadRunOptions options, ParallelOptions parallel)
{
    private readonly List<(BidsScan Scan, ContrastGraph Graph)> done = [];
    private readonly List<string> problems = [];

    /// <summary>What could not be used, and why.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Files written now.</summary>
    public int Written { get; private set; }

    /// <summary>Files that were there already.</summary>
    public int Current { get; private set; }

    /// <summary>The scans on the head's grid.</summary>
    public IEnumerable<Artifact> OnHead => done.Select(d => d.Graph.InHead);

    /// <summary>Told of damaged outputs that are made again; null for nobody.</summary>
    public Action<string>? Noticed { get; init; }

    /// <summary>Does one scan.</summary>
    public void Run(BidsScan scan, BidsScan of, string outputDirectory)
    {
        var file = Path.GetFileName(scan.Path);
        try
        {
            var raw = Raw(runner, scan, parallel);
            var graph = new ContrastGraph(runner, scan.Contrast, raw, head, options);
            var writer = new DerivativeWriter(of.FolderIn(outputDirectory), scan.Name.Prefix,
                [$"bids:raw:{scan.Relative}", .. of.Channels.Prepend(of).Where(s => s.Path != scan.Path)
                    .Select(s => $"bids:raw:{s.Relative}")], parallel, head.Raw.Key)
            {
                Verify = options.Verify,
                Noticed = Noticed,
            };
            if (!Placed(writer, graph.Placement, head)) graph.Placement.Check(file, Path.GetFileName(of.Path));
            new ContrastDerivatives(writer, graph, head, options).WriteAll();
            (Written, Current) = (Written + writer.Written.Count, Current + writer.Current.Count);
            done.Add((scan, graph));
        }
        catch (Exception e) when (e is InputException or ImageFormatException or ArgumentException or FileNotFoundException)
        {
            problems.Add(e.Message.Contains(file, StringComparison.Ordinal) ? e.Message : $"{file}: {e.Message}");
        }
    }

    /// <summary>A scan as read.</summary>
    /// <exception cref="InputException">It holds no head.</exception>
    public static Artifact<Volume<float>> Raw(StepRunner runner, BidsScan scan, ParallelOptions parallel)
    {
        LoadedImage? loaded = null;
        runner.Stage($"reading {scan.Contrast}", () => loaded = HeadScan.LoadPositive(scan.Path, parallel));
        return Artifact.FromOutside("raw", scan.Relative, ArtifactKey.Of(loaded!.Image), loaded.Image);
    }

    /// <summary>Whether an earlier run placed the scan: what it then wrote, it wrote after its checks.</summary>
    public static bool Placed(DerivativeWriter writer, ContrastPlacement placement, HeadGraph head) =>
        writer.IsCurrent(HeadDerivatives.Rigid.Name(placement.Contrast, head.Contrast), placement.Place.Key);

    /// <summary>What the report shows.</summary>
    public IReadOnlyList<OtherContrastData> Shown() =>
        [.. done.Select(d => new OtherContrastData(d.Graph.Contrast, Path.GetFileName(d.Scan.Path), d.Graph.InHead.Value,
            d.Graph.Place.Value))];
}
