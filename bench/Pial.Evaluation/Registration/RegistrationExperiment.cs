using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.BiasCorrection;
using Pial.Operations.Morphometry;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Volumes;

namespace Pial.Evaluation.Registration;

/// <summary>
/// Nonlinear registration of phantoms with known labels, all ordered pairs, and of real heads with FreeSurfer's labels, beside what the
/// peers reached on the same phantoms.
/// </summary>
internal static class RegistrationExperiment
{
    private static readonly Dictionary<string, string> Peers = new(StringComparer.Ordinal)
    {
        ["01→02"] = "SyNQuick .7165, f3d .7702",
        ["02→01"] = "SyNQuick .7770",
        ["03→04"] = "SyNQuick .7874, f3d .8109",
        ["04→03"] = "SyNQuick .7799",
    };

    // Mean over the pairs each method was run on: SyNQuick four, f3d two.
    private static readonly Dictionary<string, (string SynQuick, string F3d)> PeerStructures = new(StringComparer.Ordinal)
    {
        ["Hippocampus"] = (".700", ".724"),
        ["Thalamus"] = (".840", ".824"),
        ["Caudate"] = (".823", ".790"),
        ["Putamen"] = (".832", ".862"),
        ["Pallidum"] = (".663", ".722"),
        ["Amygdala"] = (".792", ".786"),
        ["Accumbens"] = (".683", ".615"),
        ["VentralDC"] = (".758", ".679"),
        ["Cortex"] = (".613", ".692"),
        ["WM"] = (".733", ".879"),
        ["LatVent"] = (".882", ".930"),
        ["CbWM"] = (".752", ".805"),
        ["CbCortex"] = (".834", ".867"),
        ["BrainStem"] = (".888", ".901"),
        ["V3"] = (".771", ".936"),
        ["V4"] = (".723", ".733"),
    };

    private sealed record Subject(string Name, Volume<float> Brain, Volume<int> Labels);

    private sealed record Score(string Pair, double[] Affine, double[] Regions, double Consistency, double Consistency99,
        double SmallestJacobian, double LogJacobianSd, double Wall, double Cpu, bool Converged);

    /// <summary>Runs every pair and writes <c>bench/results/registration.md</c>.</summary>
    /// <param name="args">The folder of phantoms (<c>sub-0N_noise-3_inu-20_T1w</c>, <c>sub-0N_{mask,labels}</c>); then optionally a
    /// quality.</param>
    public static int Run(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
        {
            Console.Error.WriteLine("registration FOLDER_OF_PHANTOMS [fast|standard|best]");
            return 2;
        }

        var quality = args.Count > 1 ? Enum.Parse<RegistrationQuality>(args[1], ignoreCase: true) : RegistrationQuality.Standard;
        var phantoms = new[] { "01", "02", "03", "04" }.Select(s => Phantom(args[0], s)).ToArray();
        var synthetic = Pairs(phantoms, quality);
        var real = Pairs(Real(), quality);
        var name = quality == RegistrationQuality.Standard ? "registration" : $"registration-{quality.ToString().ToLowerInvariant()}";
        File.WriteAllText(Workspace.Result(name + ".md"), Text(quality, synthetic, real));
        return 0;
    }

    private static List<Score> Pairs(Subject[] subjects, RegistrationQuality quality)
    {
        var scores = new List<Score>();
        foreach (var moving in subjects)
            foreach (var reference in subjects.Where(s => s != moving))
            {
                scores.Add(Compare(moving, reference, quality));
                Console.WriteLine(Row(scores[^1]));
            }

        return scores;
    }

    private static Score Compare(Subject moving, Subject reference, RegistrationQuality quality)
    {
        var process = Process.GetCurrentProcess();
        var (cpu, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var affine = AffineRegistration.Run(moving.Brain, reference.Brain).ReferenceToMoving;
        var found = DiffeomorphicRegistration.Run(moving.Brain, reference.Brain, affine, DiffeomorphicOptions.Of(quality));
        var wall = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var seconds = (process.TotalProcessorTime - cpu).TotalSeconds;
        var (mean, p99) = Consistency(found, reference.Brain);
        var (smallest, sd) = Smoothness(found, reference.Brain);
        return new(
            $"{moving.Name}→{reference.Name}", LabelOverlap.Of(moving.Labels, reference.Labels, affine),
            LabelOverlap.Of(moving.Labels, reference.Labels, found.ReferenceToMoving),
            mean, p99, Math.Min(smallest, found.SmallestJacobian), sd, wall, seconds, found.Converged);
    }

    // How far a point of the reference's brain comes back from where it started.
    private static (double Mean, double P99) Consistency(DiffeomorphicResult found, Volume<float> brain)
    {
        var (there, back) = (PointMap.FromWarp(found.ReferenceToMoving), PointMap.FromWarp(found.MovingToReference));
        var errors = new List<double>();
        for (var n = 0; n < brain.Shape.Count; n += 31)
        {
            if (brain.Span[n] == 0) continue;
            var p = brain.Grid.Affine.Apply(new(n % brain.Shape.I, n / brain.Shape.I % brain.Shape.J, n / brain.Shape.SliceCount));
            errors.Add(back.Apply(there.Apply(p)).DistanceTo(p));
        }

        errors.Sort();
        return (errors.Average(), errors[(int)(0.99 * errors.Count)]);
    }

    private static (double Smallest, double LogSd) Smoothness(DiffeomorphicResult found, Volume<float> brain)
    {
        var determinant = Jacobian.Determinant(found.ReferenceToMoving);
        var scale = found.Affine.Determinant;
        var (sum, squares, count, smallest) = (0.0, 0.0, 0L, double.PositiveInfinity);
        for (var n = 0; n < brain.Shape.Count; n++)
        {
            if (brain.Span[n] == 0) continue;
            var j = determinant.Span[n] / scale;
            smallest = Math.Min(smallest, j);
            var log = Math.Log(Math.Max(j, 1e-3));
            (sum, squares, count) = (sum + log, squares + (log * log), count + 1);
        }

        return (smallest, Math.Sqrt((squares / count) - (sum / count * (sum / count))));
    }

    private static Subject Phantom(string folder, string name)
    {
        string In(string what) => Path.Combine(folder, $"sub-{name}_{what}.nii.gz");
        var mask = ImageFile.LoadMask(In("mask"));
        var corrected = N4.Run(ImageFile.Load(In("noise-3_inu-20_T1w")).Image, mask).Corrected;
        return Cropped(name, corrected, mask, ImageFile.LoadLabels(In("labels")));
    }

    // FreeSurfer's own brains and labels: the scan in heads/visualqc, and its sample subject.
    private static Subject[] Real()
    {
        Subject Load(string name, string brain, string labels)
        {
            var image = ImageFile.Load(Path.Combine(Workspace.Data, brain)).Image;
            var regions = ImageFile.LoadLabels(Path.Combine(Workspace.Data, labels))
                .Map(l => l is >= 1000 and < 2000 ? 3 : l is >= 2000 and < 3000 ? 42 : l);
            return Cropped(name, image, image.Map(v => v > 0), regions);
        }

        return
        [
            Load("visualqc", "heads/visualqc/brainmask.mgz", "heads/visualqc/aparc+aseg.mgz"),
            Load("bert", "freesurfer/bert/mri/brainmask.mgz", "freesurfer/bert/mri/aparc+aseg.mgz"),
        ];
    }

    // The brain and a border of 5 voxels.
    private static Subject Cropped(string name, Volume<float> image, Volume<bool> mask, Volume<int> labels)
    {
        var (low, high) = (new[] { mask.Shape.I, mask.Shape.J, mask.Shape.K }, new int[3]);
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            if (!mask.Span[n]) continue;
            int[] at = [n % mask.Shape.I, n / mask.Shape.I % mask.Shape.J, n / mask.Shape.SliceCount];
            for (var a = 0; a < 3; a++)
                (low[a], high[a]) = (Math.Min(low[a], at[a]), Math.Max(high[a], at[a]));
        }

        for (var a = 0; a < 3; a++)
            (low[a], high[a]) = (Math.Max(0, low[a] - 5), Math.Min(mask.Shape[a] - 1, high[a] + 5));
        var box = new Shape(high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1);
        var brain = Volume.Create<float, (Volume<float> Image, Volume<bool> Mask)>(image.Grid, (image, mask), static (v, s) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = s.Mask.Span[n] ? s.Image.Span[n] : 0;
        });
        return new(name, brain.Crop(low[0], low[1], low[2], box), labels.Crop(low[0], low[1], low[2], box));
    }

    private static string Row(Score s) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {s.Pair} | {Mean(s.Affine):0.000} | **{Mean(s.Regions):0.0000}** | {Peers.GetValueOrDefault(s.Pair, "–")} | " +
            $"{s.Consistency:0.000} | {s.Consistency99:0.000} | {s.SmallestJacobian:0.000} | {s.LogJacobianSd:0.000} | {s.Wall:0.0} | " +
            $"{s.Cpu:0.0} |");

    private static double Mean(double[] regions) => regions.Where(double.IsFinite).Average();

    private static string Text(RegistrationQuality quality, List<Score> synthetic, List<Score> real)
    {
        var text = new StringBuilder();
        string Number(double v) => v.ToString("0.000", CultureInfo.InvariantCulture);
        void Table(List<Score> scores)
        {
            text.AppendLine(
                "| moving → reference | affine | nonlinear | peers, same pair | inverse consistency, mm | 99th percentile | smallest " +
                    "Jacobian | SD of log Jacobian | wall s | CPU s |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
            foreach (var score in scores)
                text.AppendLine(Row(score));
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"# Nonlinear registration, {quality.ToString().ToLowerInvariant()} quality\n");
        text.AppendLine(
            "`dotnet run -c Release --project bench/Pial.Evaluation -- registration FOLDER_OF_PHANTOMS [quality]`. Mean target overlap " +
                "|A ∩ B| / |B| over 29 regions (16 structures, left and right apart), labels carried by nearest");
        text.AppendLine(
            "neighbour. Phantoms of 3 % noise and 20 % field, N4-corrected in the true mask, brain-masked, cropped to the mask and 5 " +
                "voxels; images only, labels are not seen. Times hold affine and warp of one pair, both maps.\n");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Mean over the {synthetic.Count} pairs: **{Number(synthetic.Average(s => Mean(s.Regions)))}** (affine " +
                $"{Number(synthetic.Average(s => Mean(s.Affine)))}); over the four pairs of the peers' SyNQuick: " +
                $"{Number(synthetic.Where(s => Peers.ContainsKey(s.Pair)).Average(s => Mean(s.Regions)))} (SyNQuick .765); over f3d's " +
                $"two: {Number(synthetic.Where(s => s.Pair is "01→02" or "03→04").Average(s => Mean(s.Regions)))} (f3d .791).\n");
        Table(synthetic);
        text.AppendLine("\n## Structures\n");
        text.AppendLine("| structure | all pairs | the peers' four pairs | SyNQuick, four pairs | f3d, two pairs |");
        text.AppendLine("|---|---|---|---|---|");
        for (var n = 0; n < LabelOverlap.Structures.Length; n++)
        {
            var (at, name) = (n, LabelOverlap.Structures[n].Name);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {Number(synthetic.Average(s => LabelOverlap.Side(s.Regions, at)))} | " +
                    $"{Number(synthetic.Where(s => Peers.ContainsKey(s.Pair)).Average(s => LabelOverlap.Side(s.Regions, at)))} | " +
                    $"{PeerStructures[name].SynQuick} | {PeerStructures[name].F3d} |");
        }

        text.AppendLine("\n## Real heads\n");
        text.AppendLine(
            "FreeSurfer's `brainmask.mgz` of two subjects with its `aparc+aseg` (all cortical labels of a side as one region): what its " +
                "own labelling leaves uncertain is in the figures.\n");
        Table(real);
        text.AppendLine(
            "\nPeers' figures: ANTs antsRegistrationSyNQuick (154–198 CPU s), NiftyReg reg_f3d after reg_aladin (102–114 CPU s and the " +
                "affine), on the same files.");
        return text.ToString();
    }
}
