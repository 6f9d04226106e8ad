using System.Globalization;

namespace Pial.Conformance.Fuzzing;

/// <summary>
/// Damaged files of every kind: each is read or refused in one line, within two seconds and within 64 MiB + 20 × its size. The seeds are
/// fixed, so that what fails here fails again;
/// <c>PIAL_FUZZ_MUTATIONS</c> and <c>PIAL_FUZZ_SEED</c> ask for more and others (CONTRIBUTING.md). What was found lies in
/// <c>regressions/</c>, one folder a reader.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly int Mutations = Number("PIAL_FUZZ_MUTATIONS", 300);
    private static readonly int Seed = Number("PIAL_FUZZ_SEED", 20260101);
    private readonly string folder = Directory.CreateTempSubdirectory("pial-fuzz-").FullName;

    public static TheoryData<string> Readers => new(FuzzTargets.All.Select(t => t.Name));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Readers))]
    public void Damaged_files_are_read_or_refused(string name)
    {
        var target = FuzzTargets.All.Single(t => t.Name == name);
        var path = Path.Combine(folder, target.File);
        target.Seed(path);
        target.Read(path); // the seed itself is whole, and what is loaded once does not count below
        var seed = File.ReadAllBytes(path);
        var random = new Random(Seed);
        var faults = new List<string>();
        for (var n = 0; n < Mutations && faults.Count < 5; n++)
        {
            var damaged = Mutator.Apply(seed, random);
            File.WriteAllBytes(path, damaged);
            if (InTime(target, path, damaged.Length) is not { } fault) continue;
            faults.Add($"mutation {n}: {fault}");
            Keep(name, damaged);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Files_that_were_found_stay_refused()
    {
        var kept = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "regressions"), "*",
            SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(kept);
        foreach (var file in kept)
        {
            var target = FuzzTargets.All.Single(t => t.Name == Path.GetFileName(Path.GetDirectoryName(file)));
            var path = Path.Combine(folder, target.File);
            target.Seed(path); // the other half of a pair
            File.Copy(file, path, overwrite: true);
            var fault = InTime(target, path, new FileInfo(file).Length);
            Assert.True(fault is null, $"{target.Name}, {Path.GetFileName(file)}: {fault}");
        }
    }

    [Fact]
    public void What_is_slow_each_time_is_a_fault()
    {
        var reads = 0;
        void Slow(string path)
        {
            reads++;
            Thread.Sleep(5);
        }

        var target = new FuzzTarget("slow", "slow", _ => { }, Slow) { Longest = TimeSpan.FromMilliseconds(1) };
        Assert.EndsWith(" s", target.Fault("slow", 0), StringComparison.Ordinal);
        Assert.Equal(3, reads);
        Assert.Null((target with { Longest = TimeSpan.FromHours(1) }).Fault("slow", 0));
    }

    // A reader that does not end must not hold the test; the guard is no limit of time, which a busy machine would break.
    private static string? InTime(FuzzTarget target, string path, long length)
    {
        string? fault = null;
        var thread = new Thread(() => fault = target.Fault(path, length)) { IsBackground = true };
        thread.Start();
        return thread.Join(TimeSpan.FromMinutes(2)) ? fault : "does not end";
    }

    private static void Keep(string name, byte[] damaged)
    {
        if (Environment.GetEnvironmentVariable("PIAL_FUZZ_KEEP") is not { Length: > 0 } found) return;
        var kept = Directory.CreateDirectory(Path.Combine(found, name)).FullName;
        File.WriteAllBytes(Path.Combine(kept, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(damaged))[..12]),
            damaged);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n : otherwise;
}
