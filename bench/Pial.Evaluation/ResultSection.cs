namespace Pial.Evaluation;

/// <summary>A result file that several experiments write, each its own section.</summary>
internal static class ResultSection
{
    /// <summary>Replaces a section (from its heading to the next), or adds it at the end.</summary>
    public static void Replace(string file, string heading, string text)
    {
        var path = Workspace.Result(file);
        var whole = File.Exists(path) ? File.ReadAllText(path).TrimEnd() + "\n" : $"# {Path.GetFileNameWithoutExtension(file)}\n";
        var at = whole.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        var after = at < 0 ? whole.Length : whole.IndexOf("\n## ", at + 4, StringComparison.Ordinal) is var next and >= 0
            ? next : whole.Length;
        var before = at < 0 ? whole : whole[..at];
        File.WriteAllText(path,
            $"{before.TrimEnd()}\n\n## {heading}\n{text.TrimEnd()}\n{(after < whole.Length ? "\n" + whole[after..].TrimStart() : "")}");
    }
}
