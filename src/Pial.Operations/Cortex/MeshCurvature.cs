using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>Curvatures of a mesh.</summary>
internal static class MeshCurvature
{
    private const int Smoothing = 10; // rounds of neighbour averaging; FreeSurfer averages ten times too

    /// <summary>
    /// Mean curvature (cotangent Laplacian) and Gaussian curvature (angle deficit) by mixed areas, smoothed (Meyer et al. 2003, doi
    /// 10.1007/978-3-662-05105-4_2).
    /// </summary>
    public static (float[] Mean, float[] Gaussian) Of(TriangleMesh mesh, MeshNeighbours neighbours)
    {
        var count = mesh.VertexCount;
        var (laplacian, angle, area) = (new double[3 * count], new double[count], new double[count]);
        for (var n = 0; n < mesh.Triangles.Length; n += 3)
        {
            for (var c = 0; c < 3; c++)
                Corner(mesh.Positions, mesh.Triangles[n + c], mesh.Triangles[n + ((c + 1) % 3)], mesh.Triangles[n + ((c + 2) % 3)],
                    laplacian, angle, area);
        }

        var normals = new float[3 * count];
        MeshGeometry.Normals(mesh.Positions, mesh.Triangles, normals);
        var (mean, gaussian) = (new float[count], new float[count]);
        for (var v = 0; v < count; v++)
        {
            var a = Math.Max(area[v], 1e-6);
            var up = (laplacian[3 * v] * normals[3 * v]) + (laplacian[(3 * v) + 1] * normals[(3 * v) + 1]) +
                (laplacian[(3 * v) + 2] * normals[(3 * v) + 2]);
            mean[v] = (float)(up / (4 * a)); // the Laplacian is −2 H n, outward normals; a sulcus bends towards its normal
            gaussian[v] = (float)(((2 * Math.PI) - angle[v]) / a);
        }

        neighbours.Smooth(mean, 1, 0.5f, Smoothing);
        neighbours.Smooth(gaussian, 1, 0.5f, Smoothing);
        return (mean, gaussian);
    }

    // The share of the corner at a: the cotangent of its angle weighs the edge across.
    private static void Corner(float[] p, int a, int b, int c, double[] laplacian, double[] angle, double[] area)
    {
        double ux = p[3 * b] - p[3 * a], uy = p[(3 * b) + 1] - p[(3 * a) + 1], uz = p[(3 * b) + 2] - p[(3 * a) + 2];
        double wx = p[3 * c] - p[3 * a], wy = p[(3 * c) + 1] - p[(3 * a) + 1], wz = p[(3 * c) + 2] - p[(3 * a) + 2];
        double dot = (ux * wx) + (uy * wy) + (uz * wz);
        double cx = (uy * wz) - (uz * wy), cy = (uz * wx) - (ux * wz), cz = (ux * wy) - (uy * wx);
        var cross = Math.Max(Math.Sqrt((cx * cx) + (cy * cy) + (cz * cz)), 1e-12);
        angle[a] += Math.Atan2(cross, dot);
        area[a] += cross / 6;
        var cotangent = Math.Clamp(dot / cross, -10, 10);
        for (var x = 0; x < 3; x++)
        {
            var edge = cotangent * (p[(3 * c) + x] - (double)p[(3 * b) + x]);
            laplacian[(3 * b) + x] += edge;
            laplacian[(3 * c) + x] -= edge;
        }
    }
}
