namespace Pial.Plots.Canvas;

/// <summary>How much of a row's pixels something covers, 0 to 1.</summary>
/// <param name="row">Which row.</param>
/// <param name="from">First pixel.</param>
/// <param name="covered">From there on.</param>
internal delegate void CoveredRow(int row, int from, ReadOnlySpan<float> covered);

/// <summary>
/// What part of each pixel closed rings cover, by nonzero winding. A pixel is cut into sixteen lines; along each line the covered length is
/// exact, so that upright edges are exact and all others are within a sixteenth.
/// </summary>
internal sealed class Coverage
{
    private const int Lines = 16;
    private readonly List<Edge> edges = [];

    /// <summary>Adds a ring, in pixels; it closes itself.</summary>
    public void Add(IReadOnlyList<(double X, double Y)> ring)
    {
        for (var n = 0; n < ring.Count; n++)
        {
            var (a, b) = (ring[n], ring[(n + 1) % ring.Count]);
            if (!(double.IsFinite(a.X) && double.IsFinite(a.Y) && double.IsFinite(b.X) && double.IsFinite(b.Y))) continue;
            var direction = 1;
            if (a.Y > b.Y) (a, b, direction) = (b, a, -1);
            // Lines whose middle the edge crosses.
            var (first, last) = ((int)Math.Ceiling(Math.Clamp((a.Y * Lines) - 0.5, -1e8, 1e8)),
                (int)Math.Ceiling(Math.Clamp((b.Y * Lines) - 0.5, -1e8, 1e8)) - 1);
            if (last < first) continue;
            var slope = (b.X - a.X) / ((b.Y - a.Y) * Lines);
            edges.Add(new(first, last, a.X + (slope * (first + 0.5 - (a.Y * Lines))), slope, direction));
        }
    }

    /// <summary>Gives out the rows that are covered at all.</summary>
    public void Sweep(int width, int height, CoveredRow paint)
    {
        edges.Sort(static (p, q) => p.First.CompareTo(q.First));
        var (active, crossings) = (new List<Edge>(), new List<(double X, int Direction)>());
        var row = new RowSum(width);
        var next = 0;
        var line = edges.Count > 0 ? Math.Max(0, edges[0].First) : 0;
        for (var end = height * Lines; line < end && (next < edges.Count || active.Count > 0); line++)
        {
            if (active.Count == 0 && edges[next].First > line && edges[next].First / Lines > line / Lines)
            {
                row.Flush(line / Lines, paint);
                line = Math.Min(end, edges[next].First) - 1;
                continue;
            }

            while (next < edges.Count && edges[next].First <= line)
                active.Add(edges[next++]);
            crossings.Clear();
            for (var n = active.Count - 1; n >= 0; n--)
            {
                var edge = active[n];
                if (edge.Last < line) active.RemoveAt(n);
                else crossings.Add((edge.X + (edge.Slope * (line - edge.First)), edge.Direction));
            }

            crossings.Sort(static (p, q) => p.X.CompareTo(q.X));
            var (winding, from) = (0, 0.0);
            foreach (var (x, direction) in crossings)
            {
                if (winding == 0) from = x;
                winding += direction;
                if (winding == 0) row.Add(from, x, 1f / Lines);
            }

            if (line % Lines == Lines - 1) row.Flush(line / Lines, paint);
        }

        if (line > 0) row.Flush((line - 1) / Lines, paint);
    }

    private readonly record struct Edge(int First, int Last, double X, double Slope, int Direction);

    // Covered length in each pixel as a running sum: a span adds where it starts and takes away where it ends, each split over two pixels.
    private sealed class RowSum(int width)
    {
        private readonly float[] steps = new float[width + 2];
        private readonly float[] covered = new float[width];
        private int least = int.MaxValue, most = -1;

        public void Add(double from, double to, float weight)
        {
            (from, to) = (Math.Clamp(from, 0, width), Math.Clamp(to, 0, width));
            if (to <= from) return;
            Step(from, weight);
            Step(to, -weight);
            (least, most) = (Math.Min(least, (int)from), Math.Max(most, Math.Min(width - 1, (int)to)));
        }

        public void Flush(int row, CoveredRow paint)
        {
            if (most < least) return;
            var sum = 0f;
            for (var x = least; x <= most; x++)
            {
                sum += steps[x];
                covered[x] = sum > 0.998f ? 1 : sum < 0.002f ? 0 : sum;
            }

            Array.Clear(steps, least, most - least + 3 > steps.Length - least ? steps.Length - least : most - least + 3);
            paint(row, least, covered.AsSpan(least, most - least + 1));
            (least, most) = (int.MaxValue, -1);
        }

        private void Step(double x, float weight)
        {
            var pixel = (int)x;
            var part = (float)(x - pixel) * weight;
            steps[pixel] += weight - part;
            steps[pixel + 1] += part;
        }
    }
}
