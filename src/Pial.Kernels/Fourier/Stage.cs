using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fourier;

/// <summary>One pass of Stockham's transform: <c>y[q + s(rp + u)] = w^(pu) Σ x[q + s(p + mt)] ω^(tu)</c> over r = radix, m = the rest of the length, s = stride.</summary>
internal sealed class Stage
{
    private readonly int radix, rest, stride;
    private readonly float[] twiddleRe, twiddleIm, cosine, sine;

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
    }

    public void Run(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm, int lanes)
    {
        var run = stride * lanes; // neighbouring values that share a twiddle factor
        for (var p = 0; p < rest; p++)
        {
            var (from, to) = (p * run, p * run * radix);
            switch (radix)
            {
                case 2: Two(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
                case 4: Four(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
                default: Odd(re[from..], im[from..], toRe[to..], toIm[to..], run, p); break;
            }
        }
    }

    private void Two(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm, int run, int p)
    {
        var far = rest * run;
        var (wr, wi) = (twiddleRe[(p * 2) + 1], twiddleIm[(p * 2) + 1]);
        for (var q = 0; q < run; q++)
        {
            var (ar, ai, br, bi) = (re[q], im[q], re[q + far], im[q + far]);
            (toRe[q], toIm[q]) = (ar + br, ai + bi);
            var (dr, di) = (ar - br, ai - bi);
            (toRe[q + run], toIm[q + run]) = ((dr * wr) - (di * wi), (dr * wi) + (di * wr));
        }
    }

    private void Four(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm, int run, int p)
    {
        var far = rest * run;
        var (w1r, w2r, w3r) = (twiddleRe[(p * 4) + 1], twiddleRe[(p * 4) + 2], twiddleRe[(p * 4) + 3]);
        var (w1i, w2i, w3i) = (twiddleIm[(p * 4) + 1], twiddleIm[(p * 4) + 2], twiddleIm[(p * 4) + 3]);
        for (var q = 0; q < run; q++)
        {
            var (ar, ai, br, bi) = (re[q], im[q], re[q + far], im[q + far]);
            var (cr, ci, dr, di) = (re[q + (2 * far)], im[q + (2 * far)], re[q + (3 * far)], im[q + (3 * far)]);
            var (evenR, evenI, oddR, oddI) = (ar + cr, ai + ci, br + dr, bi + di);
            var (lowR, lowI, highR, highI) = (ar - cr, ai - ci, br - dr, bi - di);
            (toRe[q], toIm[q]) = (evenR + oddR, evenI + oddI);
            var (xr, xi) = (lowR + highI, lowI - highR);
            (toRe[q + run], toIm[q + run]) = ((xr * w1r) - (xi * w1i), (xr * w1i) + (xi * w1r));
            (xr, xi) = (evenR - oddR, evenI - oddI);
            (toRe[q + (2 * run)], toIm[q + (2 * run)]) = ((xr * w2r) - (xi * w2i), (xr * w2i) + (xi * w2r));
            (xr, xi) = (lowR - highI, lowI + highR);
            (toRe[q + (3 * run)], toIm[q + (3 * run)]) = ((xr * w3r) - (xi * w3i), (xr * w3i) + (xi * w3r));
        }
    }

    // Outputs u and r − u share their sums: those of x[t] + x[r − t] with cosines and of x[t] − x[r − t] with sines.
    private void Odd(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm, int run, int p)
    {
        var (far, half) = (rest * run, radix / 2);
        for (var q = 0; q < run; q++)
        {
            var (firstR, firstI) = (re[q], im[q]);
            var (sumR, sumI) = (firstR, firstI);
            for (var t = 1; t < radix; t++)
                (sumR, sumI) = (sumR + re[q + (t * far)], sumI + im[q + (t * far)]);
            (toRe[q], toIm[q]) = (sumR, sumI);
            for (var u = 1; u <= half; u++)
            {
                var (cr, ci, sr, si) = (firstR, firstI, Vector256<float>.Zero, Vector256<float>.Zero);
                for (var t = 1; t <= half; t++)
                {
                    var at = (int)((long)t * u % radix);
                    var (c, s) = (cosine[at], sine[at]);
                    var (near, last) = (q + (t * far), q + ((radix - t) * far));
                    cr += (re[near] + re[last]) * c;
                    ci += (im[near] + im[last]) * c;
                    sr += (re[near] - re[last]) * s;
                    si += (im[near] - im[last]) * s;
                }

                Put(toRe, toIm, q + (u * run), cr + si, ci - sr, (p * radix) + u);
                Put(toRe, toIm, q + ((radix - u) * run), cr - si, ci + sr, (p * radix) + radix - u);
            }
        }
    }

    private void Put(Span<Vector256<float>> toRe, Span<Vector256<float>> toIm, int at, Vector256<float> re, Vector256<float> im, int twiddle)
    {
        var (wr, wi) = (twiddleRe[twiddle], twiddleIm[twiddle]);
        (toRe[at], toIm[at]) = ((re * wr) - (im * wi), (re * wi) + (im * wr));
    }
}
