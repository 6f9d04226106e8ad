using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>A displacement field under construction, in voxels of its own level: the mutable workspace behind a <see cref="Warp"/>.</summary>
internal sealed class DisplacementField
{
    private readonly int spacing; // reference voxels per voxel of this field

    public DisplacementField(Shape shape, int spacing)
    {
        (Shape, this.spacing) = (shape, spacing);
        Components = [new float[shape.Count], new float[shape.Count], new float[shape.Count]];
    }

    public Shape Shape { get; }

    /// <summary>Displacement along i, j and k, voxels.</summary>
    public float[][] Components { get; }

    /// <summary>Three-pass-like smoothing with windows of 3³ voxels.</summary>
    public static void Smooth(float[] values, Shape shape, int passes, float[] scratch, ParallelOptions? parallel)
    {
        const float Third = 1f / 27;
        var other = new float[values.Length];
        for (var p = 0; p < passes; p++)
        {
            BoxFilter.Sum(values, shape.I, shape.J, shape.K, 1, scratch, other, parallel);
            System.Numerics.Tensors.TensorPrimitives.Multiply<float>(other, Third, values);
        }
    }

    /// <summary>The moving image at x + u(x), trilinear, edge values outside.</summary>
    public void Pull(float[] moving, float[] destination, ParallelOptions? parallel) => Slices.For(Shape.K, parallel, k =>
    {
        var (ux, uy, uz) = (Components[0], Components[1], Components[2]);
        var n = k * Shape.SliceCount;
        for (var j = 0; j < Shape.J; j++)
            for (var i = 0; i < Shape.I; i++, n++)
                destination[n] = Sample(moving, i + ux[n], j + uy[n], k + uz[n]);
    });

    /// <summary>u ← u∘(id + v) + v, where v is the force scaled so that its longest vector is one step.</summary>
    public void Compose(float[][] force, double step, float[] scratch, ParallelOptions? parallel)
    {
        var longest = new double[Shape.K];
        Slices.For(Shape.K, parallel, k =>
        {
            var max = 0f;
            for (var n = k * Shape.SliceCount; n < (k + 1) * Shape.SliceCount; n++)
                max = Math.Max(max, (force[0][n] * force[0][n]) + (force[1][n] * force[1][n]) + (force[2][n] * force[2][n]));
            longest[k] = max;
        });
        var scale = (float)(step / Math.Max(Math.Sqrt(longest.Max()), 1e-20));
        for (var c = 0; c < 3; c++)
        {
            var own = Components[c];
            Slices.For(Shape.K, parallel, k =>
            {
                var n = k * Shape.SliceCount;
                for (var j = 0; j < Shape.J; j++)
                    for (var i = 0; i < Shape.I; i++, n++)
                    {
                        var (vx, vy, vz) = (force[0][n] * scale, force[1][n] * scale, force[2][n] * scale);
                        scratch[n] = Sample(own, i + vx, j + vy, k + vz) + (c == 0 ? vx : c == 1 ? vy : vz);
                    }
            });
            scratch.CopyTo(own, 0);
        }
    }

    /// <summary>The same field sampled on another level.</summary>
    public DisplacementField Resampled(Shape shape, int newSpacing, ParallelOptions? parallel)
    {
        if (shape == Shape && newSpacing == spacing) return this;
        var result = new DisplacementField(shape, newSpacing);
        var ratio = (float)newSpacing / spacing;
        var offset = ((newSpacing - 1) / 2f / spacing) - ((spacing - 1) / 2f / spacing); // block centres of both levels in reference voxels
        Slices.For(shape.K, parallel, k =>
        {
            var n = k * shape.SliceCount;
            for (var j = 0; j < shape.J; j++)
                for (var i = 0; i < shape.I; i++, n++)
                    for (var c = 0; c < 3; c++)
                        result.Components[c][n] = Sample(Components[c], (i * ratio) + offset, (j * ratio) + offset, (k * ratio) + offset) / ratio;
        });
        return result;
    }

    /// <summary>Voxel displacements as RAS+ mm on the reference grid (the field must be at full resolution).</summary>
    public Warp ToWarp(Grid grid)
    {
        Volume<float> Component(int row) => Volume.Create<float, (float[][] Components, Affine Affine, int Row)>(grid, (Components, grid.Affine, row), static (v, s) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = (float)((s.Affine[s.Row, 0] * s.Components[0][n]) + (s.Affine[s.Row, 1] * s.Components[1][n]) + (s.Affine[s.Row, 2] * s.Components[2][n]));
        });
        return new(Component(0), Component(1), Component(2));
    }

    private float Sample(float[] values, float x, float y, float z) => Sample(values, Shape, x, y, z);

    /// <summary>Trilinear interpolation at voxel coordinates, edge values outside.</summary>
    internal static float Sample(float[] values, Shape shape, float x, float y, float z)
    {
        x = Math.Clamp(x, 0, shape.I - 1);
        y = Math.Clamp(y, 0, shape.J - 1);
        z = Math.Clamp(z, 0, shape.K - 1);
        var (i, j, k) = (Math.Min((int)x, Math.Max(0, shape.I - 2)), Math.Min((int)y, Math.Max(0, shape.J - 2)), Math.Min((int)z, Math.Max(0, shape.K - 2)));
        var (a, b, c) = (x - i, y - j, z - k);
        var (di, dj, dk) = (shape.I > 1 ? 1 : 0, shape.J > 1 ? shape.I : 0, shape.K > 1 ? shape.SliceCount : 0);
        var n = shape.Index(i, j, k);
        var v00 = values[n] + (a * (values[n + di] - values[n]));
        var v10 = values[n + dj] + (a * (values[n + dj + di] - values[n + dj]));
        var v01 = values[n + dk] + (a * (values[n + dk + di] - values[n + dk]));
        var v11 = values[n + dk + dj] + (a * (values[n + dk + dj + di] - values[n + dk + dj]));
        var v0 = v00 + (b * (v10 - v00));
        return v0 + (c * (v01 + (b * (v11 - v01)) - v0));
    }
}
