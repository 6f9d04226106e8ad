using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>
/// Labels to classes; soft tissue becomes fat (under the skin, in the orbits, thin strands) and muscle by its depth and random fields.
/// </summary>
internal static class SoftTissue
{
    private const double FatDepthMm = 8, OrbitMm = 18, OrbitDepthMm = 6, RoughnessMm = 1.5, Strand = 0.12, SigmaMm = 3;

    public static Volume<byte> Classes(Volume<int> labels, int seed, ParallelOptions? parallel)
    {
        var shape = labels.Shape;
        var depth = EuclideanDistance.Inside(FillHoles.Apply(labels.Map(label => label > 0)), parallel);
        var eyes = EuclideanDistance.Of(labels.Map(label => label == TissueClass.Eye), parallel); // +∞ without eyes
        var border = new SmoothField(labels.Grid, SigmaMm, new((ulong)seed, PhantomStreams.SoftTissue), parallel);
        var strands = new SmoothField(labels.Grid, SigmaMm, new((ulong)seed, PhantomStreams.SoftTissue + 1), parallel);
        var (fat, muscle) = (TissueClass.Of(TissueClass.Fat), TissueClass.Of(TissueClass.Muscle));
        return Volume.CreateParallel<byte>(labels.Grid, voxels => Slices.For(
            shape.K,
            parallel,
            () => (A: border.NewScratch(), B: strands.NewScratch(), Border: new float[shape.SliceCount],
                Strands: new float[shape.SliceCount]),
            (k, own) =>
            {
                border.Evaluate(k, own.A, own.Border);
                strands.Evaluate(k, own.B, own.Strands);
                var slice = labels.Slice(k);
                var deep = depth.Slice(k);
                var eye = eyes.Slice(k);
                var target = voxels.Span.Slice(k * shape.SliceCount, shape.SliceCount);
                for (var n = 0; n < target.Length; n++)
                {
                    if (slice[n] != TissueClass.SoftTissue)
                    {
                        target[n] = TissueClass.Of(slice[n]);
                        continue;
                    }

                    var isFat = deep[n] + (RoughnessMm * own.Border[n]) < FatDepthMm
                        || (eye[n] <= OrbitMm && deep[n] > OrbitDepthMm)
                        || Math.Abs(own.Strands[n]) < Strand;
                    target[n] = isFat ? fat : muscle;
                }
            }));
    }
}
