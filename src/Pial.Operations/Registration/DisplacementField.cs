using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>A displacement field under construction, in voxels of its own level: the mutable workspace behind a <see cref="Warp"/>.</summary>
internal sealed class DisplacementField
{
    private readonly int spacing; // reference voxels per voxel of this field
    private readonly float[] scratch, sums;

    public DisplacementField(Shape shape, int spacing)
    {
        (Shape, this.spacing) = (shape, spacing);
        Components = [new float[shape.Count], new float[shape.Count], new float[shape.Count]];
        (scratch, sums) = (new float[shape.Count], new float[shape.Count]);
    }

    public Shape Shape { get; }

    /// <summary>Displacement along i, j and k, voxels.</summary>
    public float[][] Components { get; }

    /// <summary>Smooths values on this grid with windows of 3³ voxels; beyond the border they count as 0, so that a field fades out there.</summary>
    public void Smooth(float[] values, int passes, ParallelOptions? parallel)
    {
        for (var p = 0; p < passes; p++)
        {
            BoxFilter.Sum(values, Shape.I, Shape.J, Shape.K, 1, scratch, sums, parallel);
            System.Numerics.Tensors.TensorPrimitives.Multiply<float>(sums, 1f / 27, values);
        }
    }

    /// <summary>The moving image at x + u(x), trilinear, edge values outside.</summary>
    public void Pull(float[] moving, float[] destination, ParallelOptions? parallel) => Slices.For(Shape.K, parallel, k =>
    {
        var (ux, uy, uz) = (Components[0], Components[1], Components[2]);
        var sampler = Sampler(moving);
        var n = k * Shape.SliceCount;
        for (var j = 0; j < Shape.J; j++)
            for (var i = 0; i < Shape.I; i++, n++)
                destination[n] = sampler.SampleClamped(i + ux[n], j + uy[n], k + uz[n]);
    });

    /// <summary>u ← u∘(id + v) + v, where v is the force scaled so that its longest vector is one step.</summary>
    public void Compose(float[][] force, double step, ParallelOptions? parallel)
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
                var sampler = Sampler(own);
                var n = k * Shape.SliceCount;
                for (var j = 0; j < Shape.J; j++)
                    for (var i = 0; i < Shape.I; i++, n++)
                    {
                        var (vx, vy, vz) = (force[0][n] * scale, force[1][n] * scale, force[2][n] * scale);
                        scratch[n] = sampler.SampleClamped(i + vx, j + vy, k + vz) + (c == 0 ? vx : c == 1 ? vy : vz);
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
        for (var c = 0; c < 3; c++)
        {
            var (from, to) = (Components[c], result.Components[c]);
            Slices.For(shape.K, parallel, k =>
            {
                var sampler = Sampler(from);
                var n = k * shape.SliceCount;
                for (var j = 0; j < shape.J; j++)
                    for (var i = 0; i < shape.I; i++, n++)
                        to[n] = sampler.SampleClamped((i * ratio) + offset, (j * ratio) + offset, (k * ratio) + offset) / ratio;
            });
        }

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

    private TrilinearSampler Sampler(float[] values) => new(values, Shape.I, Shape.J, Shape.K);
}
