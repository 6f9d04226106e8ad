using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Operations.Phantoms;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Suites;

/// <summary>
/// Lesions as of multiple sclerosis in the white matter of a made-up head: ellipsoids, darker than white matter on T1w and brighter than
/// all of the brain on FLAIR.
/// </summary>
internal static class PhantomLesions
{
    private const int Left = 2, Right = 41, LeftLesion = 25, RightLesion = 57;
    private const int Fewest = 5, Most = 16;
    private const double SmallestMm = 3, LargestMm = 8;

    /// <summary>A head with lesions, T1w and FLAIR without a receive field, as after its correction.</summary>
    /// <exception cref="InputException">The task has more than one kind of lesion.</exception>
    public static ImageCase Case(string id, Volume<int> labels, PhantomOptions scan, IReadOnlyList<(string Name, int Number)> kinds,
        IReadOnlyDictionary<string, string> fields, ParallelOptions? parallel)
    {
        if (kinds is not [var (_, number)])
            throw new InputException($"{PhantomHeads.Name} have one kind of lesion: labels: {{Lesion: 1}}.");
        var (painted, even) = (Paint(labels, new((ulong)scan.Seed, 0x1E51)), scan with { InuPercent = 0 });
        var (t1w, flair) = (Phantom.Create(painted, even, parallel),
            Phantom.Create(painted, even with { Contrast = PhantomContrast.FLAIR }, parallel));
        var truth = t1w.Labels.Map(v => v is LeftLesion or RightLesion ? number : 0);
        return new(id, t1w.T1w, t1w.Mask, truth, null, fields) { Others = [new("FLAIR", flair.T1w)] };
    }

    // Centres are drawn among the white matter's voxels; what of an ellipsoid is other tissue stays that.
    private static Volume<int> Paint(Volume<int> labels, CounterRandom random)
    {
        var white = Enumerable.Range(0, labels.Shape.Count).Where(n => labels.Span[n] is Left or Right).ToArray();
        var count = Fewest + (int)(random.Bits(0).A % (Most - Fewest + 1));
        var painted = labels.Span.ToArray();
        for (var lesion = 1; lesion <= count; lesion++)
        {
            var ((place, a, b, c), at) = (random.Bits((ulong)lesion), labels.Shape);
            var n = white[place % (uint)white.Length];
            var centre = labels.Grid.Affine.Apply(new(n % at.I, n / at.I % at.J, n / at.SliceCount));
            double Radius(uint bits) => SmallestMm + ((LargestMm - SmallestMm) * Math.Pow(bits / 4294967296.0, 2));
            var (rx, ry, rz) = (Radius(a), Radius(b), Radius(c));
            foreach (var m in white)
            {
                var d = labels.Grid.Affine.Apply(new(m % at.I, m / at.I % at.J, m / at.SliceCount)) - centre;
                if ((d.X * d.X / (rx * rx)) + (d.Y * d.Y / (ry * ry)) + (d.Z * d.Z / (rz * rz)) <= 1)
                    painted[m] = labels.Span[m] == Left ? LeftLesion : RightLesion;
            }
        }

        return Volume.Create<int>(labels.Grid, painted);
    }
}
