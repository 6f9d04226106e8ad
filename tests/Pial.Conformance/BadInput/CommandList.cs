namespace Pial.Conformance.BadInput;

/// <summary>A command that reads an image: how it is called on one.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Line">The rest of the line, from the image and a folder for outputs.</param>
/// <param name="NeedsHead">Whether an image without contrast is a mistake to it.</param>
public sealed record ReadingCommand(string Name, Func<string, string, string[]> Line, bool NeedsHead = false)
{
    /// <summary>The whole line.</summary>
    public string[] Args(string image, string folder) => [.. Name.Split(' '), .. Line(image, folder)];
}

/// <summary>Every command that reads an image; a new one adds its row.</summary>
public static class CommandList
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<ReadingCommand> All { get; } =
    [
        new("run", static (image, folder) => [image, folder], NeedsHead: true),
        new("info", static (image, _) => [image]),
        new("convert", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("strip", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--mask", Path.Combine(folder, "mask.nii.gz")],
            NeedsHead: true),
        new("deface", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")], NeedsHead: true),
        new("n4", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("plot", static (image, folder) => [image, "-o", Path.Combine(folder, "out.png")]),
        new("plot anat", static (image, folder) => [image, "-o", Path.Combine(folder, "out.svg")]),
        new("plot roi", static (image, folder) => [image, "-o", Path.Combine(folder, "out.png")]),
        new("plot stat", static (image, folder) => [image, "-o", Path.Combine(folder, "out.png")]),
        new("plot glass", static (image, folder) => [image, "-o", Path.Combine(folder, "out.png")]),
        new("plot atlas", static (image, folder) => [image, image, "-o", Path.Combine(folder, "out.png")]),
        new("segment", static (image, folder) => [image, folder]),
        new("quality", static (image, _) => [image], NeedsHead: true),
        new("resample", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--voxel", "4"]),
        new("smooth", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--fwhm", "8"]),
        new("denoise", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize zscore", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize whitestripe", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize kde", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize fcm", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize nyul", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize leastsquares", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("normalize fit", static (image, folder) => ["nyul", image, "-o", Path.Combine(folder, "out.json")]),
        new("apply", static (image, folder) => [image, image, Path.Combine(folder, "out.nii.gz"), "-t", Identity()]),
        new("transform convert",
            static (image, folder) => [Identity(), Path.Combine(folder, "out.lta"), "--moving", image, "--reference", image]),
        new("register", static (image, folder) => [image, image, Path.Combine(folder, "out.nii.gz")]),
        new("augment", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--pipeline", Flip()]),
        new("stream", static (image, _) => [Table(image), "--image", "T1w=path"]),
        new("vbm", Cohort),
        new("export vbm", static (image, folder) => [Cohort(image, folder)[0], "-o", folder, "--map", "_scan.nii.gz", "--threshold", "-1"]),
    ];

    private static string Table(string image)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pial-table-{Environment.ProcessId}.tsv");
        File.WriteAllText(path, $"participant_id\tpath\nsub-1\t{image}\n");
        return path;
    }

    private static string Flip()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pial-flip-{Environment.ProcessId}.yaml");
        File.WriteAllText(path, "- Flip: {axes: [LR]}\n");
        return path;
    }

    private static string Identity()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pial-identity-{Environment.ProcessId}.xfm");
        File.WriteAllText(path, "MNI Transform File\nTransform_Type = Linear;\nLinear_Transform =\n1 0 0 0\n0 1 0 0\n0 0 1 0;\n");
        return path;
    }

    // Six subjects whose maps all are the image.
    private static string[] Cohort(string image, string folder)
    {
        var cohort = Path.Combine(Path.GetDirectoryName(image)!, "cohort");
        var table = Path.Combine(Directory.CreateDirectory(cohort).FullName, "participants.tsv");
        File.WriteAllText(table, "participant_id\tage\n");
        for (var s = 1; s <= 6; s++)
        {
            var anat = Directory.CreateDirectory(Path.Combine(cohort, $"sub-{s}", "anat")).FullName;
            if (File.Exists(image)) File.Copy(image, Path.Combine(anat, $"sub-{s}_scan.nii.gz"), overwrite: true);
            File.AppendAllText(table, $"sub-{s}\t{s * s}\n");
        }

        return [cohort, folder, "--design", table, "--columns", "age", "--map", "_scan.nii.gz", "--no-tiv", "--permutations", "0"];
    }
}
