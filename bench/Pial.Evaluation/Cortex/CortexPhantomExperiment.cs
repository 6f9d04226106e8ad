using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Pipelines.Surfaces;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>
/// Surfaces of phantoms of label maps beside the phantoms' truth: RUN=PHANTOM …, what <c>pial run</c> wrote and the prefix that
/// <c>pial phantom</c> was given. The truth's borders are drawn where its fractions pass one half.
/// </summary>
internal static class CortexPhantomExperiment
{
    private static readonly HashSet<int> Ventricles = [4, 5, 43, 44];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder("\n| phantom | side | Euler number | handles before | crossing triangles | white, mean (95 %), mm | "
            + "pial, mean (95 %), mm |\n|---|---|---|---|---|---|---|\n");
        foreach (var pair in arguments.Select(a => a.Split('=')))
        {
            var scan = CortexScan.Read(pair[0]);
            foreach (var side in new[] { Hemisphere.Left, Hemisphere.Right })
            {
                var found = scan.Reconstruct(side);
                var summary = SurfaceSummary.Of(found);
                text.Append(CultureInfo.InvariantCulture,
                    $"| {scan.Name} | {side} | {summary.EulerNumber} | {summary.Handles} | {summary.Crossings} | ");
                var (white, pial) = (Border(pair[1], side, pial: false), Border(pair[1], side, pial: true));
                text.Append(CultureInfo.InvariantCulture, $"{Distance(white, found.White)} | {Distance(pial, found.Pial)} |\n");
                Console.Write(text);
            }
        }

        ResultSection.Replace("cortex.md", "Phantoms of label maps", text.ToString());
        return 0;
    }

    // Border of the truth where cortex of the hemisphere lies on its one side and white matter or CSF on the other.
    private static float[] Border(string phantom, Hemisphere side, bool pial)
    {
        var labels = ImageFile.LoadLabels($"{phantom}_labels.nii.gz");
        var (gm, wm) = (Load($"{phantom}_GM_pv.nii.gz"), Load($"{phantom}_WM_pv.nii.gz"));
        var (cortex, white) = side == Hemisphere.Left ? (3, 2) : (42, 41);
        var s = labels.Shape;
        var at = labels.Span;
        var inside = new float[s.Count];
        for (var n = 0; n < inside.Length; n++)
            inside[n] = wm.Span[n] + (pial ? gm.Span[n] : 0);
        var mesh = MarchingTetrahedra.Extract(inside, 0.5f, s.I, s.J, s.K);
        var points = new List<float>();
        for (var n = 0; n < mesh.Positions.Length; n += 3)
        {
            var (i, j, k) = ((int)mesh.Positions[n], (int)mesh.Positions[n + 1], (int)mesh.Positions[n + 2]);
            if (!Belongs(at, s, (i, j, k), cortex, white, pial)) continue;
            var p = labels.Grid.Affine.Apply(new(mesh.Positions[n], mesh.Positions[n + 1], mesh.Positions[n + 2]));
            points.AddRange([(float)p.X, (float)p.Y, (float)p.Z]);
        }

        return [.. points];
    }

    // Of the 64 voxels around: cortex, and white matter (of the white border) or nothing but cortex and what is outside (of the pial one).
    private static bool Belongs(ReadOnlySpan<int> at, Shape s, (int I, int J, int K) cell, int cortex, int white, bool pial)
    {
        var (own, other) = (false, false);
        for (var k = Math.Max(0, cell.K - 1); k <= Math.Min(s.K - 1, cell.K + 2); k++)
        {
            for (var j = Math.Max(0, cell.J - 1); j <= Math.Min(s.J - 1, cell.J + 2); j++)
            {
                for (var i = Math.Max(0, cell.I - 1); i <= Math.Min(s.I - 1, cell.I + 2); i++)
                {
                    var there = at[s.Index(i, j, k)];
                    own |= there == cortex;
                    other |= there == white;
                    if (Ventricles.Contains(there) || (there is (> 4 and < 24 or > 44 and < 61) && there != cortex)) return false;
                }
            }
        }

        return own && (pial || other);
    }

    private static string Distance(float[] points, TriangleMesh mesh)
    {
        var balls = new TriangleBalls(mesh.Positions, mesh.Triangles, 1.5f);
        var distances = new float[points.Length / 3];
        for (var n = 0; n < distances.Length; n++)
            distances[n] = balls.Nearest(points[3 * n], points[(3 * n) + 1], points[(3 * n) + 2], 15).Distance;
        Array.Sort(distances);
        var high = distances[(int)(0.95 * (distances.Length - 1))];
        return string.Create(CultureInfo.InvariantCulture, $"{distances.Average():0.00} ({high:0.00})");
    }

    private static Volume<float> Load(string path) => ImageFile.Load(path).Image;
}
