using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A subject that is partly another.</summary>
/// <param name="Subject">Intensities mixed; labels those of the subject itself.</param>
/// <param name="Partner">Which of the batch it was mixed with.</param>
/// <param name="Weight">Share of the subject itself, 0 to 1: the loss is this much of that against its own labels, and the rest of that
/// against the partner's.</param>
public sealed record MixedSubject(Subject Subject, int Partner, double Weight);

/// <summary>Subjects of a batch mixed in pairs: MONAI's <c>MixUp</c> (Zhang et al. 2018, doi 10.48550/arXiv.1710.09412).</summary>
/// <param name="Alpha">Each weight is drawn from the beta distribution of (α, α): 1 is even, smaller keeps nearer to one of the two; above
/// 0. Default 1.</param>
/// <remarks>
/// Works on several subjects, so it is no transform of a pipeline: it comes after the pipeline of each. Labels are never mixed, since half
/// of one label is no label.
/// </remarks>
public sealed record MixUp(double Alpha = 1)
{
    /// <summary>Mixes every subject with one of the same batch.</summary>
    /// <param name="batch">Subjects with images of the same names and extents.</param>
    /// <param name="seed">The same seed gives the same partners and weights.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not above 0.</exception>
    /// <exception cref="ArgumentException">Images differ in name or extent.</exception>
    public ImmutableArray<MixedSubject> Apply(IReadOnlyList<Subject> batch, ulong seed, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!(Alpha > 0) || !double.IsFinite(Alpha))
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "Alpha must be finite and above 0.");
        var draws = new RandomDraws(seed);
        int[] partner = [.. Enumerable.Range(0, batch.Count)];
        for (var n = partner.Length - 1; n > 0; n--)
        {
            var other = draws.Whole(new(0, n));
            (partner[n], partner[other]) = (partner[other], partner[n]);
        }

        var weights = partner.Select(_ => Beta(draws)).ToArray();
        return [.. batch.Select((own, n) => new MixedSubject(Mix(own, batch[partner[n]], weights[n], parallel), partner[n], weights[n]))];
    }

    /// <summary>A weighted mean of two subjects' intensities.</summary>
    /// <param name="own">Whose labels, grids and names stay.</param>
    /// <param name="other">The other.</param>
    /// <param name="weight">Share of the first, 0 to 1.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is outside 0 to 1.</exception>
    /// <exception cref="ArgumentException">Images differ in name or extent.</exception>
    public static Subject Mix(Subject own, Subject other, double weight, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(other);
        if (!(weight is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight must lie between 0 and 1.");
        return own with
        {
            Images = [.. own.Images.Select(
                i => i is ScalarImage scalar
                    ? scalar with { Volume = Mean(scalar.Volume, other.Scalars(i.Name), (float)weight, i.Name, parallel) } : i)],
        };
    }

    private static Volume<float> Mean(Volume<float> own, Volume<float> other, float weight, string name, ParallelOptions? parallel)
    {
        if (own.Shape != other.Shape)
            throw new ArgumentException(
                $"'{name}' has {own.Shape} voxels in one subject and {other.Shape} in the other; cut or resample them alike before they " +
                    "are mixed.");
        var slice = own.Shape.SliceCount;
        return Volume.CreateParallel<float>(own.Grid, voxels => Slices.For(own.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * slice, slice);
            TensorPrimitives.Multiply(other.Slice(k), 1 - weight, to);
            TensorPrimitives.MultiplyAdd(own.Slice(k), weight, to, to);
        }));
    }

    private double Beta(RandomDraws draws)
    {
        var (a, b) = (LogGamma(draws), LogGamma(draws));
        return 1 / (1 + Math.Exp(b - a));
    }

    // The logarithm of a gamma-distributed number (Marsaglia and Tsang 2000, doi 10.1145/358407.358414), for below 1 by that of one more:
    // logarithms, since small α underflow.
    private double LogGamma(RandomDraws draws)
    {
        var boost = Alpha < 1 ? Math.Log(1 - draws.Uniform()) / Alpha : 0;
        var d = (Alpha < 1 ? Alpha + 1 : Alpha) - (1 / 3.0);
        while (true)
        {
            var x = draws.Normal();
            var v = Math.Pow(1 + (x / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - draws.Uniform()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v))) return Math.Log(d * v) + boost;
        }
    }
}
