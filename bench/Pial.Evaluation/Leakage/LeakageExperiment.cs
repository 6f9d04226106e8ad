using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using MathNet.Numerics.LinearAlgebra;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Evaluation.Leakage;

/// <summary>
/// What splitting slices instead of subjects does to a score: axial slices of ds002748's 24 brains, the five nearest neighbours and a ridge
/// classifier, labels that mean something and labels drawn at random.
/// </summary>
internal static class LeakageExperiment
{
    private const int Width = 36, Height = 44, Slices = 36, Folds = 5, Seeds = 20, Neighbours = 5;
    private const double Pixel = 4, Apart = 2; // mm
    private const double Penalty = 0.01;       // of the kernel's mean diagonal

    private static readonly (string Split, string What)[] Splits = [("slices", "slices are split"), ("subjects", "subjects are split")];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var table = SubjectTable.Parse(File.ReadAllText(Path.Combine(Workspace.Data, "ds002748", "participants.tsv")), "participants.tsv");
        var slices = table.Ids.SelectMany(SlicesOf).ToArray();
        string[] ids = [.. table.Ids.SelectMany(id => Enumerable.Range(0, Slices).Select(s => $"{id}_slice-{s:00}"))];
        var kernel = Kernel(slices);
        var rows = new List<(string Labels, string Model, string Split, int Seed, double Accuracy)>();
        foreach (var labels in new[] { "random", "sex", "depression" })
        {
            for (var seed = 1; seed <= Seeds; seed++)
            {
                var classes = Classes(table, labels, (ulong)seed);
                double[] signs = [.. classes.SelectMany(c => Enumerable.Repeat(c ? 1.0 : -1.0, Slices))];
                foreach (var (split, _) in Splits)
                {
                    // Whoever takes every slice for a case of its own has told the split that nothing ties them.
                    var people = SplitRows.Of(split == "subjects" ? ids
                        : [.. ids.Select(i => i.Replace("sub-", "slice-of-", StringComparison.Ordinal))]);
                    var plan = SplitPlan.KFold(people, Folds, (ulong)seed, Strata.Of("label", [.. signs.Select(s => s > 0 ? "a" : "b")]));
                    rows.Add((labels, "5 nearest neighbours", split, seed, Accuracy(plan, signs, fold => Nearest(kernel, fold, signs))));
                    rows.Add((labels, "ridge", split, seed, Accuracy(plan, signs, fold => Ridge(kernel, fold, signs))));
                }
            }

            Console.Error.WriteLine(labels);
        }

        Write(rows);
        return 0;
    }

    private static IEnumerable<float[]> SlicesOf(string id)
    {
        var image = ImageFile.Load(Path.Combine(Workspace.Data, "ds002748", id, "anat", $"{id}_T1w.nii.gz")).Image;
        var ras = Resample.ToVoxelSize(image.Reorient(Orientation.Ras), 2, Interpolation.Linear,
            new() { AntiAlias = true, HalfVoxelEdge = true });
        var (sum, count) = (default(Point), 0);
        for (var n = 0; n < ras.Shape.Count; n++)
            if (ras.Span[n] > 0) (sum, count) = (sum + new Point(n % ras.Shape.I, n / ras.Shape.I % ras.Shape.J, n / ras.Shape.SliceCount),
                count + 1);
        var centre = ras.Grid.Affine.Apply(sum * (1.0 / count));
        var grid = Grid.Centred(new(Width, Height, Slices), new(Pixel, Pixel, Apart), centre);
        var brain = Resample.ToGrid(ras, grid, null, Interpolation.Linear, new() { AntiAlias = true });
        for (var k = 0; k < Slices; k++)
        {
            // Each slice by its own mean and deviation: nothing here is fitted on several people.
            var slice = brain.Slice(k).ToArray();
            TensorPrimitives.Subtract(slice, TensorPrimitives.Sum(slice) / slice.Length, slice);
            TensorPrimitives.Divide(slice, MathF.Max(1e-6f, TensorPrimitives.Norm(slice)), slice);
            yield return slice;
        }
    }

    private static double[,] Kernel(float[][] slices)
    {
        var kernel = new double[slices.Length, slices.Length];
        Parallel.For(0, slices.Length, a =>
        {
            for (var b = 0; b < slices.Length; b++) kernel[a, b] = TensorPrimitives.Dot(slices[a], slices[b]);
        });
        return kernel;
    }

    private static bool[] Classes(SubjectTable table, string labels, ulong seed)
    {
        if (labels == "sex") return [.. table["gender"].Select(g => g == "m")];
        if (labels == "depression") return [.. table["group"].Select(g => g == "depr")];
        var random = new CounterRandom(seed, 77);
        var drawn = Enumerable.Range(0, table.Ids.Count).OrderBy(n => random.Bits((ulong)n).A).ToArray();
        var classes = new bool[drawn.Length];
        for (var n = 0; n < drawn.Length / 2; n++) classes[drawn[n]] = true;
        return classes;
    }

    // Balanced accuracy over the slices of all test sides.
    private static double Accuracy(SplitPlan plan, double[] signs, Func<Fold, double[]> predict)
    {
        var (right, all) = (new int[2], new int[2]);
        foreach (var fold in plan.Folds)
        {
            var scores = predict(fold);
            for (var n = 0; n < scores.Length; n++)
            {
                var side = signs[fold.Test[n]] > 0 ? 1 : 0;
                all[side]++;
                if (scores[n] > 0 == (side == 1)) right[side]++;
            }
        }

        return ((right[0] / (double)all[0]) + (right[1] / (double)all[1])) / 2;
    }

    private static double[] Nearest(double[,] kernel, Fold fold, double[] signs) =>
        [.. fold.Test.Select(t => fold.Train.OrderByDescending(r => kernel[t, r]).Take(Neighbours).Sum(r => signs[r]))];

    private static double[] Ridge(double[,] kernel, Fold fold, double[] signs)
    {
        var n = fold.Train.Count;
        var mean = fold.Train.Average(r => signs[r]);
        var gram = Matrix<double>.Build.Dense(n, n, (a, b) => kernel[fold.Train[a], fold.Train[b]] + (a == b ? Penalty : 0));
        var weights = gram.Cholesky().Solve(Vector<double>.Build.Dense(n, a => signs[fold.Train[a]] - mean));
        return [.. fold.Test.Select(t => mean + Enumerable.Range(0, n).Sum(a => weights[a] * kernel[t, fold.Train[a]]))];
    }

    private static void Write(List<(string Labels, string Model, string Split, int Seed, double Accuracy)> rows)
    {
        var tsv = new StringBuilder("run\tlabels\tmodel\tslices\tsubjects\n");
        foreach (var run in rows.GroupBy(r => (r.Labels, r.Model, r.Seed)))
            tsv.Append(CultureInfo.InvariantCulture,
                $"{run.Key.Labels}-{run.Key.Model[..1]}-{run.Key.Seed}\t{run.Key.Labels}\t{run.Key.Model}\t" +
                    $"{string.Join('\t',
                        Splits.Select(s => run.Single(r => r.Split == s.Split).Accuracy.ToString("0.0000",
                            CultureInfo.InvariantCulture)))}\n");
        File.WriteAllText(Workspace.Result("leakage.tsv"), tsv.ToString());
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\nBalanced accuracy of single slices, mean (least to largest) over {Seeds} seeds: {Slices} axial slices, {Apart} mm apart, " +
                $"{Width} × {Height} pixels of {Pixel} mm, of each of the 24 brains of ds002748; {Folds} folds. Random labels are drawn " +
                $"for each subject, ");
        text.Append(
            "12 and 12, anew for every seed. Made by `dotnet run -c Release --project bench/Pial.Evaluation -- leakage`; every run is in " +
                "[leakage.tsv](leakage.tsv).\n\n| labels | model | slices are split | subjects are split |\n|---|---|---|---|\n");
        foreach (var group in rows.GroupBy(r => (r.Labels, r.Model)))
        {
            var cells = Splits.Select(s => group.Where(r => r.Split == s.Split).Select(r => r.Accuracy).ToList())
                .Select(a => FormattableString.Invariant($"{a.Average():0.000} ({a.Min():0.00} to {a.Max():0.00})"));
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Labels} | {group.Key.Model} | {string.Join(" | ", cells)} |\n");
        }

        ResultSection.Replace("leakage.md", "Slices or subjects", text.ToString());
        Console.Error.Write(text);
    }
}
