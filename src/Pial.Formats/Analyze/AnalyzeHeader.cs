namespace Pial.Formats.Analyze;

/// <summary>The 348 bytes of an Analyze 7.5 header, as stored.</summary>
/// <param name="Bytes">The header.</param>
public sealed record AnalyzeHeader(ReadOnlyMemory<byte> Bytes);
