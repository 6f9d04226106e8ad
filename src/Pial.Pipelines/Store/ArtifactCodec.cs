using Pial.Volumes;

namespace Pial.Pipelines.Store;

/// <summary>How a value goes into the store and comes back, to the bit.</summary>
/// <param name="Write">Writes its parts.</param>
/// <param name="Read">Reads the same parts in the same order.</param>
/// <typeparam name="T">The value.</typeparam>
public sealed record ArtifactCodec<T>(Action<ArtifactWriter, T> Write, Func<ArtifactReader, T> Read);

/// <summary>Codecs of the usual values.</summary>
public static class ArtifactCodec
{
    /// <summary>Images.</summary>
    public static ArtifactCodec<Volume<float>> Image { get; } = new((w, v) => w.Write(v), r => r.ReadVolume<float>());

    /// <summary>Masks.</summary>
    public static ArtifactCodec<Volume<bool>> Mask { get; } = new((w, v) => w.Write(v), r => r.ReadVolume<bool>());

    /// <summary>Warps.</summary>
    public static ArtifactCodec<Warp> Warp { get; } = new((w, v) => w.Write(v), r => r.ReadWarp());

    /// <summary>Affines.</summary>
    public static ArtifactCodec<Affine> Affine { get; } = new((w, v) => w.Write(v), r => r.ReadAffine());
}
