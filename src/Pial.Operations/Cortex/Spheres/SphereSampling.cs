using Pial.Kernels.Surfaces.Spheres;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>Reads the values of one sphere's vertices at other places of it.</summary>
/// <remarks>Finds the triangles once, for any number of maps.</remarks>
public sealed class SphereSampling
{
    private readonly int[] corners;
    private readonly float[] weights;

    /// <summary>Finds the places.</summary>
    /// <param name="sphere">x, y, z of each vertex of the sphere, of length 1.</param>
    /// <param name="triangles">Its triangles.</param>
    /// <param name="places">x, y, z of each place, of length 1.</param>
    public SphereSampling(double[] sphere, int[] triangles, double[] places)
    {
        ArgumentNullException.ThrowIfNull(sphere);
        ArgumentNullException.ThrowIfNull(triangles);
        ArgumentNullException.ThrowIfNull(places);
        var locator = new SphereLocator(sphere, triangles);
        (corners, weights) = (new int[places.Length], new float[places.Length]);
        Span<double> w = stackalloc double[3];
        for (var n = 0; n < places.Length; n += 3)
        {
            var t = locator.Locate(places.AsSpan(n, 3), w);
            for (var c = 0; c < 3; c++)
                (corners[n + c], weights[n + c]) = (triangles[(3 * t) + c], (float)w[c]);
        }
    }

    /// <summary>Values between the vertices of the triangles, by their weights.</summary>
    public float[] Linear(ReadOnlySpan<float> values)
    {
        var read = new float[corners.Length / 3];
        for (var v = 0; v < read.Length; v++)
            for (var c = 0; c < 3; c++)
                read[v] += weights[(3 * v) + c] * values[corners[(3 * v) + c]];
        return read;
    }

    /// <summary>Directions between the vertices of the triangles, of length 1.</summary>
    public double[] Directions(ReadOnlySpan<double> directions)
    {
        var read = new double[corners.Length];
        for (var n = 0; n < read.Length; n += 3)
        {
            for (var c = 0; c < 3; c++)
                for (var x = 0; x < 3; x++)
                    read[n + x] += weights[n + c] * directions[(3 * corners[n + c]) + x];
            var length = Math.Sqrt((read[n] * read[n]) + (read[n + 1] * read[n + 1]) + (read[n + 2] * read[n + 2]));
            for (var x = 0; x < 3; x++)
                read[n + x] /= length;
        }

        return read;
    }

    /// <summary>The nearest vertex of each triangle: the one with the largest weight.</summary>
    public int[] Nearest()
    {
        var nearest = new int[corners.Length / 3];
        for (var v = 0; v < nearest.Length; v++)
        {
            var n = 3 * v;
            var best = weights[n + 1] > weights[n] ? n + 1 : n;
            nearest[v] = corners[weights[n + 2] > weights[best] ? n + 2 : best];
        }

        return nearest;
    }
}
