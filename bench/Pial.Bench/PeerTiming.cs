using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Bench;

/// <summary>
/// Times whole operations on an array that a peer's script wrote, prints one line of seconds a run, and leaves the results for comparison.
/// </summary>
/// <remarks>
/// The folder holds <c>shape.txt</c> (ni nj nk), <c>input.f32</c> (first axis fastest) and <c>map.txt</c> (12 numbers: reference voxel →
/// image voxel). Output: <c>name wall cpu</c> lines, seconds, one for each repeat, the warm-up left out.
/// </remarks>
internal static class PeerTiming
{
    public static void Run(string folder, int repeats, int threads)
    {
        var extent = Numbers(Path.Combine(folder, "shape.txt"));
        var map = Affine.FromRows(Numbers(Path.Combine(folder, "map.txt")));
        var grid = new Grid(new((int)extent[0], (int)extent[1], (int)extent[2]), Affine.Identity);
        var image = Volume.Create(grid, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "input.f32"))));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Time("linear", folder, repeats, () => Resample.ToGrid(image, grid, map, Interpolation.Linear, null, parallel));
        Time("cubic", folder, repeats, () => Resample.ToGrid(image, grid, map, Interpolation.Cubic, null, parallel));
        Time("gaussian", folder, repeats, () => GaussianSmoothing.Apply(image, 8, parallel));
    }

    private static void Time(string name, string folder, int repeats, Func<Volume<float>> work)
    {
        var result = work();
        for (var r = 0; r < repeats; r++)
        {
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            result = work();
            var wall = clock.Elapsed;
            process.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name} {wall.TotalSeconds:f4} {(process.TotalProcessorTime - cpu).TotalSeconds:f4}"));
        }

        File.WriteAllBytes(Path.Combine(folder, name + ".f32"), MemoryMarshal.AsBytes(result.Span).ToArray());
    }

    private static double[] Numbers(string path) =>
        [.. File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
}
