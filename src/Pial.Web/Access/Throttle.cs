using System.Collections.Concurrent;

namespace Pial.Web.Access;

/// <summary>
/// Slows down who guesses: an address has ten wrong tokens at once and one more every six seconds; beyond that it is told to wait, right
/// token or wrong. Sessions that are there already are not touched.
/// </summary>
internal sealed class Throttle(TimeProvider clock)
{
    private const double Most = 10, PerSecond = 1 / 6.0;
    private const int MostAddresses = 10_000;
    private readonly ConcurrentDictionary<string, (double Left, long At)> left = new(StringComparer.Ordinal);

    /// <summary>Seconds that an address must wait; 0 when it may try.</summary>
    public int Wait(string address) =>
        Left(address) is var now && now >= 1 ? 0 : (int)Math.Ceiling((1 - now) / PerSecond);

    /// <summary>Counts a wrong token.</summary>
    public void Wrong(string address)
    {
        if (left.Count >= MostAddresses) left.Clear(); // nobody fills the memory; what is forgotten is ten tries
        left[address] = (Math.Max(0, Left(address) - 1), clock.GetTimestamp());
    }

    private double Left(string address) => left.TryGetValue(address, out var known)
        ? Math.Min(Most, known.Left + (clock.GetElapsedTime(known.At).TotalSeconds * PerSecond)) : Most;
}
