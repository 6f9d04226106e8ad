using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Lesions;
using Pial.Operations.Segmentation;
using Pial.Pipelines;
using Pial.Pipelines.Lesions;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Hub.Entries;

/// <summary>Cases as heads with lesions: FLAIR, T1w and a brain.</summary>
/// <param name="number">Number of the lesions.</param>
internal sealed class LesionHeads(int number)
{
    // One case is looked at in several folds, and by two methods.
    private readonly Dictionary<Volume<float>, Volume<bool>> brains = new(ReferenceEqualityComparer.Instance);

    /// <summary>A case as a head.</summary>
    /// <exception cref="InputException">It has no FLAIR or no T1w.</exception>
    public LesionHead Of(ImageCase one, ParallelOptions? parallel)
    {
        Volume<float> Channel(string name) =>
            one.Channel(name)
                ?? throw new InputException(
                    $"it needs the channels FLAIR and T1w; the task's images are {string.Join(", ", one.Channels.Select(c => c.Name))}.");
        var (flair, t1w) = (Channel("FLAIR"), Channel("T1w"));
        if (!brains.TryGetValue(t1w, out var brain)) brains[t1w] = brain = one.Mask ?? Brain(flair, t1w, parallel);
        return new(one.Id, flair, t1w, brain, one.Labels?.Map(v => v == number));
    }

    /// <summary><see cref="FlairLesions"/> by the white matter of the T1w.</summary>
    public PredictedImage Outliers(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var head = Of(one, parallel);
        return Labels(FlairLesions.Run(head.Flair, TissueSegmentation.Run(head.T1w, head.Brain, null, null, parallel).Fractions.Wm,
            head.Brain).Mask);
    }

    /// <summary>A mask with the lesions' number.</summary>
    public PredictedImage Labels(Volume<bool> mask) => new(null, mask.Map(v => v ? number : 0));

    // Of images that hold a brain alone, where both have something; else what brain extraction finds.
    private static Volume<bool> Brain(Volume<float> flair, Volume<float> t1w, ParallelOptions? parallel)
    {
        var found = BrainExtraction.Run(t1w, EmbeddedTemplate.Head(parallel), null, parallel);
        return !found.AlreadyStripped ? found.Mask : Volume.CreateParallel<bool>(t1w.Grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = t1w.Span[n] > 0 && flair.Span[n] > 0;
        });
    }
}

/// <summary><see cref="LesionModel"/> learned from the training cases of each fold.</summary>
/// <param name="heads">Makes heads of cases.</param>
internal sealed class LesionEntry(LesionHeads heads) : IImageEntry
{
    public string Id => "lesion-regression";

    public string What =>
        "logistic regression on FLAIR and T1w and their surroundings, learned voxel by voxel from the training cases (as OASIS, Sweeney " +
            "2013)";

    public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null)
    {
        var model = LesionModel.Fit([.. fold.Train.Select(c => heads.Of(c, parallel))], parallel);
        return new([.. fold.Test.Select(c => heads.Labels(model.Segment(heads.Of(c, parallel), parallel).Mask))], model.FittedOn);
    }
}
