namespace Pial.Formats.Analyze;

/// <summary>The 348 bytes of an Analyze 7.5 or SPM header, as stored.</summary>
/// <param name="Bytes">The header.</param>
public sealed record AnalyzeHeader(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The description field.</summary>
    public string Description => new Streams.FieldReader(Bytes.Span, bigEndian: false).Text(148, 80);
}
