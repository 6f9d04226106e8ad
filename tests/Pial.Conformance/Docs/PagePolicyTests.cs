using System.Text.RegularExpressions;

namespace Pial.Conformance.Docs;

/// <summary>
/// Every page that Pial writes has a Content Security Policy: in the sources, where there is a document there is a policy.
/// </summary>
public sealed partial class PagePolicyTests
{
    [Fact]
    public void Every_page_has_a_policy()
    {
        var sources = Path.Combine(MarkdownPages.Root, "src");
        var pages = 0;
        foreach (var file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            foreach (Match head in Head().Matches(text))
            {
                pages++;
                Assert.True(head.Groups[1].Value.StartsWith("{HtmlPage.Policy(", StringComparison.Ordinal),
                    $"{file} writes a page without HtmlPage.Policy in its head.");
            }
        }

        Assert.InRange(pages, 6, 20);
    }

    [GeneratedRegex("<meta charset=\\\\?\"utf-8\\\\?\">(.{0,40})", RegexOptions.None, 1000)]
    private static partial Regex Head();
}
