using Pial.Kernels;
using Pial.Operations.Masks;

namespace Pial.Operations.Segmentation;

/// <summary>
/// Means over the 26 neighbours that lie in the mask, weighted by distance in mm, so that thick slices count less across than within.
/// </summary>
internal sealed class Neighbourhood
{
    private const double ReachMm = 1; // standard deviation of the weights

    private readonly MaskFrame frame;
    private readonly float ax, ay, az;
    private readonly float[] plane, inverse;

    public Neighbourhood(MaskFrame frame, float[] inside, ParallelOptions? parallel)
    {
        this.frame = frame;
        var size = frame.VoxelSize;
        (ax, ay, az) = (Weight(size.X), Weight(size.Y), Weight(size.Z));
        plane = new float[inside.Length];
        inverse = new float[inside.Length];
        Sum(inside, inverse, withCentre: false, parallel);
        Slices.For(frame.Nz, parallel, z =>
        {
            for (var n = z * frame.Slice; n < (z + 1) * frame.Slice; n++)
                inverse[n] = inverse[n] > 1e-6f ? 1 / inverse[n] : 0;
        });
    }

    /// <summary>Mean of the neighbours; values outside the mask must be zero. A voxel without neighbours gets zero.</summary>
    public void Mean(float[] values, float[] destination, ParallelOptions? parallel)
    {
        Sum(values, destination, withCentre: false, parallel);
        Slices.For(frame.Nz, parallel, z =>
        {
            for (var n = z * frame.Slice; n < (z + 1) * frame.Slice; n++)
                destination[n] *= inverse[n];
        });
    }

    private static float Weight(double mm) => (float)Math.Exp(-mm * mm / (2 * ReachMm * ReachMm));

    private void Sum(float[] values, float[] destination, bool withCentre, ParallelOptions? parallel)
    {
        Slices.For(frame.Nz, parallel, () => new float[frame.Nx], (z, line) =>
        {
            for (var y = 0; y < frame.Ny; y++)
            {
                var at = ((z * frame.Ny) + y) * frame.Nx;
                var (up, down) = (y > 0 ? at - frame.Nx : at, y < frame.Ny - 1 ? at + frame.Nx : at);
                for (var x = 0; x < frame.Nx; x++)
                    line[x] = values[at + x] + (ay * (values[up + x] + values[down + x]));
                for (var x = 1; x < frame.Nx - 1; x++)
                    plane[at + x] = line[x] + (ax * (line[x - 1] + line[x + 1]));
            }
        });
        Slices.For(frame.Nz, parallel, z =>
        {
            var b = z * frame.Slice;
            var (a, c) = (z > 0 ? b - frame.Slice : b, z < frame.Nz - 1 ? b + frame.Slice : b);
            var centre = withCentre ? 0f : 1f;
            for (var n = 0; n < frame.Slice; n++)
                destination[b + n] = plane[b + n] + (az * (plane[a + n] + plane[c + n])) - (centre * values[b + n]);
        });
    }
}
