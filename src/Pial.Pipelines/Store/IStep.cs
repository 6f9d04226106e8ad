namespace Pial.Pipelines.Store;

/// <summary>
/// One step of a pipeline: a record whose properties are its parameters. <see cref="Run"/> is pure: the same input and parameters give the
/// same output to the bit, without paths, clock, environment or statics.
/// </summary>
/// <typeparam name="TIn">What it takes: volumes, or a tuple of them.</typeparam>
/// <typeparam name="TOut">What it makes.</typeparam>
public interface IStep<in TIn, out TOut>
{
    /// <summary>Name and version, as <c>n4@1</c>; the version rises when the numbers change.</summary>
    string Id { get; }

    /// <summary>Does the work.</summary>
    TOut Run(TIn input, ParallelOptions parallel);
}
