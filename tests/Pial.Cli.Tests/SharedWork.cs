using Pial.Formats;
using Pial.Operations.Phantoms;

namespace Pial.Cli.Tests;

/// <summary>
/// One whole run of the small phantom head for all tests: from nothing, uninterrupted and on one thread. Tests that begin with the same
/// head and look at what comes after find its brain in the folder of intermediate results, and whoever comes first waits for it.
/// </summary>
internal static class SharedWork
{
    private static readonly Lazy<string> Folder = new(static () =>
    {
        var folder = Directory.CreateTempSubdirectory("pial-work-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static readonly Lazy<(int Code, string Out, string Error)> Run = new(static () =>
    {
        var head = SaveHead(Path.Combine(Folder.Value, "sub-01_T1w.nii.gz"));
        string[] line = ["run", head, Whole, "--threads", "1", .. Quick, "--work-dir", Path.Combine(Folder.Value, "work")];
        return Task.Run(() => PialLine.Run(line)).GetAwaiter().GetResult();
    });

    /// <summary>A coarse grid of the template, and the fast quality of the maps to it.</summary>
    public static string[] Quick => ["--voxel", "2", "--quality", "fast"];

    /// <summary>The option that names the folder of intermediate results.</summary>
    public static string[] Option
    {
        get
        {
            Assert.Equal((0, ""), (Run.Value.Code, Run.Value.Error));
            return ["--work-dir", Path.Combine(Folder.Value, "work")];
        }
    }

    private static string Whole => Path.Combine(Folder.Value, "whole");

    /// <summary>What the run said, with a copy of all its files in a folder.</summary>
    public static string CopyTo(string folder)
    {
        Assert.Equal((0, ""), (Run.Value.Code, Run.Value.Error));
        foreach (var file in Directory.GetFiles(Whole, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Whole, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Run.Value.Out;
    }

    /// <summary>The head itself.</summary>
    public static string SaveHead(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Save(path, Phantom.Create(AnalyticHead.Create(3), new() { MarginVoxels = 3 }).T1w);
        return path;
    }
}
