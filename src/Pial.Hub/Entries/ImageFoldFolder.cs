using System.Runtime.InteropServices;
using System.Text.Json;
using Pial.Formats;
using Pial.Formats.Npy;
using Pial.Hub.Programs;
using Pial.Hub.Tasks;
using Pial.Operations.Reconstruction;

namespace Pial.Hub.Entries;

/// <summary>
/// A fold of images as files, as a user's program finds it: <c>manifest.json</c>, <c>train/</c> with images and references, <c>test/</c>
/// with images alone, and <c>predictions/</c>, empty. All are copies: nothing tells where they come from, and the references of test cases
/// are in none.
/// </summary>
internal static class ImageFoldFolder
{
    /// <summary>Where a program writes its images.</summary>
    public const string Predictions = "predictions";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
    };

    /// <summary>Writes a fold.</summary>
    /// <param name="folder">Where to; it is there.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="limits">What a program may use.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Write(string folder, ImageFold fold, ProgramLimits limits, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(limits);
        foreach (var name in (string[])["train", "test", Predictions])
            Directory.CreateDirectory(Path.Combine(folder, name));
        var train = fold.Train.Select(c => Case(folder, "train", c, fold.Task.Kind, parallel)).ToList();
        var test = fold.Test.Select(c => Case(folder, "test", c with { Labels = null, Clean = null }, fold.Task.Kind, parallel)).ToList();
        File.WriteAllText(Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(new
        {
            Kind = fold.Task.Kind.Word(),
            Degradation = fold.Task.Degradation?.Text(),
            Channels = fold.Test[0].Channels.Select(c => c.Name),
            Labels = fold.Task.Labels.ToDictionary(l => l.Name, l => l.Number, StringComparer.Ordinal),
            Train = train,
            Test = test,
            Predictions,
            Fold = fold.Name,
            fold.Seed,
            limits.Seconds,
            limits.MemoryMb,
        }, Layout) + "\n");
    }

    // Not compressed: a cohort is written once a fold.
    private static Dictionary<string, object> Case(string folder, string side, ImageCase one, TaskKind kind, ParallelOptions? parallel)
    {
        string Name(string what) => $"{side}/{one.Id}_{what}.nii";
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var channel in one.Channels)
            ImageFile.Save(Path.Combine(folder, images[channel.Name] = Name(channel.Name)), channel.Image, null, parallel);
        var entry = new Dictionary<string, object>(StringComparer.Ordinal) { ["participant_id"] = one.Id, ["images"] = images };
        if (one.Mask is { } mask) ImageFile.Save(Path.Combine(folder, (string)(entry["mask"] = Name("mask"))), mask, null, parallel);
        if (one.Labels is { } labels) ImageFile.Save(Path.Combine(folder, (string)(entry["reference"] = Name("reference"))), labels,
            null, parallel);
        if (one.Clean is { } clean) ImageFile.Save(Path.Combine(folder, (string)(entry["reference"] = Name("reference"))), clean,
            null, parallel);
        if (one.Slices is { } slices)
        {
            var (shape, a) = (slices.Fine.Shape, slices.Fine.Affine);
            entry["grid"] = new
            {
                Shape = (int[])[shape.I, shape.J, shape.K],
                Affine = Enumerable.Range(0, 4)
                    .Select(r => Enumerable.Range(0, 4).Select(c => r < 3 ? a[r, c] : c == 3 ? 1.0 : 0.0).ToArray()).ToArray(),
            };
        }

        if (one.KSpace is { } data)
        {
            WriteKSpace(Path.Combine(folder, (string)(entry["kspace"] = $"{side}/{one.Id}_kspace.npy")), data, parallel);
            (entry["phase_axis"], entry["lines"]) = (data.Axis, data.Lines.Select(l => l ? 1 : 0));
        }

        if (side == "test") entry["prediction"] = $"{Predictions}/{one.Id}.nii.gz";
        return entry;
    }

    // NumPy's complex64, the first voxel axis last.
    private static void WriteKSpace(string path, KSpaceData data, ParallelOptions? parallel)
    {
        var (shape, (real, imaginary)) = (data.Grid.Shape, data.Centred(parallel));
        var pairs = new float[2 * real.Length];
        for (var n = 0; n < real.Length; n++)
            (pairs[2 * n], pairs[(2 * n) + 1]) = (real[n], imaginary[n]);
        using var file = File.Create(path);
        file.Write(NpyRecord.Header("<c8", [shape.K, shape.J, shape.I]));
        file.Write(MemoryMarshal.AsBytes<float>(pairs));
    }
}
