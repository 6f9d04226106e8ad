using System.Diagnostics;
using Pial.Cli;
using Pial.Formats;
using Pial.Operations.Phantoms;

namespace Pial.Conformance.BadInput;

/// <summary>Output disks that are read-only or full: one line, code 1, nothing half-written.</summary>
public sealed class BadDiskTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-disk-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SmallDiskFact]
    public Task A_full_disk() => OnSmallDisk("size=64k", readOnly: false);

    [SmallDiskFact]
    public Task A_read_only_disk() => OnSmallDisk("size=64k", readOnly: true);

    [NotRootFact]
    public async Task A_folder_that_may_not_be_written_to()
    {
        var closed = Directory.CreateDirectory(Path.Combine(folder, "closed")).FullName;
        if (OperatingSystem.IsWindows()) return; // skipped there already; the compiler cannot know
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await Fails(closed, ["convert", Image(), Path.Combine(closed, "out.nii.gz")]);
        await Fails(closed, ["run", Image(), Path.Combine(closed, "out")]);
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task OnSmallDisk(string options, bool readOnly)
    {
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        Assert.Equal(0, SmallDiskFactAttribute.Tool("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk));
        try
        {
            var before = Directory.CreateDirectory(Path.Combine(disk, "out")).FullName;
            if (readOnly) Assert.Equal(0, SmallDiskFactAttribute.Tool("mount", "-o", "remount,ro", disk));
            await Fails(before, ["convert", Image(), Path.Combine(before, "out.nii"), "--dtype", "float64"]);
            await Fails(before, ["run", Image(), before]);
        }
        finally
        {
            _ = SmallDiskFactAttribute.Tool("umount", disk);
        }
    }

    private static async Task Fails(string place, string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await PialApp.Run(args, output, error);
        Assert.Equal(1, code);
        // beside the stages
        var line = Assert.Single(error.ToString().TrimEnd().Split('\n'), l => l.StartsWith("pial: ", StringComparison.Ordinal));
        Assert.Contains(place, line, StringComparison.Ordinal);
        Assert.Empty(
            Directory.GetFiles(place, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(Path.GetFileName).Except(["dataset_description.json", ".bidsignore"], StringComparer.Ordinal));
    }

    private string Image()
    {
        var image = Path.Combine(folder, "scan.nii.gz");
        if (!File.Exists(image)) ImageFile.Save(image, Phantom.Create(AnalyticHead.Create(4)).T1w);
        return image;
    }
}

/// <summary>A test that mounts a small disk; skipped where that is not allowed.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Allowed = new(() =>
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return false;
        var probe = Directory.CreateTempSubdirectory("pial-mount-").FullName;
        try
        {
            if (Tool("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", probe) != 0) return false;
            return Tool("umount", probe) == 0;
        }
        finally
        {
            Directory.Delete(probe);
        }
    });

    /// <summary>Decides whether it runs.</summary>
    public SmallDiskFactAttribute()
    {
        if (!Allowed.Value) Skip = "mounting a small disk needs root with the right to mount";
    }

    internal static int Tool(string name, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, args)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false
            })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

/// <summary>A test about permissions; skipped for root, to whom no folder is closed, and on Windows.</summary>
public sealed class NotRootFactAttribute : FactAttribute
{
    /// <summary>Decides whether it runs.</summary>
    public NotRootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root") Skip = "needs a Unix user who is not root";
    }
}
