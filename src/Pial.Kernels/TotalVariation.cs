namespace Pial.Kernels;

/// <summary>Two-region segmentation with the smoothest boundary: the convex form of a graph cut, without its grid bias.</summary>
public static class TotalVariation
{
    /// <summary>
    /// Minimises Σ g |∇u| + Σ r u over 0 ≤ u ≤ 1, by the primal–dual iteration of Chambolle &amp; Pock (2011, doi 10.1007/s10851-010-0251-1). The set u &gt; ½
    /// is a global minimiser of the binary problem (Chan, Esedoğlu &amp; Nikolova 2006, doi 10.1137/040615286).
    /// </summary>
    /// <param name="region">r: negative where a voxel wants to be inside, positive outside; not changed.</param>
    /// <param name="edge">g: cost of a boundary through the voxel, not negative; small on image edges.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="iterations">Iterations; the information of a voxel travels one voxel each.</param>
    /// <param name="u">On entry the starting point, on return the solution, 0 to 1.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Segment(float[] region, float[] edge, int ni, int nj, int nk, int iterations, float[] u, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentNullException.ThrowIfNull(edge);
        ArgumentNullException.ThrowIfNull(u);
        const float Tau = 0.28f, Sigma = 0.28f; // Tau * Sigma * 12 < 1, the squared norm of the 3-D gradient
        var slice = ni * nj;
        float[] px = new float[u.Length], py = new float[u.Length], pz = new float[u.Length], bar = (float[])u.Clone();
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            Slices.For(nk, parallel, k =>
            {
                for (var j = 0; j < nj; j++)
                {
                    var n = (k * slice) + (j * ni);
                    for (var i = 0; i < ni; i++, n++)
                    {
                        var x = px[n] + (i < ni - 1 ? Sigma * (bar[n + 1] - bar[n]) : 0);
                        var y = py[n] + (j < nj - 1 ? Sigma * (bar[n + ni] - bar[n]) : 0);
                        var z = pz[n] + (k < nk - 1 ? Sigma * (bar[n + slice] - bar[n]) : 0);
                        var length = MathF.Sqrt((x * x) + (y * y) + (z * z));
                        var shrink = length > edge[n] ? edge[n] / length : 1;
                        (px[n], py[n], pz[n]) = (x * shrink, y * shrink, z * shrink);
                    }
                }
            });
            Slices.For(nk, parallel, k =>
            {
                for (var j = 0; j < nj; j++)
                {
                    var n = (k * slice) + (j * ni);
                    for (var i = 0; i < ni; i++, n++)
                    {
                        var divergence = px[n] - (i > 0 ? px[n - 1] : 0) + py[n] - (j > 0 ? py[n - ni] : 0) + pz[n] - (k > 0 ? pz[n - slice] : 0);
                        var next = Math.Clamp(u[n] + (Tau * (divergence - region[n])), 0f, 1f);
                        bar[n] = (2 * next) - u[n];
                        u[n] = next;
                    }
                }
            });
        }
    }
}
