namespace Pial.Formats;

/// <summary>How much a finding about a header matters.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing was doubtful.</summary>
    Note,

    /// <summary>The file is odd and a choice was made; the result may not be what its author meant.</summary>
    Warning,
}

/// <summary>One thing the header policy noticed, and what was decided.</summary>
/// <param name="Code">Stable name, as listed in <c>docs/reference/header-policy.md</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">One sentence in plain words.</param>
public sealed record HeaderFinding(string Code, FindingSeverity Severity, string Text);
