using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// The global search: every rotation of a lattice within 40° and a bit, some scales, and every place of the moving foreground for the
/// reference's centre, judged by the correlation ratio of a few hundred points at the coarsest level. After FLIRT's idea of searching poses
/// exhaustively before descending (Jenkinson and Smith 2001, doi 10.1016/S1361-8415(01)00036-6); here rotated points are rounded to voxels,
/// so that a shift is one addition to their addresses and the whole search some ten million look-ups.
/// </summary>
internal sealed class PoseSearch
{
    private const int MaxPoints = 500;
    private const int PerPose = 3;
    private const double StepRadians = 18 * Math.PI / 180;
    private const double MaxRadians = 46 * Math.PI / 180;
    private readonly Volume<float> moving;
    private readonly SamplePoints points;
    private readonly int[] binStart;
    private readonly Point centre;
    private readonly Shape padded;
    private readonly int margin;
    private readonly float[] values;
    private readonly List<(int I, int J, int K)> places = [];

    /// <param name="moving">The moving image at the coarsest level.</param>
    /// <param name="foreground">Its foreground, on the same grid: where the centre may lie.</param>
    /// <param name="weight">Where it counts, or null.</param>
    /// <param name="points">Points of the reference.</param>
    /// <param name="centre">Their centre, RAS+ mm.</param>
    public PoseSearch(Volume<float> moving, Volume<bool> foreground, Volume<float>? weight, SamplePoints points, Point centre)
    {
        (this.moving, this.centre) = (moving, centre);
        (this.points, binStart) = points.ByBin();
        // room on every side for the furthest point at the largest scale
        var reach = 0.0;
        for (var n = 0; n < points.Count; n++)
            reach = Math.Max(reach, new Point(points.X[n], points.Y[n], points.Z[n]).Length);
        var size = moving.Grid.VoxelSize;
        margin = 2 + (int)Math.Ceiling(1.2 * reach / Math.Min(size.X, Math.Min(size.Y, size.Z)));
        padded = new(moving.Shape.I + (2 * margin), moving.Shape.J + (2 * margin), moving.Shape.K + (2 * margin));
        values = new float[padded.Count];
        Array.Fill(values, float.NaN);
        for (var k = 0; k < moving.Shape.K; k++)
        {
            for (var j = 0; j < moving.Shape.J; j++)
            {
                for (var i = 0; i < moving.Shape.I; i++)
                {
                    var n = moving.Shape.Index(i, j, k);
                    if (weight is null || weight.Span[n] > 0.5f) values[Padded(i, j, k)] = moving.Span[n];
                    // all odd or all even: a body-centred lattice
                    if (foreground.Span[n] && (((i ^ j) | (i ^ k)) & 1) == 0) places.Add((i, j, k));
                }
            }
        }
    }

    public static int PointLimit => MaxPoints;

    /// <summary>The best poses, best first, as parameters of <see cref="AffineModel"/>.</summary>
    public List<double[]> Best(int count, bool scales, ParallelOptions? parallel) => Best(Poses(scales), count, parallel);

    /// <summary>The same about every order of the axes, for headers that lie: all rotations, no scales.</summary>
    public List<double[]> BestTurned(int count, ParallelOptions? parallel) => Best(TurnedPoses(), count, parallel);

    private List<double[]> Best(List<double[]> poses, int count, ParallelOptions? parallel)
    {
        var found = new (double Cost, double[] Parameters)[poses.Count][];
        Slices.For(poses.Count, parallel, () => new int[points.Count], (n, offsets) => found[n] = Search(poses[n], offsets));
        var all = found.SelectMany(f => f).ToArray();
        // a stable order: equal costs stay in the order of the lattice
        return [.. all.OrderBy(f => f.Cost).Take(count).Select(f => f.Parameters)];
    }

    private static List<double[]> Poses(bool scales)
    {
        var poses = new List<double[]>();
        double[] logs = scales ? [Math.Log(0.86), 0, Math.Log(1.16)] : [0];
        for (var x = -2; x <= 2; x++)
        {
            for (var y = -2; y <= 2; y++)
            {
                for (var z = -2; z <= 2; z++)
                {
                    if (Math.Sqrt((x * x) + (y * y) + (z * z)) * StepRadians > MaxRadians) continue;
                    foreach (var s in logs)
                        poses.Add([0, 0, 0, x * StepRadians, y * StepRadians, z * StepRadians, s, s, s, 0, 0, 0]);
                }
            }
        }

        return poses;
    }

    // 30° along each axis, and 25° along all three, about each of the 24 quarter turns: no rotation is further than 28° from one of them,
    // and most within 17°.
    private static List<double[]> TurnedPoses()
    {
        const double Face = 30 * Math.PI / 180;
        const double Corner = 25 * Math.PI / 180;
        var poses = new List<double[]>();
        foreach (var turn in QuarterTurns.All)
        {
            for (var n = 0; n < 27; n++)
            {
                var (x, y, z) = ((n % 3) - 1, (n / 3 % 3) - 1, (n / 9) - 1);
                var step = (Math.Abs(x) + Math.Abs(y) + Math.Abs(z)) switch { 0 => 0, 1 => Face, 3 => Corner, _ => double.NaN };
                if (double.IsNaN(step)) continue;
                var tilt = AffineModel.Linear([0, 0, 0, x * step, y * step, z * step, 0, 0, 0, 0, 0, 0]);
                poses.Add(AffineModel.FromAffine(tilt * turn, new(0, 0, 0), AffineDegrees.Rigid6));
            }
        }

        return poses;
    }

    private int Padded(int i, int j, int k) => padded.Index(i + margin, j + margin, k + margin);

    private (double Cost, double[] Parameters)[] Search(double[] pose, int[] offsets)
    {
        var map = moving.Grid.WorldToVoxel * AffineModel.Linear(pose);
        for (var n = 0; n < offsets.Length; n++)
        {
            var v = map.ApplyVector(new(points.X[n], points.Y[n], points.Z[n]));
            offsets[n] = padded.Index(0, 0, 0) + (int)Math.Round(v.X)
                + (padded.I * ((int)Math.Round(v.Y) + (padded.J * (int)Math.Round(v.Z))));
        }

        var best = new (double Cost, (int I, int J, int K) Place)[PerPose];
        Array.Fill(best, (double.PositiveInfinity, default));
        foreach (var place in places)
        {
            var cost = Cost(Padded(place.I, place.J, place.K), offsets);
            if (cost >= best[^1].Cost) continue;
            Insert(best, cost, place);
        }

        return [.. best.Where(b => double.IsFinite(b.Cost)).Select(b => (b.Cost, Placed(pose, b.Place)))];
    }

    // Keeps the best places that are not neighbours of a better one.
    private static void Insert((double Cost, (int I, int J, int K) Place)[] best, double cost, (int I, int J, int K) place)
    {
        var at = best.Length - 1;
        for (var n = 0; n < best.Length; n++)
        {
            var b = best[n];
            if (!double.IsFinite(b.Cost)
                || Math.Abs(b.Place.I - place.I) + Math.Abs(b.Place.J - place.J) + Math.Abs(b.Place.K - place.K) > 3) continue;
            if (b.Cost <= cost) return;
            at = n;
            break;
        }

        for (best[at] = (cost, place); at > 0 && best[at].Cost < best[at - 1].Cost; at--)
            (best[at], best[at - 1]) = (best[at - 1], best[at]);
    }

    private double[] Placed(double[] pose, (int I, int J, int K) place)
    {
        var p = (double[])pose.Clone();
        var t = moving.Grid.Affine.Apply(new(place.I, place.J, place.K)) - centre;
        (p[0], p[1], p[2]) = (t.X, t.Y, t.Z);
        return p;
    }

    // One minus the correlation ratio over the points inside; points outside count as unexplained.
    private double Cost(int origin, int[] offsets)
    {
        var (n, sum, squares, explained) = (0, 0.0, 0.0, 0.0);
        for (var b = 0; b + 1 < binStart.Length; b++)
        {
            var (count, binSum, binSquares) = (0, 0f, 0f);
            for (var p = binStart[b]; p < binStart[b + 1]; p++)
            {
                var v = values[origin + offsets[p]];
                if (float.IsNaN(v)) continue;
                count++;
                binSum += v;
                binSquares += v * v;
            }

            if (count == 0) continue;
            (n, sum, squares) = (n + count, sum + binSum, squares + binSquares);
            explained += (double)binSum * binSum / count;
        }

        if (n * 2 < offsets.Length) return double.PositiveInfinity;
        var variance = squares - (sum * sum / n);
        if (!(variance > 1e-9)) return double.PositiveInfinity;
        var overlap = n / (double)offsets.Length;
        return (overlap * (squares - explained) / variance) + (1 - overlap);
    }
}
