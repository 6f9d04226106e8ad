using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Store;

public sealed class StepRunnerTests : IDisposable
{
    private static readonly List<string> Ran = [];
    private readonly TemporaryFolder folder = new();

    public StepRunnerTests() => Ran.Clear();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nothing_runs_before_a_value_is_asked_for_and_then_once()
    {
        var (_, _, last) = Chain(folder["work"], 2);
        Assert.Empty(Ran);
        _ = last.Value;
        _ = last.Value;
        Assert.Equal(["scale 2", "shift 1"], Ran);
    }

    [Fact]
    public void A_run_killed_between_steps_does_only_what_is_missing()
    {
        var (_, middle, _) = Chain(folder["work"], 2);
        _ = middle.Value; // killed here
        Ran.Clear();
        var (_, _, last) = Chain(folder["work"], 2);
        Assert.Equal(7, last.Value.Span[2]);
        Assert.Equal(["shift 1"], Ran);
        Ran.Clear();
        _ = Chain(folder["work"], 2).Last.Value;
        Assert.Empty(Ran);
    }

    [Fact]
    public void A_changed_parameter_runs_that_step_and_all_after_it()
    {
        _ = Chain(folder["work"], 2).Last.Value;
        Ran.Clear();
        _ = Chain(folder["work"], 3).Last.Value;
        Assert.Equal(["scale 3", "shift 1"], Ran);
    }

    [Fact]
    public void A_released_value_comes_from_the_store()
    {
        var (_, middle, _) = Chain(folder["work"], 2);
        var first = middle.Value;
        middle.Release();
        Ran.Clear();
        Assert.Equal(first.Span, middle.Value.Span);
        Assert.Empty(Ran);
    }

    [Fact]
    public void The_chain_names_every_link_once_inputs_first()
    {
        var (raw, middle, last) = Chain(null, 2);
        Assert.Equal([raw.Key, middle.Key, last.Key], last.Chain().Select(s => s.Key));
        Assert.Equal(["raw", "scale@1", "shift@1"], last.Chain().Select(s => s.Id));
        Assert.Equal("2", middle.Origin.Parameters.GetProperty("Factor").GetRawText());
        Assert.False(middle.Origin.Parameters.TryGetProperty("Id", out _));
    }

    [Fact]
    public void Cancelling_stops_before_the_next_step()
    {
        using var stop = new CancellationTokenSource();
        var runner = new StepRunner(null, new ParallelOptions { CancellationToken = stop.Token });
        var image = Ramp.Image(Ramp.Grid());
        var raw = Artifact.FromOutside("raw", "x", ArtifactKey.Of(image), image);
        var step = runner.Apply("scale", new Scale(2), null, raw);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => step.Value);
        Assert.Empty(Ran);
    }

    private static (Artifact<Volume<float>> Raw, Artifact<Volume<float>> Middle, Artifact<Volume<float>> Last) Chain(string? work,
        float factor)
    {
        var runner = new StepRunner(work is null ? null : new ArtifactStore(work), new ParallelOptions());
        var image = Ramp.Image(Ramp.Grid());
        var raw = Artifact.FromOutside("raw", "x", ArtifactKey.Of(image), image);
        var middle = runner.Apply("scaling", new Scale(factor), ArtifactCodec.Image, raw);
        var last = runner.Apply("shifting", new Shift(1), ArtifactCodec.Image, middle);
        return (raw, middle, last);
    }

    private sealed record Scale(float Factor) : IStep<Volume<float>, Volume<float>>
    {
        public string Id => "scale@1";

        public Volume<float> Run(Volume<float> input, ParallelOptions parallel)
        {
            Ran.Add($"scale {Factor}");
            return input.Map(v => v * Factor);
        }
    }

    private sealed record Shift(float By) : IStep<Volume<float>, Volume<float>>
    {
        public string Id => "shift@1";

        public Volume<float> Run(Volume<float> input, ParallelOptions parallel)
        {
            Ran.Add($"shift {By}");
            return input.Map(v => v + By);
        }
    }
}
