using System.Diagnostics;
using System.Globalization;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Store;
using Pial.Web.Store;

namespace Pial.Web.Runs;

/// <summary>A folder of DICOM, sent as a ZIP, made an image by the program dcm2niix.</summary>
internal static class DicomSeries
{
    private const string Program = "dcm2niix", Stage = "converting DICOM";
    private const int MostFiles = 20_000, LeastVoxels = 32;
    private const long MostBytes = 4L << 30;
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(10);
    private static readonly string[] HeadWords = ["t1", "mprage", "mp2rage", "spgr", "bravo", "tfe"];

    /// <summary>What to do where the program is not installed; null where it is.</summary>
    public static string? Missing => Found() is not null ? null
        : "DICOM is read by dcm2niix, which is not installed on the server: install it there (Debian, Ubuntu: apt install dcm2niix; " +
            "conda: conda install -c conda-forge dcm2niix), or convert the scan yourself and give the NIfTI file.";

    /// <summary>Makes the image of a job's archive, unless it is there.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="InputException">There is no program, no image in the archive, or more than one that could be meant.</exception>
    public static string Convert(Job job, JobFolder folder, IStageListener heard, CancellationToken cancellation)
    {
        var target = Path.Combine(folder.Scans, JobFolder.Stored(job.Scan, job.Contrast, ".nii.gz"));
        if (File.Exists(target)) return target;
        var program = Found() ?? throw new InputException(Missing!);
        var clock = Stopwatch.StartNew();
        heard.Started(Stage);
        var work = Path.Combine(folder.WorkOf(job.Id), "dicom");
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        var (slices, images) = (Path.Combine(work, "in"), Directory.CreateDirectory(Path.Combine(work, "out")).FullName);
        Archive.Unpack(Path.Combine(folder.Scans, job.Stored), slices, MostFiles, MostBytes,
            (_, n) => n.ToString("000000", CultureInfo.InvariantCulture) + ".dcm");
        Run(program, slices, images, cancellation);
        var image = Choose(images);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(JsonOf(image))) File.Move(JsonOf(image), JsonOf(target), overwrite: true);
        File.Move(image, target, overwrite: true);
        Directory.Delete(work, recursive: true);
        heard.Finished(new(Stage, clock.Elapsed, false));
        return target;
    }

    /// <summary>The image that is meant among those a program made: the only volume, or the only one that is called a T1w.</summary>
    /// <exception cref="InputException">There is none, or several.</exception>
    public static string Choose(string folder)
    {
        var volumes = Directory.GetFiles(folder, "*.nii.gz").Order(StringComparer.Ordinal).Where(IsVolume).ToArray();
        if (volumes.Length == 1) return volumes[0];
        var heads = Array.FindAll(volumes, v => Array.Exists(HeadWords, w =>
            Path.GetFileName(v).Contains(w, StringComparison.OrdinalIgnoreCase)));
        if (heads.Length == 1) return heads[0];
        throw new InputException(volumes.Length == 0 ? "There is no volume of a head in this DICOM; give the folder of one series."
            : $"There are {volumes.Length} volumes in this DICOM ({string.Join(", ", volumes.Take(6).Select(BareName))}" +
                $"{(volumes.Length > 6 ? ", …" : "")}); give the folder of the one series that is to be run.");
    }

    private static string BareName(string path) => Path.GetFileName(path)[..^".nii.gz".Length];

    private static string JsonOf(string image) => image[..^".nii.gz".Length] + ".json";

    private static bool IsVolume(string path)
    {
        try
        {
            var shape = ImageFile.Describe(path).Grid.Shape;
            return Math.Min(shape.I, Math.Min(shape.J, shape.K)) >= LeastVoxels;
        }
        catch (ImageFormatException)
        {
            return false; // a series in time, or a picture
        }
    }

    private static void Run(string program, string slices, string images, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, ["-z", "y", "-b", "y", "-ba", "y", "-i", "y", "-f", "%s_%p", "-o", images, slices])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InputException($"{program} cannot be started.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(MostTime);
        try
        {
            process.WaitForExitAsync(late.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"The DICOM was not converted within {MostTime.TotalMinutes:0} minutes; give the folder of one series."), e);
        }
    }

    private static string? Found() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator,
        StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(f, OperatingSystem.IsWindows() ? $"{Program}.exe" : Program))
        .FirstOrDefault(File.Exists);
}
