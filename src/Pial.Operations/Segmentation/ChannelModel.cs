namespace Pial.Operations.Segmentation;

/// <summary>
/// Gaussians over the intensities of one to three channels: pure CSF, GM and WM, and mixtures of two of them in quarters, whose means lie
/// on the line between the pure ones.
/// </summary>
internal sealed class ChannelModel(int channels)
{
    public const int Tissues = 3;
    private const int Steps = 3;
    public const int States = Tissues + (Tissues * Steps);

    private static readonly (int A, int B)[] Edges = [(0, 1), (1, 2), (0, 2)];

    // Share of voxels on a boundary, CSF/GM, GM/WM and CSF/WM; fixed, as in the single-channel model.
    private static readonly double[] Mixed = [0.15, 0.15, 0.02];

    // Of a pure tissue. Fixed and alike: how much there is of each, the spatial priors say; left free, one class feeds on the others where
    // two look alike.
    private const double Pure = 0.68 / 3;

    /// <summary>Mean of each tissue (CSF, GM, WM) in each channel.</summary>
    public double[][] Mean { get; } = [new double[channels], new double[channels], new double[channels]];

    /// <summary>Covariance of each tissue, row by row.</summary>
    public double[][] Covariance { get; } = [new double[channels * channels], new double[channels * channels],
        new double[channels * channels]];

    /// <summary>Smallest standard deviation in each channel.</summary>
    public double[] Floor { get; } = new double[channels];

    /// <summary>Fractions of CSF, GM and WM of a state.</summary>
    public static (float Csf, float Gm, float Wm) Fractions(int state)
    {
        Span<float> f = stackalloc float[Tissues];
        if (state < Tissues)
        {
            f[state] = 1;
        }
        else
        {
            var (edge, step) = ((state - Tissues) / Steps, (state - Tissues) % Steps);
            f[Edges[edge].B] = (step + 1f) / (Steps + 1);
            f[Edges[edge].A] = 1 - f[Edges[edge].B];
        }

        return (f[0], f[1], f[2]);
    }

    /// <summary>Gaussians of all states: mean, lower triangle of the whitening matrix and log of weight over volume.</summary>
    public (double[] Mean, double[] Whitening, double[] Log) Gaussians()
    {
        var (mean, whitening, log) = (new double[States * channels], new double[States * channels * channels], new double[States]);
        var covariance = new double[channels * channels];
        for (var s = 0; s < States; s++)
        {
            var (c, g, w) = Fractions(s);
            ReadOnlySpan<float> f = [c, g, w];
            Array.Clear(covariance);
            for (var t = 0; t < Tissues; t++)
            {
                for (var n = 0; n < channels; n++)
                    mean[(s * channels) + n] += f[t] * Mean[t][n];
                for (var n = 0; n < covariance.Length; n++)
                    covariance[n] += f[t] * f[t] * Covariance[t][n];
            }

            if (s >= Tissues) Widen(covariance, (s - Tissues) / Steps);
            var share = s < Tissues ? Pure : Mixed[(s - Tissues) / Steps] / Steps;
            log[s] = Math.Log(share) - Whiten(covariance, whitening.AsSpan(s * channels * channels));
        }

        return (mean, whitening, log);
    }

    /// <summary>
    /// Takes means and covariances from the sums of an expectation: for each tissue its weight, first and second moments.
    /// </summary>
    public void Update(ReadOnlySpan<double> sums)
    {
        var stride = 1 + channels + (channels * channels);
        var total = Math.Max(1e-30, sums[0] + sums[stride] + sums[2 * stride]);
        for (var t = 0; t < Tissues; t++)
        {
            var part = sums.Slice(t * stride, stride);
            if (part[0] < 1e-6 * total) continue;
            for (var n = 0; n < channels; n++)
                Mean[t][n] = part[1 + n] / part[0];
            for (var a = 0; a < channels; a++)
            {
                for (var b = 0; b < channels; b++)
                    Covariance[t][(a * channels) + b] = (part[1 + channels + (a * channels) + b] / part[0]) - (Mean[t][a] * Mean[t][b])
                        + (a == b ? Floor[a] * Floor[a] : 0);
            }
        }

        Balance();
    }

    /// <summary>Distance of grey and white matter's means in their pooled deviations.</summary>
    public double Separation(int a, int b)
    {
        var pooled = Covariance[a].Zip(Covariance[b], static (x, y) => 0.5 * (x + y)).ToArray();
        var whitening = new double[channels * channels];
        Whiten(pooled, whitening);
        var sum = 0.0;
        for (var r = 0; r < channels; r++)
        {
            var z = 0.0;
            for (var c = 0; c <= r; c++)
                z += whitening[(r * channels) + c] * (Mean[a][c] - Mean[b][c]);
            sum += z * z;
        }

        return Math.Sqrt(sum);
    }

    // Left free, one class can widen over both while the other shrinks to the rim; grey and white matter vary about alike, CSF more.
    private void Balance()
    {
        for (var n = 0; n < Covariance[1].Length; n++)
        {
            var pooled = 0.5 * (Covariance[1][n] + Covariance[2][n]);
            Covariance[1][n] = Covariance[2][n] = pooled;
        }

        var (csf, brain) = (0.0, 0.0);
        for (var c = 0; c < channels; c++)
            (csf, brain) = (csf + Math.Log(Covariance[0][(c * channels) + c]), brain + Math.Log(Covariance[1][(c * channels) + c]));
        var ratio = Math.Exp((csf - brain) / channels);
        var scale = Math.Clamp(ratio, 0.64, 9) / ratio;
        for (var n = 0; n < Covariance[0].Length; n++)
            Covariance[0][n] *= scale;
    }

    // A mixed state stands for an interval of fractions, so it is as wide along the line between its tissues.
    private void Widen(double[] covariance, int edge)
    {
        var (a, b) = Edges[edge];
        const double Width = 1.0 / ((Steps + 1) * (Steps + 1) * 12);
        for (var r = 0; r < channels; r++)
        {
            for (var c = 0; c < channels; c++)
                covariance[(r * channels) + c] += Width * (Mean[b][r] - Mean[a][r]) * (Mean[b][c] - Mean[a][c]);
        }
    }

    // Inverse of the Cholesky factor, and the sum of the factor's log diagonal.
    private double Whiten(double[] covariance, Span<double> whitening)
    {
        var factor = new double[channels * channels];
        var log = 0.0;
        for (var r = 0; r < channels; r++)
        {
            for (var c = 0; c <= r; c++)
            {
                var sum = covariance[(r * channels) + c];
                for (var k = 0; k < c; k++)
                    sum -= factor[(r * channels) + k] * factor[(c * channels) + k];
                factor[(r * channels) + c] = r == c ? Math.Sqrt(Math.Max(sum, 1e-4 * covariance[(r * channels) + r] + 1e-30))
                    : sum / factor[(c * channels) + c];
            }

            log += Math.Log(factor[(r * channels) + r]);
        }

        for (var c = 0; c < channels; c++)
        {
            for (var r = c; r < channels; r++)
            {
                var sum = r == c ? 1.0 : 0.0;
                for (var k = c; k < r; k++)
                    sum -= factor[(r * channels) + k] * whitening[(k * channels) + c];
                whitening[(r * channels) + c] = sum / factor[(r * channels) + r];
            }
        }

        return log;
    }
}
