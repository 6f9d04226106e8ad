namespace Pial.Evaluation.Regions;

/// <summary>Finds the derivatives of a head in a work folder.</summary>
internal static class HeadFiles
{
    /// <summary>The native derivative that ends so.</summary>
    public static string Find(string work, string head, string ending)
    {
        var folder = Path.Combine(work, "runs", head);
        return Directory.GetFiles(folder, $"*{ending}", SearchOption.AllDirectories)
            .FirstOrDefault(f => !Path.GetFileName(f).Contains("_space-", StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"{folder} holds no *{ending}; run the head first.");
    }
}
