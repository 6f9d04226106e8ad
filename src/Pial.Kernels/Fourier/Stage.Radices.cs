using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fourier;

/// <summary>The sums of one pass for each radix.</summary>
internal sealed partial class Stage
{
    private void Two(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int run, int p)
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
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int run, int p)
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

    private void Three(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int run, int p)
    {
        const float s = 0.8660254037844386f; // sin 120°
        var far = rest * run;
        for (var q = 0; q < run; q++)
        {
            var (ar, ai) = (re[q], im[q]);
            var (sumR, sumI) = (re[q + far] + re[q + (2 * far)], im[q + far] + im[q + (2 * far)]);
            var (turnR, turnI) = ((im[q + far] - im[q + (2 * far)]) * s, (re[q + (2 * far)] - re[q + far]) * s);
            (toRe[q], toIm[q]) = (ar + sumR, ai + sumI);
            var (halfR, halfI) = (ar - (sumR * 0.5f), ai - (sumI * 0.5f));
            Put(toRe, toIm, q + run, halfR + turnR, halfI + turnI, (p * 3) + 1);
            Put(toRe, toIm, q + (2 * run), halfR - turnR, halfI - turnI, (p * 3) + 2);
        }
    }

    private void Five(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int run, int p)
    {
        var far = rest * run;
        var (c1, c2, s1, s2) = (cosine[1], cosine[2], sine[1], sine[2]);
        for (var q = 0; q < run; q++)
        {
            var (ar, ai) = (re[q], im[q]);
            var (br, bi, cr, ci) = (re[q + far], im[q + far], re[q + (2 * far)], im[q + (2 * far)]);
            var (dr, di, er, ei) = (re[q + (3 * far)], im[q + (3 * far)], re[q + (4 * far)], im[q + (4 * far)]);
            var (nearR, nearI, wideR, wideI) = (br + er, bi + ei, cr + dr, ci + di);
            var (nearDr, nearDi, wideDr, wideDi) = (br - er, bi - ei, cr - dr, ci - di);
            (toRe[q], toIm[q]) = (ar + nearR + wideR, ai + nearI + wideI);
            var (oneR, oneI) = (ar + (nearR * c1) + (wideR * c2), ai + (nearI * c1) + (wideI * c2));
            var (twoR, twoI) = (ar + (nearR * c2) + (wideR * c1), ai + (nearI * c2) + (wideI * c1));
            var (oneDr, oneDi) = ((nearDr * s1) + (wideDr * s2), (nearDi * s1) + (wideDi * s2));
            var (twoDr, twoDi) = ((nearDr * s2) - (wideDr * s1), (nearDi * s2) - (wideDi * s1));
            Put(toRe, toIm, q + run, oneR + oneDi, oneI - oneDr, (p * 5) + 1);
            Put(toRe, toIm, q + (2 * run), twoR + twoDi, twoI - twoDr, (p * 5) + 2);
            Put(toRe, toIm, q + (3 * run), twoR - twoDi, twoI + twoDr, (p * 5) + 3);
            Put(toRe, toIm, q + (4 * run), oneR - oneDi, oneI + oneDr, (p * 5) + 4);
        }
    }

    // Outputs u and r − u share their sums: those of x[t] + x[r − t] with cosines and of x[t] − x[r − t] with sines.
    private void Odd(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, Span<Vector256<float>> toRe, Span<Vector256<float>> toIm,
        int run, int p)
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
}
