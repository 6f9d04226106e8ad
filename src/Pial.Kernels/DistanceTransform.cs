using System.Runtime.CompilerServices;

namespace Pial.Kernels;

/// <summary>Exact squared Euclidean distance, one line at a time.</summary>
/// <remarks>
/// Felzenszwalb &amp; Huttenlocher 2012, Theory of Computing 8:415, doi 10.4086/toc.2012.v008a019: along each axis in turn,
/// <c>d(p) = min over q of f(q) + (s·(p − q))²</c> is the lower envelope of parabolas, found in linear time; s is the spacing, so
/// anisotropic voxels are exact too.
/// </remarks>
public static class DistanceTransform
{
    /// <summary>Replaces a line of squared distances by the minimum over the line of value + (spacing · steps)².</summary>
    /// <param name="line">Squared distances so far; <see cref="double.PositiveInfinity"/> where nothing is known.</param>
    /// <param name="spacing">Distance between neighbours.</param>
    /// <param name="vertices">Scratch, at least as long as the line.</param>
    /// <param name="bounds">Scratch, at least one longer than the line.</param>
    /// <param name="values">Scratch, at least as long as the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Line(Span<double> line, double spacing, Span<int> vertices, Span<double> bounds, Span<double> values)
    {
        var s2 = spacing * spacing;
        var last = -1;
        for (var q = 0; q < line.Length; q++)
        {
            if (double.IsPositiveInfinity(line[q])) continue;
            var start = double.NegativeInfinity;
            while (last >= 0)
            {
                var v = vertices[last];
                start = (((line[q] - values[last]) / s2) + ((double)q * q) - ((double)v * v)) / (2.0 * (q - v));
                if (start > bounds[last]) break;
                last--;
                start = double.NegativeInfinity;
            }

            last++;
            (vertices[last], values[last], bounds[last]) = (q, line[q], start);
        }

        if (last < 0) return;
        var current = 0;
        for (var p = 0; p < line.Length; p++)
        {
            while (current < last && bounds[current + 1] < p)
                current++;
            var d = p - vertices[current];
            line[p] = values[current] + (s2 * d * d);
        }
    }
}
