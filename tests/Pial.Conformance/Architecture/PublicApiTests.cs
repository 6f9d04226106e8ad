using System.Reflection;
using PublicApiGenerator;

namespace Pial.Conformance.Architecture;

/// <summary>
/// The public face of each library is a text in <c>Architecture/Api</c>: a change of it is seen in the review, and none happens by
/// accident.
/// </summary>
public sealed class PublicApiTests
{
    private const string Command = "PIAL_PIN=1 dotnet test -c Release tests/Pial.Conformance --filter PublicApiTests";
    private static readonly string Folder = Path.Combine(Docs.MarkdownPages.Root, "tests", "Pial.Conformance", "Architecture", "Api");

    public static TheoryData<string> Libraries =>
        ["Pial.Volumes", "Pial.Kernels", "Pial.Formats", "Pial.Operations", "Pial.Analysis", "Pial.Plots", "Pial.Pipelines", "Pial.Hub",
            "Pial.Web", "Pial.Commands"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_api_is_the_one_that_is_written_down(string library)
    {
        var options = new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            ExcludeAttributes = ["System.Runtime.CompilerServices.NullableContextAttribute"],
        };
        var api = Assembly.Load(library).GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Folder, library + ".txt");
        if (Environment.GetEnvironmentVariable("PIAL_PIN") is "1")
        {
            File.WriteAllText(path, api);
            return;
        }

        var known = File.Exists(path) ? File.ReadAllText(path) : "";
        var (had, has) = (known.Split('\n'), api.Split('\n'));
        var gone = had.Except(has, StringComparer.Ordinal).Take(10).Select(l => $"- {l.Trim()}");
        var added = has.Except(had, StringComparer.Ordinal).Take(10).Select(l => $"+ {l.Trim()}");
        Assert.True(known == api,
            $"The public API of {library} changed. If that is meant, accept it: {Command}\n{string.Join('\n', gone.Concat(added))}");
    }
}
