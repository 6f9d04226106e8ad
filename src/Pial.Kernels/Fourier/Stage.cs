using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fourier;

/// <summary>
/// One pass of Stockham's transform: <c>y[q + s(rp + u)] = w^(pu) Σ x[q + s(p + mt)] ω^(tu)</c> over r = radix, m = the rest of the length,
/// s = stride.
/// </summary>
internal sealed partial class Stage
{
    private const int LeastRader = 17; // below it the sums themselves are quicker
    private readonly int radix, rest, stride;
    private readonly float[] twiddleRe, twiddleIm, cosine, sine;
    private readonly Rader? rader;

    public Stage(int radix, int rest, int stride)
    {
        (this.radix, this.rest, this.stride) = (radix, rest, stride);
        (twiddleRe, twiddleIm) = (new float[rest * radix], new float[rest * radix]);
        for (var p = 0; p < rest; p++)
        {
            for (var u = 0; u < radix; u++)
            {
                var (s, c) = Math.SinCos(-2 * Math.PI * ((long)p * u % (rest * radix)) / (rest * radix));
                (twiddleRe[(p * radix) + u], twiddleIm[(p * radix) + u]) = ((float)c, (float)s);
            }
        }

        (cosine, sine) = (new float[radix], new float[radix]);
        for (var t = 0; t < radix; t++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * t / radix);
            (cosine[t], sine[t]) = ((float)c, (float)s);
        }

        if (radix >= LeastRader) rader = new(radix);
    }

    /// <summary>Vectors of scratch beside the other half of the pass.</summary>
    public int Scratch(int lanes) => rader?.Scratch(stride * lanes) ?? 0;

    public void Run(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int lanes, Span<Vector256<float>> scratch)
    {
        var run = stride * lanes; // neighbouring values that share a twiddle factor
        for (var p = 0; p < rest; p++)
        {
            var (from, to) = (p * run, p * run * radix);
            switch (radix)
            {
                case 2: Two(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
                case 3: Three(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
                case 4: Four(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
                case 5: Five(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
                default:
                    if (rader is null) Odd(re[from..], im[from..], toRe[to..], toIm[to..], run, p);
                    else Prime(re[from..], im[from..], toRe[to..], toIm[to..], run, p, scratch);
                    break;
            }
        }
    }

    private void Prime(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int run, int p, Span<Vector256<float>> scratch)
    {
        rader!.Run(re, im, rest * run, run, scratch, toRe[..run], toIm[..run]);
        for (var n = 0; n < rader.Results; n++)
        {
            var u = rader.FrequencyOf(n);
            var workRe = scratch.Slice(n * run, run);
            var workIm = scratch.Slice((rader.Stride + n) * run, run);
            for (var q = 0; q < run; q++) Put(toRe, toIm, q + (u * run), workRe[q], workIm[q], (p * radix) + u);
        }
    }

    private void Put(Span<Vector256<float>> toRe, Span<Vector256<float>> toIm, int at, Vector256<float> re, Vector256<float> im,
        int twiddle)
    {
        var (wr, wi) = (twiddleRe[twiddle], twiddleIm[twiddle]);
        (toRe[at], toIm[at]) = ((re * wr) - (im * wi), (re * wi) + (im * wr));
    }
}
