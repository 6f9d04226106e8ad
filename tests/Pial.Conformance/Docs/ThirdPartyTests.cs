using System.Text.RegularExpressions;

namespace Pial.Conformance.Docs;

/// <summary>Whatever a project is shipped with stands on the page of third parties.</summary>
public sealed partial class ThirdPartyTests
{
    [Fact]
    public void Every_package_is_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(MarkdownPages.Root, "docs", "reference", "third-party.md"));
        var packages = Directory.EnumerateFiles(Path.Combine(MarkdownPages.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(f => Reference().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Distinct(StringComparer.Ordinal).ToArray();
        Assert.InRange(packages.Length, 5, 50);
        Assert.All(packages, p => Assert.Contains($"| {p} |", page, StringComparison.Ordinal));
    }

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\" />", RegexOptions.None, 1000)]
    private static partial Regex Reference();
}
