using System.Globalization;
using Pial.Evaluation.Runs;
using Pial.Formats;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Evaluation.Hashes;

/// <summary>
/// What is to stay the same when code is moved: <c>pial run</c>, <c>vbm</c>, <c>augment</c>, <c>quality</c> and <c>benchmark run</c> on
/// phantoms of 2 to 4 mm, and a hash of each image, table, transform, JSON
/// value and page they leave. Two lists, made before and after, are compared with <c>diff</c>.
/// </summary>
internal static class HashExperiment
{
    private const string Lesion = "masks/sub-01_label-lesion_mask.nii.gz";

    private const string Augmentation = """
        - RandomAffine: {degrees: 10, translation: 5}
        - RandomFlip: {axes: [LR], flip_probability: 1}
        - RandomBiasField: {}
        - RandomNoise: {std: [1, 5]}
        """;

    private static readonly (string Name, string Line)[] Lines =
    [
        ("run", "run sub-01_T1w.nii.gz run --voxel 2 --quality fast --also sub-01_T2w.nii.gz"),
        ("lean", "run small/sub-01_T1w.nii.gz lean --voxel 3 --quality fast --outputs lean"),
        ("lesion", $"run small/sub-01_T1w.nii.gz lesion --voxel 3 --quality fast --lesion {Lesion}"),
        ("channels", "run small/sub-01_T1w.nii.gz channels --voxel 3 --quality fast --also small/sub-01_T2w.nii.gz --channels T1w T2w"),
        ("alone", "run small/sub-01_T2w.nii.gz alone --voxel 3 --quality fast"),
        ("cohort", "run bids cohort participant --voxel 4 --quality fast"),
        ("group", "run bids cohort group"),
        ("regions", "features regions cohort -o cohort/regions.tsv"),
        ("stack", "export tissues cohort/sub-01/anat -o cohort/stack.npy"),
        ("matrix", "export vbm cohort -o cohort/matrix"),
        ("vbm", "vbm cohort vbm --design participants.tsv --formula age --contrast age --no-tiv --permutations 5"),
        ("augment", "augment sub-01_T1w.nii.gz augmented.nii.gz --pipeline augment.yaml --seed 7 --labels sub-01_dseg.nii.gz"),
        ("quality", "quality small/sub-01_T1w.nii.gz -o quality.json"),
        ("segment", "segment small/sub-01_T1w.nii.gz segment"),
        ("benchmark", "benchmark run synth-age -o benchmark"),
    ];

    /// <summary>
    /// Arguments: a new folder to work in, the file of hashes; <c>--pial PROGRAM.dll</c> for another build than the repository's.
    /// </summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count is not (2 or 4) || Directory.Exists(arguments[0]))
        {
            Console.Error.WriteLine("hashes NEW_FOLDER LIST.tsv [--pial PIAL.dll]");
            return 2;
        }

        var (folder, list) = (arguments[0], Path.GetFullPath(arguments[1]));
        var program = Path.GetFullPath(arguments.Count == 4 ? arguments[3]
            : Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial.dll"));
        Directory.CreateDirectory(folder);
        Environment.CurrentDirectory = folder;
        Inputs();
        foreach (var (name, line) in Lines)
        {
            var cost = MeasuredProcess.Run("dotnet", ["exec", program, .. line.Split(' '), "--threads", "2"]);
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{name}: exit code {cost.ExitCode}, {cost.WallSeconds:0} s"));
        }

        File.WriteAllLines(list,
            Directory.EnumerateFiles(".", "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(".", f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).SelectMany(FileHash.Of));
        return 0;
    }

    private static void Inputs()
    {
        Head(".", 2, 1);
        var small = Head("small", 3, 1);
        Directory.CreateDirectory("masks");
        ImageFile.Save(Lesion, Ball(small.Mask, new(25, -15, 20), 12));
        for (var n = 1; n <= 3; n++)
            Save($"bids/sub-0{n}/anat/sub-0{n}_T1w.nii.gz", Phantom.Create(AnalyticHead.Create(4), new() { Seed = n }).T1w);
        File.WriteAllText("bids/dataset_description.json", """{ "Name": "Phantoms", "BIDSVersion": "1.9.0" }""");
        File.WriteAllText("participants.tsv", "participant_id\tage\nsub-01\t20\nsub-02\t31\nsub-03\t50\n");
        File.WriteAllText("augment.yaml", Augmentation);
    }

    private static Phantom Head(string folder, double voxelMm, int seed)
    {
        var labels = AnalyticHead.Create(voxelMm);
        var head = Phantom.Create(labels, new() { Seed = seed });
        Save($"{folder}/sub-01_T1w.nii.gz", head.T1w);
        Save($"{folder}/sub-01_T2w.nii.gz", Phantom.Create(labels, new() { Seed = seed, Contrast = PhantomContrast.T2w }).T1w);
        ImageFile.Save($"{folder}/sub-01_dseg.nii.gz", head.Dseg);
        return head;
    }

    private static Volume<bool> Ball(Volume<bool> brain, Point centre, double radiusMm) =>
        Volume.Create(brain.Grid, 0, (Span<bool> inside, int _) =>
    {
        var (i, j) = (brain.Shape.I, brain.Shape.J);
        for (var n = 0; n < inside.Length; n++)
        {
            var p = brain.Grid.Affine.Apply(new(n % i, n / i % j, n / (i * j)));
            inside[n] = brain.Span[n] && p.DistanceTo(centre) < radiusMm;
        }
    });

    private static void Save(string path, Volume<float> image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".");
        ImageFile.Save(path, image, new() { Type = StoredType.Int16 });
    }
}
