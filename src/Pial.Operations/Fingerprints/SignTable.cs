using System.Numerics;

namespace Pial.Operations.Fingerprints;

/// <summary>
/// Signs of a fingerprint as bits, at every second row and slice, for each of the 27 shifts by one place: 198 rows of 30 signs, two in a
/// word, after them the same of the mask.
/// </summary>
internal sealed class SignTable
{
    private const int Words = ImageFingerprint.J / 2 * (ImageFingerprint.K / 2) / 2;
    private const int LeastBits = 400;
    private readonly ulong[][] shifted = new ulong[27][];

    public SignTable(ImageFingerprint fingerprint)
    {
        var (signs, mask) = Rows(fingerprint.Field);
        for (var n = 0; n < 27; n++)
            shifted[n] = Shifted(signs, mask, Step(n % 3), Step(n / 3 % 3), Step(n / 9));
    }

    /// <summary>Signs and mask of a map where it lies.</summary>
    public static ulong[] Centred(ImageFingerprint fingerprint)
    {
        var (signs, mask) = Rows(fingerprint.Field);
        return Shifted(signs, mask, 0, 0, 0);
    }

    /// <summary>Largest share of equal signs where both have tissue, over the shifts of the second.</summary>
    public static double Agreement(ulong[] first, SignTable second)
    {
        var best = 0.0;
        foreach (var other in second.shifted)
        {
            var (equal, both) = (0, 0);
            for (var w = 0; w < Words; w++)
            {
                var mask = first[Words + w] & other[Words + w];
                both += BitOperations.PopCount(mask);
                equal += BitOperations.PopCount(~(first[w] ^ other[w]) & mask);
            }

            if (both >= LeastBits) best = Math.Max(best, equal / (double)both);
        }

        return best;
    }

    // 0, 1, −1: the first shift is none.
    private static int Step(int n) => n == 2 ? -1 : n;

    private static (uint[] Signs, uint[] Mask) Rows(ReadOnlySpan<sbyte> field)
    {
        var (signs, mask) = (new uint[ImageFingerprint.J * ImageFingerprint.K], new uint[ImageFingerprint.J * ImageFingerprint.K]);
        for (var n = 0; n < field.Length; n++)
        {
            if (field[n] == ImageFingerprint.Outside) continue;
            var (row, bit) = (n / ImageFingerprint.I, 1u << (n % ImageFingerprint.I));
            mask[row] |= bit;
            if (field[n] > 0) signs[row] |= bit;
        }

        return (signs, mask);
    }

    private static ulong[] Shifted(uint[] signs, uint[] mask, int i, int j, int k)
    {
        var words = new ulong[2 * Words];
        var at = 0;
        for (var z = 0; z < ImageFingerprint.K; z += 2)
        {
            for (var y = 0; y < ImageFingerprint.J; y += 2, at++)
            {
                var (fromY, fromZ) = (y + j, z + k);
                if (fromY < 0 || fromZ < 0 || fromY >= ImageFingerprint.J || fromZ >= ImageFingerprint.K) continue;
                var row = (fromZ * ImageFingerprint.J) + fromY;
                words[at / 2] |= (ulong)Moved(signs[row], i) << (32 * (at % 2));
                words[Words + (at / 2)] |= (ulong)Moved(mask[row], i) << (32 * (at % 2));
            }
        }

        return words;
    }

    private static uint Moved(uint row, int by) => by == 0 ? row : by > 0 ? row >> by : (row << -by) & ((1u << ImageFingerprint.I) - 1);
}
