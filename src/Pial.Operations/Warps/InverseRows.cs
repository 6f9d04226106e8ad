using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Warps;

/// <summary>Solves map(p) = q for a row of points at once; what is still wrong afterwards, point by point.</summary>
internal sealed class InverseRows(PointMap map, Affine back, WarpInverseOptions options)
{
    // Columns of a row: 0–2 q, then the p found, a trial p, the error map(p) − q, the residual and the step length.
    public const int Found = 3, Trial = 6, Error = 9, Residual = 12, StepLength = 13, Columns = 11;

    private readonly MapRows rows = new(map);
    private readonly double[] start = WarpLink.Rows(back);

    public void Solve(MapRows.Row row)
    {
        for (var c = 0; c < 3; c++)
            row[c].CopyTo(row[Found + c]);
        Positions.Apply(start, row[Found], row[Found + 1], row[Found + 2]);
        row[StepLength].Fill(1);
        row[Residual].Fill(double.PositiveInfinity);
        for (var c = 0; c < 3; c++)
            row[Found + c].CopyTo(row[Trial + c]);
        for (var n = 0; n < options.Iterations; n++)
        {
            if (!Step(row)) return;
        }

        for (var n = 0; n < row.Length; n++)
        {
            if (!(row[Residual][n] <= options.ToleranceMm)) Newton(row, n);
        }
    }

    // Judges the trial points, keeps the better ones and makes the next. False when every point is found.
    private bool Step(MapRows.Row row)
    {
        var ex = row[Error];
        var ey = row[Error + 1];
        var ez = row[Error + 2];
        row[Trial].CopyTo(ex);
        row[Trial + 1].CopyTo(ey);
        row[Trial + 2].CopyTo(ez);
        rows.Apply(ex, ey, ez);
        var open = false;
        for (var n = 0; n < row.Length; n++)
        {
            var error = new Point(ex[n] - row[0][n], ey[n] - row[1][n], ez[n] - row[2][n]);
            var residual = error.Length;
            if (row[Residual][n] <= options.ToleranceMm) continue;
            var found = Get(row, Found, n);
            var better = residual < row[Residual][n] || double.IsPositiveInfinity(row[Residual][n]);
            if (better)
            {
                found = Get(row, Trial, n);
                Set(row, Found, n, found);
                row[Residual][n] = residual;
                var move = back.ApplyVector(error);
                row[StepLength][n] = Math.Min(1, row[StepLength][n] * 1.5);
                Set(row, Trial, n, found - (move * row[StepLength][n]));
            }
            else
            {
                // Back to half the way between the best point and the one that was worse.
                row[StepLength][n] /= 2;
                Set(row, Trial, n, (found + Get(row, Trial, n)) * 0.5);
            }

            open |= !(row[Residual][n] <= options.ToleranceMm);
        }

        return open;
    }

    private void Newton(MapRows.Row row, int n)
    {
        const double h = 0.01; // mm; the field is linear between voxels, so a short step sees one cell
        var (q, p) = (Get(row, 0, n), Get(row, Found, n));
        var (error, length) = (map.Apply(p) - q, row[Residual][n]);
        for (var step = 0; step < 50 && length > options.ToleranceMm; step++)
        {
            Point Slope(Point d) => (map.Apply(p + (d * h)) - map.Apply(p - (d * h))) * (0.5 / h);
            var (a, b, c) = (Slope(new(1, 0, 0)), Slope(new(0, 1, 0)), Slope(new(0, 0, 1)));
            var jacobian = new Affine(a.X, b.X, c.X, 0, a.Y, b.Y, c.Y, 0, a.Z, b.Z, c.Z, 0);
            var move = Math.Abs(jacobian.Determinant) > 1e-3 && jacobian.IsFinite
                ? jacobian.Inverse().ApplyVector(error) : back.ApplyVector(error);
            var (moved, way) = (false, 1.0);
            for (; way > 1e-3 && !moved; way /= 2)
            {
                var trial = p - (move * way);
                var rest = map.Apply(trial) - q;
                if (!(rest.Length < length)) continue;
                (p, error, length, moved) = (trial, rest, rest.Length, true);
            }

            if (!moved) break;
        }

        Set(row, Found, n, p);
        row[Residual][n] = length;
    }

    private static Point Get(MapRows.Row row, int column, int n) => new(row[column][n], row[column + 1][n], row[column + 2][n]);

    private static void Set(MapRows.Row row, int column, int n, Point p) =>
        (row[column][n], row[column + 1][n], row[column + 2][n]) = (p.X, p.Y, p.Z);
}
