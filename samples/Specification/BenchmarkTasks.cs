using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Comparison;
using Pial.Operations.Denoising;
using Pial.Operations.Resampling;
using Pial.Pipelines.Loading;
using Pial.Volumes;

namespace Specification;

/// <summary>
/// The four benchmark tasks: <c>load_t1w_images</c>, <c>load_labels</c> and <c>load_ages</c>, split by subject, with a baseline each. On
/// the command line: <c>pial export vbm</c> or <c>pial features</c>, then <c>pial benchmark run</c>.
/// </summary>
internal static class BenchmarkTasks
{
    public static void Classification()
    {
        var subjects = DerivativeSubjects.Find(Cohort.Folder, [new("T1w", ImageKind.Scalar, "T1w")]);
        var fold = SplitPlan.HoldOut(SplitRows.Of([.. subjects.Select(s => s.Id)]), 0.3, seed: 1,
            Strata.Of("sex", [.. subjects.Select(s => s.Row["sex"])])).Folds[0];

        var train = ImageStack.Load([.. fold.Train.Select(r => subjects[r])]); // (n_train, x, y, z)
        var labels = Classes.Number(train.Words("sex")).Of; // (n_train,), {0, 1}
        Console.WriteLine(
            $"X_train ({string.Join(", ", train.Images.Shape)}), y_train ({labels.Length},) in " +
                $"{{{string.Join(", ", labels.Distinct().Order())}}}");

        // A linear model of all voxels at once: what it learns, it learns from the rows of fold.Train.
        var all = ImageStack.Load(subjects);
        var (names, sex) = Classes.Number(all.Words("sex"));
        var result = NestedValidation.Run(ModelCatalog.Classifier("logistic"), MapFeatures.Of(all, all.Ids), sex, names.Count,
            [fold], seed: 1);
        var score = ClassMetrics.BalancedAccuracy(NestedValidation.Gather(result, sex).Predictions);
        Console.WriteLine($"sex of {fold.Test.Count} test subjects: balanced accuracy {score.Value:0.00}");
    }

    public static void Regression()
    {
        var x = ImageStack.Load(DerivativeSubjects.Find(Cohort.Folder, [new("T1w", ImageKind.Scalar, "T1w")])); // (n, x, y, z)
        var age = x.Numbers("age"); // (n,), years

        var folds = SplitPlan.KFold(SplitRows.Of(x.Ids), 4, seed: 1).Folds;
        var result = NestedValidation.Run(ModelCatalog.Regressor("ridge"), MapFeatures.Of(x, x.Ids), age, folds, seed: 1);
        var predicted = NestedValidation.Gather(result, age).Predictions;
        Console.WriteLine(
            $"X ({string.Join(", ", x.Images.Shape)}), age {age.Min():0} to {age.Max():0} years: mean absolute error " +
                $"{NumberMetrics.MeanAbsoluteError(predicted).Value:0.0} years");
    }

    public static void Segmentation()
    {
        // (x, y, z, 3): export tissues --layout channels-last
        var tissues = new[] { "GM", "WM", "CSF" }.Select(t => ImageFile.Load($"subject_001_{t}_prob.nii.gz").Image).ToArray();
        var labels = tissues[0].Map((_, n) => // (x, y, z): the largest share
        {
            var best = tissues[1].Span[n] > tissues[0].Span[n] ? 1 : 0;
            best = tissues[2].Span[n] > tissues[best].Span[n] ? 2 : best;
            return tissues[best].Span[n] > 0 ? best + 1 : 0;
        });
        Console.WriteLine(
            $"labels {labels.Shape}: " +
                $"{string.Join(", ", Enumerable.Range(1, 3).Select(t => $"{"GM WM CSF".Split(' ')[t - 1]} {Count(labels, t)}"))} voxels");

        static int Count(Volume<int> labels, int tissue) => labels.Span.Count(tissue);
    }

    public static void Reconstruction()
    {
        var clean = ImageFile.Load("subject_001_T1w.nii.gz").Image.Crop(40, 60, 60, new(96, 96, 48));
        var brain = ImageFile.LoadMask("subject_001_T1w_brain_mask.nii.gz").Crop(40, 60, 60, new(96, 96, 48));
        var random = new CounterRandom(1, 1);
        var noisy = clean.Map((v, n) => // Rician noise
        {
            var (re, im, _, _) = random.Normals((ulong)n);
            return (float)Math.Sqrt(Math.Pow(v + (9 * re), 2) + Math.Pow(9 * im, 2));
        });
        var denoised = NonLocalMeans.Run(noisy, brain).Denoised;
        Console.WriteLine($"PSNR in the brain: {Psnr(noisy):0.0} dB before, {Psnr(denoised):0.0} dB after");

        double Psnr(Volume<float> image) => ImageSimilarity.Run(image, clean, brain).Psnr;
    }
}

/// <summary>A made-up cohort in BIDS: the demo head at 8 mm, larger for one sex, darker with age, with noise.</summary>
internal static class Cohort
{
    public const string Folder = "cohort";

    public static void Write()
    {
        var head = ImageFile.Load("subject_001_T1w.nii.gz").Image;
        var grid = Resample.GridOf(head.Grid, new(8, 8, 8));
        var rows = new List<string> { "participant_id\tage\tsex" };
        for (var s = 0; s < 20; s++)
        {
            var (id, male, age, random) = ($"sub-{s + 1:00}", s % 2 == 1, 20 + (s * 7 % 50), new CounterRandom(1, (ulong)s));
            var scale = male ? 0.96 : 1;
            var image = Resample.ToGrid(head, grid, Affine.Scaling(scale, scale, scale).About(grid.Centre),
                options: new() { AntiAlias = true });
            var folder = Directory.CreateDirectory(Path.Combine(Folder, id, "anat")).FullName;
            ImageFile.Save(Path.Combine(folder, $"{id}_T1w.nii.gz"),
                image.Map((v, n) => (float)((v * (1 - (0.004 * (age - 20)))) + (3 * random.Normals((ulong)n).A))));
            rows.Add($"{id}\t{age}\t{(male ? "M" : "F")}");
        }

        File.WriteAllLines(Path.Combine(Folder, "participants.tsv"), rows);
    }
}
