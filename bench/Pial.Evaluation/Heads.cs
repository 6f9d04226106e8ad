namespace Pial.Evaluation;

/// <summary>A whole head of the test data.</summary>
/// <param name="Name">Short name, as the reference masks use it.</param>
/// <param name="Path">The image.</param>
internal sealed record Head(string Name, string Path)
{
    /// <summary>Every T1w head of the test data, in order.</summary>
    public static IReadOnlyList<Head> All { get; } = Find();

    /// <summary>The reference brain mask; null where none was made.</summary>
    public string? ReferenceMask
    {
        get
        {
            var path = System.IO.Path.Combine(Workspace.Data, "heads", "refmasks", $"{Name}_mask.nii.gz");
            return File.Exists(path) ? path : null;
        }
    }

    private static List<Head> Find()
    {
        string In(params string[] parts) => System.IO.Path.Combine([Workspace.Data, "heads", .. parts]);
        var heads = new List<Head>();
        for (var n = 1; n <= 6; n++)
            heads.Add(new($"ds000011_sub-{n:00}", In("ds000011", $"sub-{n:00}", "anat", $"sub-{n:00}_T1w.nii.gz")));
        heads.Add(new("chris", In("chris", "chris_T1w.nii.gz")));
        heads.Add(new("visualqc", In("visualqc", "orig.mgz")));
        foreach (var name in new[] { "ds002608_2mm", "ixi012_2mm", "ixi015_2mm" })
            heads.Add(new(name, In("lowres", $"{name}_T1w.nii.gz")));
        return heads;
    }
}
