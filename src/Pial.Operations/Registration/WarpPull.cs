using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>Pulls images through warps.</summary>
public static class WarpPull
{
    /// <summary>The image at p + d(p) for every p of the warp's grid; trilinear, edge values outside.</summary>
    public static Volume<float> Pull(this Volume<float> moving, Warp warp, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(moving);
        ArgumentNullException.ThrowIfNull(warp);
        var shape = warp.Grid.Shape;
        var toVoxel = moving.Grid.WorldToVoxel;
        return Volume.CreateParallel<float>(warp.Grid, result => Slices.For(shape.K, parallel, k =>
        {
            var output = result.Span;
            var sampler = new TrilinearSampler(moving.Span, moving.Shape.I, moving.Shape.J, moving.Shape.K);
            var n = k * shape.SliceCount;
            for (var j = 0; j < shape.J; j++)
                for (var i = 0; i < shape.I; i++, n++)
                {
                    var p = toVoxel.Apply(warp.Grid.Affine.Apply(new(i, j, k)) + new Point(warp.X.Span[n], warp.Y.Span[n], warp.Z.Span[n]));
                    output[n] = sampler.SampleClamped(p.X, p.Y, p.Z);
                }
        }));
    }
}
