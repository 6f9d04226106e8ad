using System.Globalization;
using System.Numerics;
using System.Text;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>
/// Thickness of a head scanned again: STILL RUN=MATRIX …, folders that <c>pial run</c> wrote; a matrix is a text of 4×4 numbers from the
/// second scan's millimetres to the first one's.
/// </summary>
internal static class CortexRescanExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 3)
        {
            Console.Error.WriteLine("cortex-rescans STILL RUN=MATRIX RUN=MATRIX …");
            return 2;
        }

        var text = new StringBuilder(
            "\n| side | rescans | SD of a vertex's thickness, median (95 %), mm | SD of the mean thickness, mm | means, mm |\n"
            + "|---|---|---|---|---|\n");
        foreach (var side in new[] { Hemisphere.Left, Hemisphere.Right })
        {
            var still = CortexScan.Read(arguments[0]).Reconstruct(side);
            var at = Enumerable.Range(0, still.White.VertexCount).Where(v => still.IsCortex[v]).ToArray();
            var (values, means) = (new List<float[]>(), new List<double>());
            foreach (var pair in arguments.Skip(1).Select(a => a.Split('=')))
            {
                var again = CortexScan.Read(pair[0]).Reconstruct(side);
                means.Add(again.Measures.ThicknessMm.Where((_, v) => again.IsCortex[v]).Average());
                values.Add(Carried(still, at, again, Matrix(pair[1])));
            }

            var spread = Enumerable.Range(0, at.Length).Select(n => values.Select(v => (double)v[n]).Where(t => t > 0).ToArray())
                .Where(t => t.Length == values.Count).Select(Deviation).Order().ToArray();
            text.Append(CultureInfo.InvariantCulture,
                $"| {side} | {values.Count} | {spread[spread.Length / 2]:0.000} ({spread[(int)(0.95 * spread.Length)]:0.000}) | ");
            text.Append(CultureInfo.InvariantCulture, $"{Deviation([.. means]):0.000} | {string.Join(", ", means.Select(Two))} |\n");
            Console.Write(text);
        }

        ResultSection.Replace("cortex.md", "Rescans", text.ToString());
        return 0;
    }

    private static string Two(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    // Thickness at the nearest vertex, after moving back: the nearest corner of the nearest triangle.
    private static float[] Carried(CorticalHemisphere still, int[] at, CorticalHemisphere again, global::Pial.Volumes.Affine back)
    {
        var moved = (float[])again.White.Positions.Clone();
        for (var n = 0; n < moved.Length; n += 3)
        {
            var p = back.Apply(new(moved[n], moved[n + 1], moved[n + 2]));
            (moved[n], moved[n + 1], moved[n + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
        }

        var balls = new TriangleBalls(moved, again.White.Triangles, 1.5f);
        return Array.ConvertAll(at, v =>
        {
            var p = new Vector3(still.White.Positions.AsSpan(3 * v, 3));
            var (_, triangle) = balls.Nearest(p.X, p.Y, p.Z, 3);
            if (triangle < 0) return 0;
            var corner = again.White.Triangles.Skip(3 * triangle).Take(3)
                .MinBy(u => Vector3.DistanceSquared(p, new(moved.AsSpan(3 * u, 3))));
            return again.Measures.ThicknessMm[corner];
        });
    }

    private static global::Pial.Volumes.Affine Matrix(string file)
    {
        var m = File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11]);
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
