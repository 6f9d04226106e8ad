using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Regions;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Hub.Entries;

/// <summary>The structures that <c>pial run</c> finds with its embedded atlas, without training on the task's cases.</summary>
internal sealed class RegionEntry : IImageEntry
{
    public string Id => "pial-regions";

    public string What =>
        $"pial run's labels by the atlas {EmbeddedAtlas.Name} ({EmbeddedAtlas.People.Count} of SynthSeg's training maps) and the scan's "
        + "intensities, without training";

    public IReadOnlyList<string> Notes =>
    [
        $"{Id} rests on an atlas of SynthSeg's maps {string.Join(", ", EmbeddedAtlas.People)}; on scans made of them it would know the " +
            "truth, "
        + "which their names alone can tell.",
    ];

    /// <summary>Whether all structures of a task are the atlas's, by number and name.</summary>
    public static bool Suits(TaskDefinition task) => EmbeddedAtlas.Table() is var table
        && task.Labels.All(l => table.Find(l.Number) is { } known && known.Name.Equals(l.Name, StringComparison.OrdinalIgnoreCase));

    public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null)
    {
        var inAtlas = fold.Test.Select(c => c.Id)
            .Where(id => EmbeddedAtlas.People.Any(p => id.Contains(p, StringComparison.OrdinalIgnoreCase))).ToList();
        if (inAtlas.Count > 0)
            throw new InputException($"{EmbeddedAtlas.Name} was made of {TaskTable.Named(inAtlas)}: it knows their truth.");
        var templates = HeadTemplates.Load(TemplateProvider.Embedded, parallel, AtlasProvider.Embedded);
        var numbers = fold.Task.Labels.Select(l => l.Number).ToHashSet();
        return new(
            [.. fold.Test.Select(c => new PredictedImage(null, Regions(c, templates, parallel).Map(v => numbers.Contains(v) ? v : 0)))],
            new FittedOn(EmbeddedAtlas.People, EmbeddedAtlas.Name, "all"));
    }

    private static Volume<int> Regions(ImageCase one, HeadTemplates templates, ParallelOptions? parallel)
    {
        var raw = Artifact.FromOutside("raw", one.Id, ArtifactKey.Of(one.Image), one.Image);
        return new HeadGraph(new StepRunner(null, parallel ?? new()), raw, templates, new()).Of<HeadRegions>().Labels!.Value;
    }
}

/// <summary>
/// Labels of the training cases, carried over by registration; each votes as much as its head came to look like the one to be labelled.
/// </summary>
/// <remarks>
/// Multi-atlas segmentation with global weights (Heckemann et al. 2006, doi:10.1016/j.neuroimage.2006.05.061; Artaechevarria et al. 2009,
/// doi:10.1109/TMI.2009.2014372).
/// </remarks>
internal sealed class MultiAtlasEntry : IImageEntry
{
    // A case is a test case once and a training case in every other fold.
    private readonly Dictionary<Volume<float>, (Volume<float> Image, Volume<bool> Mask)> brains = new(ReferenceEqualityComparer.Instance);

    public string Id => "multi-atlas";

    public string What => "labels of the training cases carried over by Pial's nonlinear registration, a weighted vote";

    public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null) =>
        new([.. fold.Test.Select(c => new PredictedImage(null, Vote(c, fold, parallel)))],
            new FittedOn(fold.Train.Select(c => c.Id), "the task's images", $"training cases of fold {fold.Name}"));

    private Volume<int> Vote(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var own = Brain(one, parallel);
        int[] numbers = [0, .. fold.Task.Labels.Select(l => l.Number)];
        var votes = numbers.Select(_ => new float[own.Image.Shape.Count]).ToArray();
        foreach (var atlas in fold.Train)
        {
            var other = Brain(atlas, parallel);
            var affine = AffineRegistration.Run(other.Image, own.Image, null, parallel).ReferenceToMoving;
            var found = DiffeomorphicRegistration.Run(other.Image, own.Image, affine, null, parallel);
            var labels = LabelTransfer.Apply(atlas.Labels!, own.Mask, PointMap.FromWarp(found.ReferenceToMoving), parallel);
            var weight = (float)Math.Max(1e-6, found.Levels[^1].After);
            for (var n = 0; n < labels.Shape.Count; n++)
                votes[Math.Max(0, Array.IndexOf(numbers, labels.Span[n]))][n] += weight;
        }

        return Volume.Create<int, (int[] Numbers, float[][] Votes)>(one.Image.Grid, (numbers, votes), static (voxels, s) =>
        {
            for (var n = 0; n < voxels.Length; n++)
            {
                var best = 0;
                for (var v = 1; v < s.Votes.Length; v++)
                    if (s.Votes[v][n] > s.Votes[best][n]) best = v;
                voxels[n] = s.Numbers[best];
            }
        });
    }

    private (Volume<float> Image, Volume<bool> Mask) Brain(ImageCase one, ParallelOptions? parallel)
    {
        if (brains.TryGetValue(one.Image, out var known)) return known;
        var mask = one.Mask ?? BrainExtraction.Run(one.Image, EmbeddedTemplate.Head(parallel), null, parallel).Mask;
        var image = Volume.CreateParallel<float>(one.Image.Grid, to =>
        {
            for (var n = 0; n < to.Length; n++)
                to.Span[n] = mask.Span[n] ? one.Image.Span[n] : 0;
        });
        return brains[one.Image] = (image, mask);
    }
}
