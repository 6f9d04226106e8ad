using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>Volumes of the prisms between two surfaces of the same triangles.</summary>
internal static class PrismVolumes
{
    /// <summary>
    /// A third of the volume of its triangles' prisms for each vertex. A side wall is the mean of its two cuts into triangles, which
    /// neighbours share: nothing is counted twice or left out.
    /// </summary>
    public static float[] Of(TriangleMesh white, TriangleMesh pial)
    {
        var volumes = new double[white.VertexCount];
        var t = white.Triangles;
        Span<double> w = stackalloc double[9], p = stackalloc double[9];
        for (var n = 0; n < t.Length; n += 3)
        {
            for (var c = 0; c < 9; c++)
                (w[c], p[c]) = (white.Positions[(3 * t[n + (c / 3)]) + (c % 3)] - white.Positions[(3 * t[n]) + (c % 3)],
                    pial.Positions[(3 * t[n + (c / 3)]) + (c % 3)] - white.Positions[(3 * t[n]) + (c % 3)]);
            var volume = Det(p[..3], p[3..6], p[6..]) - Det(w[..3], w[3..6], w[6..]);
            for (var e = 0; e < 3; e++)
            {
                var f = (e + 1) % 3;
                Span<double> we = w.Slice(3 * e, 3), wf = w.Slice(3 * f, 3), pe = p.Slice(3 * e, 3), pf = p.Slice(3 * f, 3);
                volume += (Det(we, wf, pf) + Det(we, pf, pe) + Det(we, wf, pe) + Det(wf, pf, pe)) / 2;
            }

            for (var c = 0; c < 3; c++)
                volumes[t[n + c]] += volume / 18;
        }

        return Array.ConvertAll(volumes, v => (float)v);
    }

    private static double Det(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c) =>
        (a[0] * ((b[1] * c[2]) - (b[2] * c[1]))) + (a[1] * ((b[2] * c[0]) - (b[0] * c[2]))) + (a[2] * ((b[0] * c[1]) - (b[1] * c[0])));
}
