namespace Pial.Pipelines.Store;

/// <summary>A stage that ended.</summary>
/// <param name="Name">For people.</param>
/// <param name="Time">Wall time it took.</param>
/// <param name="Reused">Whether the result was found in the store.</param>
public sealed record StageTime(string Name, TimeSpan Time, bool Reused);

/// <summary>Hears which stage runs; the command line shows it, the report lists the times.</summary>
public interface IStageListener
{
    /// <summary>A stage begins.</summary>
    void Started(string stage);

    /// <summary>A stage ended.</summary>
    void Finished(StageTime stage);

    /// <summary>Something that a person should hear of: a damaged result that is made again.</summary>
    /// <param name="what">One sentence.</param>
    void Noticed(string what)
    {
        // Who shows stages alone has no use for it.
    }
}
