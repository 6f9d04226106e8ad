using System.Diagnostics;
using Pial.Analysis.Metrics;
using Pial.Analysis.Splits;
using Pial.Hub.Entries;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Evaluation;

/// <summary>
/// Runs entries on images: the same folds for all, every case scored against its truth, a missed structure scored as missed.
/// </summary>
/// <param name="task">What is asked.</param>
/// <param name="cases">The images.</param>
/// <param name="plan">Their split.</param>
/// <param name="metrics">Measures, the primary first.</param>
/// <param name="parallel">Threads and cancellation.</param>
internal sealed class ImageEvaluation(TaskDefinition task, IReadOnlyList<ImageCase> cases, SplitPlan plan, IReadOnlyList<Metric> metrics,
    ParallelOptions? parallel = null)
    : EntryEvaluation<IImageEntry>(plan, [.. cases.Select(c => c.Id)])
{
    /// <summary>What the candidate gave, row by row; empty before it ran.</summary>
    internal IReadOnlyList<PredictedImage> CandidateImages { get; private set; } = [];

    /// <inheritdoc/>
    protected override EntryResult Evaluated(IImageEntry entry, bool isCandidate, Stopwatch watch)
    {
        var (missed, known, peak, kept) = (0, true, 0.0, new List<PredictedImage>());
        var outcome = Scored(entry, static c => c, answer =>
        {
            (known, peak) = (known && answer.FittedOn is not null, Math.Max(peak, answer.PeakMemoryMb));
            if (isCandidate) kept.AddRange(answer.Images);
        }, n => missed += n);
        var seconds = watch.Elapsed.TotalSeconds;
        if (isCandidate) CandidateImages = kept;
        return new()
        {
            Id = entry.Id,
            What = entry.What,
            Outcome = outcome,
            Probes = isCandidate && entry is not (ImageFiles or ImageProgram) ? Curves(entry, outcome) : [],
            Seconds = seconds,
            PeakMemoryMb = peak,
            FittedOn = FittedOn(known),
            Notes =
            [
                .. entry.Notes, .. missed == 0 ? Array.Empty<string>()
                    : [$"{entry.Id} missed {missed} structures; they count with overlap 0 and the image's diagonal as distance."],
                .. isCandidate && entry is ImageFiles && task.Robustness.Count > 0
                    ? new[] { "Robustness was not measured: images that were predicted elsewhere cannot be predicted again from spoilt " +
                        "ones." } : [],
                .. isCandidate && entry is ImageProgram && task.Robustness.Count > 0
                    ? new[] { "Robustness was not measured: a program runs once a fold, on the images as they are." } : [],
            ],
        };
    }

    /// <summary>A fold as entries see it: the truth of training cases and nobody else's.</summary>
    internal static ImageFold FoldOf(TaskDefinition task, IReadOnlyList<ImageCase> cases, Fold fold,
        IReadOnlyList<ImageCase>? test = null) =>
        new(task, fold.Name, [.. fold.Train.Select(r => cases[r])],
            [.. (test ?? [.. fold.Test.Select(r => cases[r])]).Select(c => c with { Labels = null, Clean = null })],
            task.Split.Seeds[Math.Min(fold.Repeat, task.Split.Seeds.Count) - 1]);

    private Outcome Scored(IImageEntry entry, Func<ImageCase, ImageCase> change, Action<ImageAnswer> seen, Action<int> missed)
    {
        var values = new List<double>();
        foreach (var fold in Plan.Folds)
        {
            parallel?.CancellationToken.ThrowIfCancellationRequested();
            ImageCase[] test = [.. fold.Test.Select(r => change(cases[r]))];
            var answer = entry.Predict(FoldOf(task, cases, fold, test), parallel);
            answer.FittedOn?.MustNotHaveSeen(Plan.TestIds(fold), $"the test cases of fold {fold.Name} ({entry.Id})");
            if (answer.Images.Count != test.Length)
                throw new InputException($"{entry.Id} gave {answer.Images.Count} images for {test.Length} cases.");
            seen(answer);
            for (var n = 0; n < test.Length; n++)
                values.AddRange(task.Kind == TaskKind.Segmentation ? Overlap(entry, test[n], answer.Images[n].Labels, missed)
                    : Likeness(entry, test[n], answer.Images[n].Image));
        }

        return Outcome.OfCases(Rows, [.. values], [.. MeasureCatalog.Of(task).Select(m => m.Id)]);
    }

    private double[] Overlap(IImageEntry entry, ImageCase one, Volume<int>? labels, Action<int> missed)
    {
        var (values, count) = StructureMeasures.Of(task,
            OnGrid(labels ?? throw new InputException($"{entry.Id} gave no labels for {one.Id}."), one, entry), one.Labels!, parallel);
        missed(count);
        return values;
    }

    private double[] Likeness(IImageEntry entry, ImageCase one, Volume<float>? image)
    {
        var predicted = OnGrid(image ?? throw new InputException($"{entry.Id} gave no image for {one.Id}."), one, entry);
        if (predicted.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var at)
            throw new InputException($"{entry.Id}: a voxel of {one.Id} is {predicted.Span[at]}; finite numbers are expected.");
        var pair = new ImagePair(predicted, one.Clean!, one.Mask, parallel);
        return [.. ImageMeasure.All.Select(m => m.Of(pair))];
    }

    private static Volume<T> OnGrid<T>(Volume<T> predicted, ImageCase one, IImageEntry entry)
        where T : unmanaged => predicted.Grid.Matches(one.Answer) ? predicted
            : throw new InputException(
                $"{entry.Id}: the image of {one.Id} ({predicted.Grid}) does not lie on the case's " +
                    $"{(one.Slices is null ? "" : "fine ")}grid ({one.Answer}).");

    // Of the candidate alone: every strength is a run of its own.
    private List<ProbeCurve> Curves(IImageEntry entry, Outcome clean)
    {
        double Score(string artefact, double strength) => metrics[0].Of((ImageArtefacts.IsNone(artefact, strength)
            ? clean : Scored(entry, c => ImageArtefacts.With(c, artefact, strength, parallel), _ => { }, _ => { })).Predictions).Value;
        var curves = new List<ProbeCurve>();
        foreach (var probe in task.Robustness)
        {
            Starting?.Invoke($"{entry.Id} under {probe.Name}");
            double[] scores = [.. probe.Grid.Select(strength => Score(probe.Name, strength))];
            curves.Add(new(probe.Name, probe.Grid, probe.Unit, scores, metrics[0].Name, Area.Under(probe.Grid, scores)));
        }

        return curves;
    }
}
