using System.Reflection;

namespace Pial.Conformance.Architecture;

/// <summary>
/// Who may know whom (docs/adr/0001-the-house.md): every edge between Pial's assemblies is listed here, and no other exists.
/// </summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Pial.Volumes"] = [],
        ["Pial.Kernels"] = [],
        ["Pial.Formats"] = ["Pial.Volumes", "Pial.Kernels"],
        ["Pial.Operations"] = ["Pial.Volumes", "Pial.Kernels"],
        ["Pial.Analysis"] = ["Pial.Kernels"],
        ["Pial.Plots"] = ["Pial.Analysis", "Pial.Formats", "Pial.Operations", "Pial.Volumes", "Pial.Kernels"],
        ["Pial.Pipelines"] = ["Pial.Plots", "Pial.Analysis", "Pial.Formats", "Pial.Operations", "Pial.Volumes", "Pial.Kernels"],
        ["Pial.Hub"] = ["Pial.Plots", "Pial.Pipelines", "Pial.Analysis", "Pial.Formats", "Pial.Operations", "Pial.Volumes", "Pial.Kernels"],
        ["Pial.Web"] = ["Pial.Plots", "Pial.Hub", "Pial.Pipelines", "Pial.Analysis", "Pial.Formats", "Pial.Operations", "Pial.Volumes",
            "Pial.Kernels"],
        ["pial"] = ["Pial.Commands"],
        ["Pial.Commands"] = ["Pial.Web", "Pial.Plots", "Pial.Hub", "Pial.Pipelines", "Pial.Analysis", "Pial.Formats", "Pial.Operations",
            "Pial.Volumes", "Pial.Kernels"],
    };

    public static TheoryData<string> Assemblies => new(Allowed.Keys);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_knows_only_the_layers_below(string name)
    {
        var references = Assembly.Load(name).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => n.StartsWith("Pial", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(references.Except(Allowed[name], StringComparer.Ordinal));
    }

    [Fact]
    public void Unsafe_code_is_in_the_kernels_and_in_one_file_for_each_native_library()
    {
        var src = Path.Combine(Docs.MarkdownPages.Root, "src");
        var files = Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Path.Combine(src, "Pial.Kernels"), StringComparison.Ordinal)
                && File.ReadLines(f).Any(l => l.Contains("unsafe ", StringComparison.Ordinal)
                    && !l.Contains("//", StringComparison.Ordinal)))
            .Select(Path.GetFileName);
        Assert.Equal(["OnnxInterop.cs"], files);
    }

    [Fact]
    public void Every_project_under_src_is_listed()
    {
        var built = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(n => n!.StartsWith("Pial.", StringComparison.Ordinal) || string.Equals(n, "pial", StringComparison.Ordinal))
            .Where(n => !string.Equals(n, "Pial.Conformance", StringComparison.Ordinal));
        Assert.Empty(built.Except(Allowed.Keys, StringComparer.Ordinal));
    }
}
