namespace Pial.Formats.Mgh;

/// <summary>What an MGH file carries besides voxels and geometry.</summary>
public sealed record MghHeader
{
    /// <summary>Degrees of freedom, as stored.</summary>
    public int DegreesOfFreedom { get; init; }

    /// <summary>Everything after the voxels (TR, flip angle, TE, TI, field of view, then FreeSurfer's tags), byte for byte.</summary>
    public ReadOnlyMemory<byte> Footer { get; init; }
}
