using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head.Stages;

/// <summary>
/// One stage of a head run, whole: the steps it lays out, the files it writes, its word for <c>--steps</c>, and its part of the report, of
/// the checks and of the paragraph on methods. A new one is a
/// class and a line in <see cref="HeadStages"/>; everything else is a loop over that list.
/// </summary>
public abstract class HeadStage
{
    /// <summary>Its word for <c>--steps</c> and <c>--skip</c>; null for what belongs to every run.</summary>
    public virtual string? Word => null;

    /// <summary>Whether its files are among the large ones that lean outputs leave out.</summary>
    public virtual bool IsLarge => false;

    /// <summary>Writes its files; asked for its word, or always when it has none.</summary>
    public virtual void Write(HeadWork work)
    {
    }

    /// <summary>
    /// Artifacts that its part of the report shows, beyond brain and tissues: when one of them changes, the report is written again.
    /// </summary>
    public virtual IEnumerable<Artifact> Shown(HeadWork work) => [];

    /// <summary>Puts into the report's data what its section and its checks need.</summary>
    public virtual HeadReportData Show(HeadWork work, HeadReportData data) => data;

    /// <summary>What it looks at, each with its place in the list of checks, smaller first.</summary>
    public virtual IEnumerable<(int Place, Check Check)> Checks(HeadReportData data) => [];

    /// <summary>Its sections of the page; none when it has nothing to show.</summary>
    public virtual IEnumerable<ReportSection> Sections(HeadReportData data) => [];

    /// <summary>Its sentences of the paragraph on methods, of what was done and nothing else.</summary>
    /// <param name="data">What was done.</param>
    /// <param name="cite">Puts a paper on the list and gives back the words it is named by.</param>
    public virtual IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite) => [];

    /// <summary>Type of what it lays out, by which others ask for it; null when it lays out nothing.</summary>
    internal virtual Type? Makes => null;

    internal virtual object LayOut(HeadGraph head) => throw new InvalidOperationException($"{GetType().Name} lays out nothing.");
}

/// <summary>A stage with steps of its own.</summary>
/// <typeparam name="T">The artifacts it makes, by which other stages ask for them: <see cref="HeadGraph.Of{T}"/>.</typeparam>
public abstract class HeadStage<T> : HeadStage
    where T : class
{
    /// <summary>Lays out its steps; nothing runs until somebody asks an artifact for its value.</summary>
    public abstract T Lay(HeadGraph head);

    internal sealed override Type Makes => typeof(T);

    internal sealed override object LayOut(HeadGraph head) => Lay(head);
}

/// <summary>A section of the report's page.</summary>
/// <param name="Place">Where it stands, smaller first.</param>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its name in the navigation.</param>
/// <param name="Html">Its markup; empty when the section before holds it.</param>
public sealed record ReportSection(int Place, string Id, string Title, string Html);
