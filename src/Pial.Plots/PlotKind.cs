using System.Collections.Immutable;
using Pial.Plots.Canvas;

namespace Pial.Plots;

/// <summary>What a plot is drawn of.</summary>
/// <param name="Path">The input: an image or a table.</param>
/// <param name="Title">Title; null for none.</param>
/// <param name="Dark">Whether the ground is black.</param>
/// <param name="Parallel">Threads and cancellation.</param>
public sealed record PlotRequest(string Path, string? Title, bool Dark, ParallelOptions? Parallel = null);

/// <summary>A plot with a name of its own beside Pial's: <c>pial plot NAME INPUT -o OUT</c> in a program that added it.</summary>
/// <param name="Name">Its name, a small word.</param>
/// <param name="What">What it shows, in a sentence.</param>
/// <param name="Draw">Draws it.</param>
public sealed record PlotKind(string Name, string What, Func<PlotRequest, Drawing> Draw)
{
    private static ImmutableArray<PlotKind> all = [];

    /// <summary>Those that need no options but these.</summary>
    public static IReadOnlyList<PlotKind> All => all;

    /// <summary>Adds one for this process, or replaces that of the same name.</summary>
    public static void Add(PlotKind kind) => ImmutableInterlocked.Update(ref all, list => [.. list.Where(k => k.Name != kind.Name), kind]);
}
