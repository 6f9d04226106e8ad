using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Surfaces;

namespace Pial.Web.Runs;

/// <summary>Where scans lie that were given to the server: a raw BIDS dataset in its own folder.</summary>
/// <param name="root">The served folder, as a full path.</param>
/// <param name="own">The server's own folder in it.</param>
internal sealed class JobFolder(string root, string own)
{
    /// <summary>Where files lie while they come in.</summary>
    public string Incoming { get; } = Path.Combine(own, "incoming");

    /// <summary>The dataset of scans.</summary>
    public string Scans { get; } = Path.Combine(own, "scans");

    private string Work => Path.Combine(own, "runs");

    /// <summary>Makes a folder for one file that comes in, which then goes with it.</summary>
    public string ForIncoming() => Directory.CreateDirectory(Path.Combine(Incoming, Path.GetRandomFileName())).FullName;

    /// <summary>What is free on the disk.</summary>
    public long FreeBytes => new DriveInfo(root).AvailableFreeSpace;

    /// <summary>Removes what a killed server left: uploads that did not end, and the work of jobs that are over.</summary>
    public void Tidy(IEnumerable<long> open)
    {
        if (Directory.Exists(Incoming)) Directory.Delete(Incoming, recursive: true);
        if (!Directory.Exists(Work)) return;
        foreach (var folder in Directory.GetDirectories(Work).Except(open.Select(WorkOf), StringComparer.Ordinal))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Where intermediate results of a job lie until it is over, so that one that was interrupted goes on.</summary>
    public string WorkOf(long job) => Path.Combine(Work, job.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Where a scan is stored, in <see cref="Scans"/>.</summary>
    public static string Stored(string scan, string contrast, string ending) => ending == ".zip"
        ? Path.Combine("sourcedata", $"{scan}_{contrast}.zip") : Path.Combine(scan, "anat", $"{scan}_{contrast}{ending}");

    /// <summary>Whether the served folder has results under a name.</summary>
    public bool Has(string scan) => Directory.Exists(Path.Combine(root, scan));

    /// <summary>The image of a scan that was given to the server; null for one that was not.</summary>
    public string? RawOf(string scan) => Path.Combine(Scans, scan, "anat") is var anat && !Directory.Exists(anat) ? null
        : Directory.EnumerateFiles(anat, $"{scan}_*").FirstOrDefault(ImageFormats.IsSingleFile);

    /// <summary>A job as <c>pial run</c> would be told of it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="path">Its image.</param>
    /// <param name="threads">Threads.</param>
    public HeadRunSetup Setup(Job job, string path, int threads)
    {
        DatasetDescription.WriteRaw(Scans, "Scans given to pial serve");
        // What the cohort was made of stays its source; a scan of the server's is named by its way from there.
        var source = DatasetDescription.SourceOfDerivatives(root) ?? Scans;
        var scan = SingleScan.Of(path, job.Contrast, []) with { Relative = Path.GetRelativePath(source, path).Replace('\\', '/') };
        return new(path, root, [scan])
        {
            Options = new() { Outputs = HeadOutputs.Parse([], job.Surfaces ? [] : [SurfaceStage.Name]) },
            Work = WorkOf(job.Id),
            Resources = new(threads, null),
            Source = source,
        };
    }

    /// <summary>Removes the work of a job that is over; of one that did not come to its end also the results, which the job made.</summary>
    public void Clean(Job job, bool results)
    {
        foreach (var folder in results && !job.IsRerun
            ? new[] { WorkOf(job.Id), Path.Combine(root, job.Scan), SubjectFolder.PathOf(root, job.Scan) } : [WorkOf(job.Id)])
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>A message as a page may show it: without the server's folders.</summary>
    public string Plain(string message) => message.Replace(Scans + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
        .Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <summary>Refuses a cohort that was normalised to a template of its own: a scan of the desk would not lie with it.</summary>
    /// <exception cref="InputException">It was.</exception>
    public void MustBeOfTheUsualTemplate()
    {
        if (DatasetDescription.TemplateOf(root) is { } other)
            throw new InputException($"These scans lie on the template {other.Name}, and this page runs with Pial's own; give the scan " +
                "to 'pial run' with the option 'template'.");
    }
}
