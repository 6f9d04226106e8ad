using System.Reflection;

namespace Pial.Conformance.Architecture;

/// <summary>
/// One word for one thing in the public API: an algorithm is <c>Run</c>, a function of a value to a value of its kind is <c>Apply</c>.
/// </summary>
public sealed class VerbTests
{
    private static readonly string[] OtherWords = ["Calculate", "Compute", "Do", "Estimate", "Perform", "Process"];

    public static TheoryData<string> Libraries =>
        ["Pial.Volumes", "Pial.Formats", "Pial.Operations", "Pial.Analysis", "Pial.Plots", "Pial.Pipelines", "Pial.Hub", "Pial.Web"];

    [Fact]
    public void What_returns_a_result_is_named_run()
    {
        var methods = Static().Where(m => Returned(m).Name.EndsWith("Result", StringComparison.Ordinal)).ToList();

        Assert.True(methods.Count >= 15, $"Only {methods.Count} methods that return a result: the test looks at the wrong thing.");
        Assert.Empty(methods.Where(m => m.Name != "Run").Select(Told));
    }

    [Fact]
    public void Run_returns_more_than_an_image() =>
        Assert.Empty(Static().Where(m => m.Name == "Run" && IsVolume(Returned(m))).Select(Told));

    [Fact]
    public void Apply_returns_what_it_took() =>
        Assert.Empty(Static().Where(m => m.Name == "Apply" && m.ReturnType != m.GetParameters()[0].ParameterType).Select(Told));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void No_other_word_says_that_something_is_run(string library) =>
        Assert.Empty(PublicMethods(library).Where(m => OtherWords.Contains(m.Name)).Select(Told));

    private static IEnumerable<MethodInfo> Static() => PublicMethods("Pial.Operations").Where(m => m.IsStatic);

    private static IEnumerable<MethodInfo> PublicMethods(string library) =>
        Assembly.Load(library).GetExportedTypes().SelectMany(t => t.GetMethods(
            BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    private static Type Returned(MethodInfo method) => Nullable.GetUnderlyingType(method.ReturnType) ?? method.ReturnType;

    private static bool IsVolume(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Volumes.Volume<>);

    private static string Told(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name} returns {method.ReturnType.Name}";
}
