namespace Pial.Pipelines;

/// <summary>
/// What the caller named cannot be used: a missing file, an output that exists, an unknown template. One line: what, where, what to do.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>Makes one with a line for people.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a line for people and its cause.</summary>
    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
