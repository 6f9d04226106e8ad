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
}
