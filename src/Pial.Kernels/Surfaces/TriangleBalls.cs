using System.Numerics;

namespace Pial.Kernels.Surfaces;

/// <summary>
/// Triangles as the balls around them, sorted by their centres into the cells of a grid, to find what is near a place. Each triangle lies
/// in one cell, and cells of a row lie side by side in memory: a look around reads few and short stretches.
/// </summary>
/// <remarks>Arrays are kept from one <see cref="Sort"/> to the next, so that a surface that moves costs no memory.</remarks>
public sealed class TriangleBalls
{
    private const float Facing = -0.2f; // cosine between normals from which on two parts of a surface face each other

    // A look reaches as much farther as the largest ball is wide, so balls of different sizes are kept apart: largest radius and edge of
    // their grid, both in cells. Even triangles with edges of 0.8 cells have radii of 0.5.
    private static readonly (float Radius, float Edge)[] Sizes = [(0.6f, 1), (0.85f, 1), (1.3f, 1.5f), (float.PositiveInfinity, 4)];

    private const float Margin = 1e-3f; // mm; rounding must not hide a triangle that is only sorted out
    private const float Slack = 1.00001f; // the same, as a factor
    private readonly float[] positions;
    private readonly int[] triangles;
    private readonly float cell;
    private readonly Tier[] tiers;

    /// <summary>Sorts the triangles.</summary>
    /// <param name="positions">x, y, z of each vertex; may be moved, and then be sorted again.</param>
    /// <param name="triangles">Three vertices of each triangle.</param>
    /// <param name="cell">Edge of a cell.</param>
    public TriangleBalls(float[] positions, int[] triangles, float cell)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(triangles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cell);
        (this.positions, this.triangles, this.cell) = (positions, triangles, cell);
        tiers = Array.ConvertAll(Sizes, s => new Tier(s.Radius * cell, s.Edge * cell));
        Sort();
    }

    /// <summary>Sorts the triangles again, where the positions are now.</summary>
    public void Sort()
    {
        var count = triangles.Length / 3;
        foreach (var tier in tiers) tier.Start();
        for (var t = 0; t < count; t++)
        {
            var (a, b, c) = (Vertex(triangles[3 * t]), Vertex(triangles[(3 * t) + 1]), Vertex(triangles[(3 * t) + 2]));
            var centre = (a + b + c) / 3;
            var radius = MathF.Sqrt(Math.Max(Vector3.DistanceSquared(a, centre),
                Math.Max(Vector3.DistanceSquared(b, centre), Vector3.DistanceSquared(c, centre))));
            var normal = Vector3.Cross(b - a, c - a);
            normal /= MathF.Sqrt(Math.Max(normal.LengthSquared(), 1e-20f));
            var size = 0;
            while (radius > tiers[size].MostRadius) size++;
            tiers[size].Add(new(centre, radius, normal, t));
        }

        foreach (var tier in tiers) tier.Sort();
    }

    /// <summary>Distance from a point to the nearest triangle, and that triangle; beyond the limit the limit and −1.</summary>
    /// <param name="x">x.</param>
    /// <param name="y">y.</param>
    /// <param name="z">z.</param>
    /// <param name="limit">How far to look.</param>
    /// <param name="direction">Only triangles that face this way count; null for all.</param>
    public (float Distance, int Triangle) Nearest(float x, float y, float z, float limit, Vector3? direction = null)
    {
        var (best, which, point) = (limit * limit, -1, new Vector3(x, y, z));
        for (var reach = Math.Min(limit, cell); ; reach = Math.Min(limit, which >= 0 ? Slack * MathF.Sqrt(best) : 2 * reach))
        {
            foreach (var tier in tiers) Nearest(tier, point, reach, direction, ref best, ref which);
            if (reach >= limit || reach * reach >= best) return (MathF.Sqrt(best), which);
        }
    }

    /// <summary>How far a vertex can move along its normal before it meets a part of the surface that faces it.</summary>
    /// <param name="vertex">The vertex; its own triangles do not count.</param>
    /// <param name="normal">Its normal.</param>
    /// <param name="reach">How far to look ahead; a third of it behind, for what was passed already.</param>
    /// <param name="aside">How far beside the normal a triangle still stands in the way.</param>
    /// <returns>The distance; below 0 when the vertex has passed the other part; positive infinity when nothing is near.</returns>
    public float Clearance(int vertex, Vector3 normal, float reach, float aside)
    {
        var least = float.PositiveInfinity;
        foreach (var tier in tiers) least = Clearance(tier, vertex, normal, reach, aside, least);
        return least;
    }

    private void Nearest(Tier tier, Vector3 point, float reach, Vector3? direction, ref float best, ref int which)
    {
        var bound = Math.Min(reach, MathF.Sqrt(best));
        foreach (var row in tier.Around(point, bound))
        {
            foreach (ref readonly var ball in tier.Balls(row))
            {
                var far = bound + ball.Radius;
                if (Vector3.DistanceSquared(point, ball.Centre) > Slack * far * far) continue;
                if (direction is { } way && Vector3.Dot(way, ball.Normal) <= 0) continue;
                var t = ball.Triangle;
                var d = PointTriangle.SquaredDistance(positions, triangles, t, point.X, point.Y, point.Z);
                if (d > best || (d == best && (which < 0 || t >= which))) continue;
                (best, which) = (d, t);
                bound = Math.Min(bound, MathF.Sqrt(d));
            }
        }
    }

    private float Clearance(Tier tier, int vertex, Vector3 normal, float reach, float aside, float least)
    {
        // What stands in the way lies in a cylinder along the normal; a ball that does not reach into it is passed over.
        var (point, behind, wide) = (Vertex(vertex), -reach / 3, aside * aside);
        var half = (reach - behind) / 2;
        foreach (var row in tier.Around(point + ((half + behind) * normal), MathF.Sqrt((half * half) + wide)))
        {
            foreach (ref readonly var ball in tier.Balls(row))
            {
                if (Vector3.Dot(normal, ball.Normal) > Facing) continue;
                var to = ball.Centre - point;
                var (along, near, far) = (Vector3.Dot(to, normal), ball.Radius + Margin, aside + ball.Radius + Margin);
                if (along - near > Math.Min(reach, least) || along + near < behind || to.LengthSquared() - (along * along) > far * far
                    || Has(ball.Triangle, vertex)) continue;
                var there = -PointTriangle.From(positions, triangles, ball.Triangle, point.X, point.Y, point.Z);
                var ahead = Vector3.Dot(there, normal);
                if (ahead < least && ahead <= reach && ahead > behind && there.LengthSquared() - (ahead * ahead) <= wide) least = ahead;
            }
        }

        return least;
    }

    private Vector3 Vertex(int v) => new(positions.AsSpan(3 * v, 3));

    private bool Has(int t, int vertex) =>
        triangles[3 * t] == vertex || triangles[(3 * t) + 1] == vertex || triangles[(3 * t) + 2] == vertex;

    private readonly record struct Ball(Vector3 Centre, float Radius, Vector3 Normal, int Triangle);

    // Balls of about one size, in cells.
    private sealed class Tier(float mostRadius, float edge)
    {
        private readonly float cell = edge;
        private Ball[] unsorted = [], sorted = [];
        private int[] start = [];
        private Vector3 low, high;
        private float widest;
        private int count, ni, nj, nk;

        public float MostRadius { get; } = mostRadius;

        public void Start()
        {
            (count, widest, low, high) = (0, 0, new(float.MaxValue), new(float.MinValue));
        }

        public void Add(in Ball ball)
        {
            if (count == unsorted.Length) Array.Resize(ref unsorted, Math.Max(1024, 2 * count));
            unsorted[count++] = ball;
            (widest, low, high) = (Math.Max(widest, ball.Radius), Vector3.Min(low, ball.Centre), Vector3.Max(high, ball.Centre));
        }

        public void Sort()
        {
            if (count == 0) return;
            if (sorted.Length < count) sorted = new Ball[unsorted.Length];
            (ni, nj, nk) = (Cells(high.X - low.X), Cells(high.Y - low.Y), Cells(high.Z - low.Z));
            var cells = ni * nj * nk;
            if (start.Length <= cells) start = new int[cells + 1];
            else start.AsSpan(0, cells + 1).Clear();
            var balls = unsorted.AsSpan(0, count);
            foreach (ref readonly var ball in balls) start[Cell(ball.Centre)]++;
            for (var c = 1; c <= cells; c++) start[c] += start[c - 1];
            for (var n = count - 1; n >= 0; n--) sorted[--start[Cell(balls[n].Centre)]] = balls[n];
        }

        /// <summary>The rows of cells that hold the centres of all balls within reach of a point.</summary>
        public Rows Around(Vector3 point, float reach) =>
            new(this, point - low - new Vector3(reach + widest), point - low + new Vector3(reach + widest));

        public ReadOnlySpan<Ball> Balls((int First, int Last) row) =>
            sorted.AsSpan(start[row.First], start[row.Last + 1] - start[row.First]);

        private int Cells(float extent) => (int)(extent / cell) + 1;

        private int Cell(Vector3 centre)
        {
            var at = (centre - low) / cell;
            return (int)at.X + (ni * ((int)at.Y + (nj * (int)at.Z)));
        }

        public ref struct Rows
        {
            private readonly Tier tier;
            private readonly int i0, i1, j0, j1, k1;
            private int j, k;

            public Rows(Tier tier, Vector3 from, Vector3 to)
            {
                this.tier = tier;
                if (tier.count == 0)
                {
                    k = 1; // past the last row
                    return;
                }

                (from, to) = (from / tier.cell, to / tier.cell);
                (i0, i1) = (First(from.X), Math.Min((int)MathF.Floor(to.X), tier.ni - 1));
                (j0, j1) = (First(from.Y), Math.Min((int)MathF.Floor(to.Y), tier.nj - 1));
                (k, k1) = (First(from.Z), Math.Min((int)MathF.Floor(to.Z), tier.nk - 1));
                j = j0 - 1;
                if (i1 < i0 || j1 < j0) k = k1 + 1;
            }

            public readonly (int First, int Last) Current
            {
                get
                {
                    var row = tier.ni * (j + (tier.nj * k));
                    return (row + i0, row + i1);
                }
            }

            public readonly Rows GetEnumerator() => this;

            public bool MoveNext()
            {
                if (k > k1) return false;
                if (++j <= j1) return true;
                (j, k) = (j0, k + 1);
                return k <= k1;
            }

            private static int First(float x) => Math.Max(0, (int)MathF.Floor(x));
        }
    }
}
