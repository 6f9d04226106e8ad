using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A type of number an image's values may be held to.</summary>
public enum NumberKind
{
    /// <summary>0 or 1: not 0 is 1.</summary>
    Bool,

    /// <summary>0 to 255.</summary>
    Uint8,

    /// <summary>−128 to 127.</summary>
    Int8,

    /// <summary>0 to 65535.</summary>
    Uint16,

    /// <summary>−32768 to 32767.</summary>
    Int16,

    /// <summary>−2³¹ to 2³¹ − 1.</summary>
    Int32,

    /// <summary>Half precision: 11 significant bits, to ±65504.</summary>
    Float16,

    /// <summary>Single precision: nothing changes, for that is what images hold.</summary>
    Float32,
}

/// <summary>Values as a type of number would hold them: TorchIO's <c>To</c>.</summary>
/// <param name="Target">The type.</param>
/// <remarks>
/// Fractions are cut off toward 0, as Torch does; what the type cannot hold is held at its ends, where Torch lets it come out wrong; what
/// is not a number becomes 0.
/// </remarks>
public sealed record ToTransform(NumberKind Target) : FixedTransform
{
    /// <summary>The image with the values of that type.</summary>
    /// <param name="image">Input.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (low, high) = Ends;
        return Target switch
        {
            NumberKind.Float32 => image,
            NumberKind.Float16 => Each(image, parallel, static v => (float)(Half)Math.Clamp(v, -65504f, 65504f)),
            NumberKind.Bool => Each(image, parallel, static v => v != 0 ? 1 : 0),
            _ => Each(image, parallel, v => float.IsNaN(v) ? 0 : (float)Math.Truncate(Math.Clamp((double)v, low, high))),
        };
    }

    internal override void Act(Workbench bench)
    {
        foreach (var name in bench.Names.Where(Concerns))
        {
            bench.Put(bench.Take(name) switch
            {
                ScalarImage scalar => scalar with { Volume = Apply(scalar.Volume, bench.Parallel) },
                LabelMap labels when Target == NumberKind.Bool => labels with { Volume = labels.Volume.Map(static l => l != 0 ? 1 : 0) },
                LabelMap labels => labels with { Volume = labels.Volume.Map(l => (int)Math.Clamp(l, Ends.Low, Ends.High)) },
                var other => other,
            });
        }
    }

    private (double Low, double High) Ends => Target switch
    {
        NumberKind.Uint8 => (byte.MinValue, byte.MaxValue),
        NumberKind.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        NumberKind.Uint16 => (ushort.MinValue, ushort.MaxValue),
        NumberKind.Int16 => (short.MinValue, short.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };

    private static Volume<float> Each(Volume<float> image, ParallelOptions? parallel, Func<float, float> value) =>
        Voxelwise.Of(image, parallel, (from, to) =>
    {
        for (var n = 0; n < to.Length; n++) to[n] = value(from[n]);
    });
}
