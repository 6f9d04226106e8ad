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
        new("strip", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--mask", Path.Combine(folder, "mask.nii.gz")], NeedsHead: true),
        new("n4", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("plot", static (image, folder) => [image, "-o", Path.Combine(folder, "out.png")]),
        new("segment", static (image, folder) => [image, folder]),
        new("resample", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--voxel", "4"]),
        new("smooth", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz"), "--fwhm", "8"]),
        new("normalize zscore", static (image, folder) => [image, Path.Combine(folder, "out.nii.gz")]),
        new("register", static (image, folder) => [image, image, Path.Combine(folder, "out.nii.gz")]),
    ];
}
