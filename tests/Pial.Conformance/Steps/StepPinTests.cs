using Pial.Pipelines.Store;

namespace Pial.Conformance.Steps;

/// <summary>
/// Numbers that change without a new version of their step would be mixed with old ones of the same key, in the store and in people's
/// cohorts. So the hash of what each step gives is pinned with its id.
/// </summary>
public sealed class StepPinTests
{
    private const string Command = "PIAL_PIN=1 dotnet test -c Release tests/Pial.Conformance --filter StepPinTests";
    private static readonly Lazy<StepCases> Cases = new();
    private static readonly string Pins = Path.Combine(Docs.MarkdownPages.Root, "tests", "Pial.Conformance", "Steps", "pins.tsv");

    [Fact]
    public void A_step_gives_the_numbers_that_are_pinned_with_its_version()
    {
        var (arithmetic, pins) = Read();
        var pinning = Environment.GetEnvironmentVariable("PIAL_PIN") is "1";
        var (here, lines, wrong) = (ValueHash.OfArithmetic(), new List<string>(), new List<string>());
        foreach (var step in Cases.Value.All)
        {
            var (key, hash) = (step.Key.Short, ValueHash.Of(step.Run()));
            lines.Add($"{step.Name}\t{step.Id}\t{key}\t{hash}");
            if (!pins.TryGetValue(step.Name, out var pin) || pin.Id != step.Id || (pin.Key != key && arithmetic == here))
            {
                wrong.Add($"{step.Name} ({step.Id}) has other inputs, parameters or another version than when it was pinned; pin it " +
                    $"again: {Command}");
            }
            else if (pin.Hash != hash && arithmetic == here)
            {
                // Pinning does not help here: the same key would stand for two results.
                Assert.Fail($"{step.Name}: {step.Id} gives other numbers than before from the same input. If that is meant, raise the " +
                    $"version in {step.Step.Name}.Id and pin them: {Command}. If not, undo what changed them.");
            }
        }

        if (pinning) File.WriteAllLines(Pins, [$"# of {here}; made by {Command}", "name\tid\tkey\thash", .. lines]);
        else Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_step_is_pinned()
    {
        var steps = typeof(IStep<,>).Assembly.GetTypes()
            .Where(t =>
            !t.IsAbstract && Array.Exists(t.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStep<,>)));
        var missing = steps.Except(Cases.Value.All.Select(c => c.Step)).Select(t => t.Name).ToArray();
        Assert.True(missing.Length == 0, $"{string.Join(", ", missing)}: no line in StepCases, so nobody would see its numbers change.");
    }

    // The line of the machine's arithmetic first; where it is another the bits may differ, of inputs too, and ids alone are compared.
    private static (string Arithmetic, Dictionary<string, (string Id, string Key, string Hash)> Pins) Read()
    {
        if (!File.Exists(Pins)) return ("", []);
        var lines = File.ReadAllLines(Pins);
        return (lines[0].Split(' ')[2].TrimEnd(';'),
            lines.Skip(2).Select(l => l.Split('\t')).ToDictionary(p => p[0], p => (p[1], p[2], p[3]), StringComparer.Ordinal));
    }
}
