using System.Text.Json;
using Pial.Formats.Npy;
using Pial.Pipelines.Exports;
using Stack = Pial.Pipelines.Exports.TissueStack;

namespace Specification;

/// <summary>GM, WM and CSF as the channels of one array. On the command line: <c>pial export tissues</c>.</summary>
/// <remarks>
/// The specification stacks channels last, (x, y, z, 3); PyTorch, MONAI and TorchIO want them first. Both are written as <c>.npy</c>, which
/// <c>numpy.load</c> opens in exactly these shapes; the JSON beside each says its axes, its channels and where its voxels are.
/// </remarks>
internal static class TissueStack
{
    public static void Run()
    {
        var maps = new TissueFiles("subject_001", "subject_001_GM_prob.nii.gz", "subject_001_WM_prob.nii.gz",
            "subject_001_CSF_prob.nii.gz");
        foreach (var layout in new[] { ChannelLayout.ChannelsLast, ChannelLayout.ChannelsFirst })
        {
            var path = $"subject_001_{Stack.WordOf(layout)}_tissues.npy";
            Stack.Write(path, maps, layout, NpyFloat.Float32, new ParallelOptions());
            var about = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json"))).RootElement;
            Console.WriteLine($"{path}: axes ({List(about, "Axes")}), shape ({List(about, "Shape")}), channels {List(about, "Channels")}");
        }
    }

    private static string List(JsonElement about, string name) => string.Join(", ", about.GetProperty(name).EnumerateArray());
}
