using System.Numerics;
using Pial.Kernels.Fields;

namespace Pial.Kernels.Tests.Fields;

public sealed class FieldKernelsTests
{
    private const int Ni = 21, Nj = 18, Nk = 15;

    // Smooth, up to 1.5 voxels, 0 at the border.
    private static Vector4[] Smooth(double scale) => Make((i, j, k) =>
    {
        var fade = Math.Sin(Math.PI * i / (Ni - 1)) * Math.Sin(Math.PI * j / (Nj - 1)) * Math.Sin(Math.PI * k / (Nk - 1));
        return new Vector4((float)(1.5 * fade * Math.Cos(j / 4.0)), (float)(-1.2 * fade * Math.Cos(k / 5.0)),
            (float)(1.1 * fade * Math.Sin(i / 4.0)), 7) * (float)scale;
    });

    private static Vector4[] Make(Func<int, int, int, Vector4> value)
    {
        var field = new Vector4[Ni * Nj * Nk];
        for (var k = 0; k < Nk; k++)
            for (var j = 0; j < Nj; j++)
                for (var i = 0; i < Ni; i++)
                    field[i + (Ni * (j + (Nj * k)))] = value(i, j, k);
        return field;
    }

    [Fact]
    public void A_sample_is_what_each_number_alone_would_give()
    {
        var field = Smooth(1);
        var planes = new float[4][];
        for (var c = 0; c < 4; c++)
            planes[c] = Array.ConvertAll(field, v => v[c]);
        var sampler = new FieldSampler(field, Ni, Nj, Nk);
        foreach (var (x, y, z) in new[] { (3.2f, 4.7f, 5.1f), (0f, 0f, 0f), (20f, 17f, 14f), (-3f, 8.5f, 99f), (19.99f, 0.01f, 13.5f) })
        {
            var found = sampler.SampleClamped(x, y, z);
            for (var c = 0; c < 4; c++)
                Assert.Equal(new TrilinearSampler(planes[c], Ni, Nj, Nk).SampleClamped(x, y, z), found[c], 1e-5f);
        }
    }

    [Fact]
    public void Derivatives_are_those_of_the_cell()
    {
        var sampler = new FieldSampler(Make((i, j, k) => new Vector4((2 * i) + (3 * j), (i * k) + j, k - i, j * k)), Ni, Nj, Nk);
        var value = sampler.SampleClamped(System.Runtime.Intrinsics.Vector128.Create(3.5f, 4.25f, 5.75f, 0), out var x, out var y,
            out var z);
        Assert.Equal(new Vector4((2 * 3.5f) + (3 * 4.25f), (3.5f * 5.75f) + 4.25f, 2.25f, 4.25f * 5.75f), value);
        Assert.Equal(new Vector4(2, 5.75f, -1, 0), x);
        Assert.Equal(new Vector4(3, 1, 0, 5.75f), y);
        Assert.Equal(new Vector4(0, 3.5f, 1, 4.25f), z);
    }

    [Fact]
    public void A_field_composed_with_its_inverse_is_nothing()
    {
        var field = Smooth(1);
        var inverse = new Vector4[field.Length];
        Assert.InRange(FieldKernels.Invert(field, Ni, Nj, Nk, inverse), 0, 1.01e-4);
        var both = new Vector4[field.Length];
        FieldKernels.Compose(field, inverse, 1, Ni, Nj, Nk, both);
        foreach (var v in both)
            Assert.InRange(v.AsVector3().Length(), 0, 2e-4f);
    }

    [Fact]
    public void An_inverse_is_found_where_the_map_stretches_fourfold()
    {
        // x ↦ 4x about the middle and back to 0 at the border: a fixed-point iteration would not end.
        var field = Make((i, _, _) => new Vector4((float)(3 * (i - 10) * Math.Exp(-(i - 10) * (i - 10) / 2.0)), 0, 0, 0));
        var inverse = new Vector4[field.Length];
        Assert.InRange(FieldKernels.Invert(field, Ni, Nj, Nk, inverse), 0, 1);
        Assert.Equal(0, inverse[10 + (Ni * (9 + (Nj * 7)))].X, 1e-4f);
    }

    [Fact]
    public void Smoothing_treats_each_number_as_an_image_with_zeros_outside()
    {
        var field = Smooth(1);
        var plane = Array.ConvertAll(field, v => v.Y);
        var half = Convolution.GaussianHalfKernel(1.3);
        Convolution.Separable(plane, Ni, Nj, Nk, half, half, half, Boundary.Zero, plane);
        FieldKernels.Smooth(field, Ni, Nj, Nk, half);
        for (var n = 0; n < plane.Length; n++)
            Assert.Equal(plane[n], field[n].Y, 1e-6f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    [InlineData(1.3)]
    public void Composing_and_smoothing_in_one_go_gives_the_bits_of_one_after_the_other(double sigma)
    {
        var (field, step, half) = (Smooth(1), Smooth(0.4), Convolution.GaussianHalfKernel(sigma, 3));
        var (plain, together) = (new Vector4[field.Length], new Vector4[field.Length]);
        FieldKernels.Compose(field, step, -0.5f, Ni, Nj, Nk, plain);
        FieldKernels.Smooth(plain, Ni, Nj, Nk, half);
        FieldKernels.ComposeSmooth(field, step, -0.5f, (Ni, Nj, Nk), half, together);
        Assert.Equal(plain, together);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    public void Work_after_smoothing_is_done_once_on_every_voxel(double sigma)
    {
        var (plain, worked, half) = (Smooth(1), Smooth(1), Convolution.GaussianHalfKernel(sigma, 3));
        FieldKernels.Smooth(plain, Ni, Nj, Nk, half);
        FieldKernels.Smooth(worked, Ni, Nj, Nk, half, after: row =>
        {
            foreach (ref var v in row.AsSpan()) v *= 2;
        });
        Assert.Equal(Array.ConvertAll(plain, v => v * 2), worked);
    }

    [Fact]
    public void Pulling_by_a_shift_of_one_voxel_moves_values_unchanged()
    {
        var source = Make((i, j, k) => new Vector4(i, j, k, i * j));
        var pulled = new Vector4[source.Length];
        FieldKernels.Pull(source, Make((_, _, _) => new Vector4(1, 0, -1, 0)), Ni, Nj, Nk, (at, row) => row.CopyTo(pulled, at));
        Assert.Equal(new Vector4(6, 5, 6, 30), pulled[5 + (Ni * (5 + (Nj * 7)))]);
    }

    [Fact]
    public void Twice_the_resolution_keeps_a_linear_field()
    {
        var field = Make((i, j, k) => new Vector4(i, j, k, 0) * 0.1f);
        var fine = new Vector4[8 * field.Length];
        FieldKernels.Resample(field, (Ni, Nj, Nk), 0.5f, -0.25f, (2 * Ni, 2 * Nj, 2 * Nk), fine);
        var n = 13 + (2 * Ni * (10 + (2 * Nj * 9)));
        Assert.Equal(((13 * 0.5) - 0.25) * 0.1 / 0.5, fine[n].X, 1e-5); // a displacement of the same mm is twice the voxels
    }

    [Fact]
    public void The_smallest_Jacobian_of_a_linear_field_is_its_determinant() =>
        Assert.Equal(1.1 * 0.9 * 1.2, FieldKernels.SmallestJacobian(Make((i, j, k) => new Vector4(0.1f * i, -0.1f * j, 0.2f * k, 0)), Ni,
            Nj, Nk), 1e-4);

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        static Vector4[] Work(int threads)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
            var (field, step, result) = (Smooth(1), Smooth(0.4), new Vector4[Ni * Nj * Nk]);
            FieldKernels.Compose(field, step, 0.5f, Ni, Nj, Nk, result, parallel);
            FieldKernels.Smooth(result, Ni, Nj, Nk, Convolution.GaussianHalfKernel(0.8), parallel);
            FieldKernels.Invert(result, Ni, Nj, Nk, field, parallel);
            return field;
        }

        Assert.Equal(Work(1), Work(3));
    }
}
