namespace Pial.Web;

/// <summary>What is served, and where.</summary>
public sealed record ServeOptions
{
    /// <summary>The folder: derivatives of a cohort, a hub's tasks, or both.</summary>
    public required string Folder { get; init; }

    /// <summary>Address to listen on; others than loopback let others in, who then need tokens.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The name of the one who starts it, as in ratings.</summary>
    public string Owner { get; init; } = Environment.UserName;

    /// <summary>Submissions of a person that are evaluated for a task in a day (UTC).</summary>
    public int PerDay { get; init; } = 10;

    /// <summary>Scans given to the run desk that are run at a time; each head wants some 2 GB.</summary>
    public int RunsAtATime { get; init; } = 1;

    /// <summary>Threads for evaluations and runs.</summary>
    public ParallelOptions? Parallel { get; init; }

    /// <summary>Told, a line at a time, what a page does not say: failures of the server itself.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>What runs scans; null for <see cref="Pipelines.Head.HeadRun"/>.</summary>
    internal Runs.HeadEngine? Engine { get; init; }
}
