namespace Pial.Hub.Entries;

/// <summary>A line on the board: a baseline, a file, a program, a network.</summary>
public interface IEntry
{
    /// <summary>Its name on the board.</summary>
    string Id { get; }

    /// <summary>What it is, in a sentence.</summary>
    string What { get; }

    /// <summary>What a reader must know of it.</summary>
    IReadOnlyList<string> Notes => [];
}
