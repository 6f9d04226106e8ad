using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Pial.Conformance.Architecture;

/// <summary>
/// A method fits on a screen, and its call on a line. Lines count from the first statement to the last, and of constructors not at all,
/// since initialisers of fields are theirs. Of parameters the last one for threads and cancellation does not count, which everything has;
/// in Pial.Kernels none do, where spans and sizes come one by one in place of an image.
/// </summary>
public sealed class MethodTests
{
    private const int MostLines = 60, MostParameters = 7;

    public static TheoryData<string> Assemblies => new(Names);

    private static string[] Names =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, "*.pdb").Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(n => n.StartsWith("pial", StringComparison.OrdinalIgnoreCase) && n != Own).Order(StringComparer.Ordinal)];

    private static string Own => typeof(MethodTests).Assembly.GetName().Name!;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_method_fits_on_a_screen(string assembly) =>
        Assert.Empty(Lengths(assembly).Where(m => m.Lines > MostLines).Select(m => $"{m.File}:{m.First} has {m.Lines} lines"));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_method_takes_few_parameters(string assembly)
    {
        if (assembly == "Pial.Kernels") return;
        Assert.Empty(Assembly.Load(assembly).GetTypes().SelectMany(Declared).Where(m => Parameters(m) > MostParameters)
            .Select(m => $"{m.DeclaringType}.{m.Name} has {Parameters(m)} parameters"));
    }

    [Fact]
    public void Lines_and_parameters_are_counted()
    {
        Assert.Superset(new HashSet<string>(["Pial.Kernels", "Pial.Web", "pial"]), new HashSet<string>(Names));
        var (first, last) = Lines();
        Assert.Contains(("MethodTests.cs", first, last - first + 1), Lengths(Own));
        Assert.Equal(8, Parameters(Declared(typeof(MethodTests)).Single(m => m.Name == nameof(Eight))));
    }

    private static (int First, int Last) Lines()
    {
        var first = Line();
        return (first, Line());
    }

    private static int Line([CallerLineNumber] int line = 0) => line;

    private static int Eight(int a, int b, int c, int d, int e, int f, int g, int h, ParallelOptions? parallel = null) =>
        parallel is null ? a + b + c + d : e + f + g + h;

    private static IEnumerable<(string File, int First, int Lines)> Lengths(string assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly);
        using var code = new PEReader(File.OpenRead(path + ".dll"));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(path + ".pdb"));
        var (names, reader) = (code.GetMetadataReader(), symbols.GetMetadataReader());
        foreach (var handle in reader.MethodDebugInformation)
        {
            var name = names.GetString(names.GetMethodDefinition(handle.ToDefinitionHandle()).Name);
            var points = reader.GetMethodDebugInformation(handle).GetSequencePoints().Where(p => !p.IsHidden).ToArray();
            if (points.Length == 0 || name is ".ctor" or ".cctor") continue;
            var file = Path.GetFileName(reader.GetString(reader.GetDocument(points[0].Document).Name));
            if (file.EndsWith(".g.cs", StringComparison.Ordinal)) continue;
            var first = points.Min(p => p.StartLine);
            yield return (file, first, points.Max(p => p.EndLine) - first + 1);
        }
    }

    private static IEnumerable<MethodInfo> Declared(Type type) =>
        type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
            | BindingFlags.NonPublic).Where(m => m.GetMethodBody() is not null && !m.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static int Parameters(MethodInfo method)
    {
        var types = method.GetParameters().Select(p => p.ParameterType).ToArray();
        return types.Length > 0 && (types[^1] == typeof(ParallelOptions) || types[^1] == typeof(CancellationToken))
            ? types.Length - 1 : types.Length;
    }
}
