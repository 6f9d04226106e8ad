using System.Text.Json;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>A subject of a template: its scan, and its maps as the store keeps them.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Maps">Its maps; read when asked for.</param>
/// <param name="Work">Keys of what the store keeps of it.</param>
internal sealed record PopulationSubject(BidsScan Scan, Artifact<SubjectMaps> Maps, IReadOnlyList<ArtifactKey> Work)
{
    /// <summary>Lays out the steps from the scan to its maps and makes them, unless the store has them.</summary>
    public static PopulationSubject Prepare(BidsScan scan, HeadTemplates templates, StepRunner runner)
    {
        var key = ArtifactKey.Of(HeadScan.LoadPositive(scan.Path, runner.Parallel).Image);
        var name = JsonSerializer.SerializeToElement(new { Name = scan.Relative });
        var raw = new Artifact<Volume<float>>(new ProvenanceStep(key, "raw", name, []), [],
            () => HeadScan.LoadPositive(scan.Path, runner.Parallel).Image);
        var head = new HeadGraph(runner, raw, templates with { Atlas = null, Structures = null }, new());
        var (preproc, brain, tissues, field) = (head.Of<HeadPreproc>().Preproc, head.Of<HeadBrain>().Brain, head.Of<HeadTissues>().Tissues,
            head.Of<HeadField>().Field);
        var maps = runner.Apply(
            "maps of the subject", new SubjectMapsStep(), SubjectMaps.Codec,
            Input.Of(raw, preproc, brain, tissues)
                .Select(static (scan, even, extracted, found) => new SubjectInput(scan, even, extracted, found.Fractions)));
        _ = maps.Value;
        foreach (var release in (ReadOnlySpan<Action>)[maps.Release, raw.Release, preproc.Release, brain.Release, field.Release,
            tissues.Release])
            release();
        return new(scan, maps, [brain.Key, field.Key, tissues.Key, maps.Key]);
    }
}
