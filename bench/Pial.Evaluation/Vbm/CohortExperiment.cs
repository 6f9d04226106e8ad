using System.Globalization;
using System.Text;
using Pial.Evaluation.Runs;
using Pial.Formats;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Evaluation.Vbm;

/// <summary>
/// Memory and time of <c>pial vbm</c> as a process: cohorts of simulated maps at 1.5 mm and at 2 mm, a subject's file being one of forty.
/// </summary>
internal static class CohortExperiment
{
    private const int Different = 40;
    private static readonly string Pial = Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial");

    /// <summary>Arguments: a folder for the maps (about 300 MB).</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || !File.Exists(Pial))
        {
            Console.Error.WriteLine("Name a folder for the maps, and build the program first: dotnet build -c Release src/Pial.Cli");
            return 2;
        }

        var text = new StringBuilder(
            "\nSimulated smooth maps, model age + group + TIV, one contrast; whole process, reading and writing included. Other work on " +
                "the two CPUs inflates the seconds.\nAs a first guide, measured on another day: FSL's randomise takes 48 CPU s for 500 " +
                "voxelwise permutations and 18 for 50 with TFCE of 20 maps of 228,483 voxels.\n\n| subjects | grid | voxels | " +
                "permutations | CPU s | wall s | peak MiB |\n|---|---|---|---|---|---|---|\n");
        var (fine, coarse) = (new Shape(121, 145, 121), new Shape(91, 109, 91));
        text.Append(Row(arguments[0], 20, coarse, 34, 42, 38, ["--voxel", "--permutations", "500"], "500, largest t"));
        text.Append(Row(arguments[0], 20, coarse, 34, 42, 38, ["--permutations", "50"], "50, TFCE"));
        text.Append(Row(arguments[0], 24, fine, 36, 45, 37, ["--permutations", "1000"], "1000, TFCE"));
        text.Append(Row(arguments[0], 1000, fine, 36, 45, 37, ["--permutations", "100"], "100, TFCE"));
        text.Append(Row(arguments[0], 1000, fine, 36, 45, 37, ["--permutations", "100", "--mem-gb", "1"], "100, TFCE, `--mem-gb 1`"));
        ResultSection.Replace("vbm.md", "Memory and time", text.ToString());
        Console.Error.Write(text);
        return 0;
    }

    private static string Row(string folder, int subjects, Shape shape, double a, double b, double c, string[] options, string what)
    {
        var maps = Simulate(folder, shape, a, b, c);
        var cohort = Path.Combine(folder, "cohort");
        if (Directory.Exists(cohort)) Directory.Delete(cohort, true);
        var table = new StringBuilder("participant_id\tage\tgroup\tTIV\n");
        for (var s = 0; s < subjects; s++)
        {
            var anat = Directory.CreateDirectory(Path.Combine(cohort, $"sub-{s:0000}", "anat")).FullName;
            File.CreateSymbolicLink(Path.Combine(anat, $"sub-{s:0000}_space-Simulated_label-GM_desc-vbm_probseg.nii.gz"),
                maps[s % Different]);
            var random = new CounterRandom(5, (ulong)s);
            table.Append(CultureInfo.InvariantCulture,
                $"sub-{s:0000}\t{20 + (random.Bits(0).A % 60)}\t{"ab"[(int)(random.Bits(1).A % 2)]}\t" +
                    $"{1500 + (100 * random.Normals(2).A):0.0}\n");
        }

        File.WriteAllText(Path.Combine(cohort, "participants.tsv"), table.ToString());
        var output = Path.Combine(folder, "out");
        var cost = MeasuredProcess.Run(Pial, ["vbm", cohort, output, "--design", Path.Combine(cohort, "participants.tsv"), "--columns",
            "age", "group", "--contrast", "age", "--force", .. options]);
        var voxels = ImageFile.LoadMask(Path.Combine(output, "space-Simulated_desc-vbm_mask.nii.gz")).Span.Count(true);
        Directory.Delete(cohort, true);
        Directory.Delete(output, true);
        var row = string.Create(CultureInfo.InvariantCulture,
            $"| {subjects} | {shape} | {voxels} | {what} | {cost.CpuSeconds:0} | {cost.WallSeconds:0} | {cost.PeakMiB:0} |\n");
        Console.Error.Write(row);
        return row;
    }

    // About 0.5 with smooth noise in an ellipsoid, 0 outside, as a modulated and smoothed tissue map.
    private static string[] Simulate(string folder, Shape shape, double a, double b, double c)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, shape.ToString())).FullName;
        var mask = NullMaps.Ellipsoid(shape, a, b, c);
        var half = Convolution.GaussianHalfKernel(8 / 2.3548 / 1.5);
        var names = Enumerable.Range(0, Different).Select(n => Path.Combine(place, $"{n:00}.nii.gz")).ToArray();
        Slices.For(Different, null, n =>
        {
            if (File.Exists(names[n])) return;
            var (noise, smooth) = (new float[shape.Count], new float[shape.Count]);
            new CounterRandom(31, (ulong)n).FillNormals(noise);
            Convolution.Separable(noise, shape.I, shape.J, shape.K, half, half, half, Boundary.Reflect, smooth,
                new() { MaxDegreeOfParallelism = 1 });
            for (var v = 0; v < smooth.Length; v++)
                smooth[v] = mask[v] ? 0.5f + smooth[v] : 0;
            ImageFile.Save(names[n], Volume.Create(Grid.Centred(shape, new(1.5, 1.5, 1.5), default), (ReadOnlySpan<float>)smooth));
        });
        return names;
    }
}
