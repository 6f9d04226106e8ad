namespace Pial.Formats.Mgh;

/// <summary>What an MGH file carries besides voxels and geometry.</summary>
public sealed record MghHeader
{
    /// <summary>Degrees of freedom, as stored.</summary>
    public int DegreesOfFreedom { get; init; }

    /// <summary>
    /// Everything after the voxels (five parameters, then FreeSurfer's tags), byte for byte; empty until the voxels are read.
    /// </summary>
    public ReadOnlyMemory<byte> Footer { get; init; }

    /// <summary>Repetition time, ms; <c>null</c> without a footer.</summary>
    public double? RepetitionTimeMs => Parameter(0);

    /// <summary>Flip angle, radians; <c>null</c> without a footer.</summary>
    public double? FlipAngle => Parameter(1);

    /// <summary>Echo time, ms; <c>null</c> without a footer.</summary>
    public double? EchoTimeMs => Parameter(2);

    /// <summary>Inversion time, ms; <c>null</c> without a footer.</summary>
    public double? InversionTimeMs => Parameter(3);

    private double? Parameter(int n) => Footer.Length >= 4 * (n + 1)
        ? new Streams.FieldReader(Footer.Span, bigEndian: true).F32(4 * n) : null;
}
