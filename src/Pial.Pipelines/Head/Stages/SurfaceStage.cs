using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Surfaces.Parcels;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The surfaces of a head's cortex.</summary>
/// <param name="Surfaces">Both hemispheres; null where there is no T1w or no structures.</param>
/// <param name="Parcels">Regions of the cortex; null as well where this build lacks the population's spheres.</param>
public sealed record HeadSurfaces(Artifact<CorticalSurfaces>? Surfaces, Artifact<CorticalParcels>? Parcels);

/// <summary>White and pial surfaces of the cortex, and its thickness.</summary>
public sealed class SurfaceStage : HeadStage<HeadSurfaces>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "surfaces";

    /// <summary>How surfaces are made.</summary>
    public CortexOptions Options { get; init; } = CortexOptions.Default;

    /// <summary>How hemispheres are laid on the population's sphere.</summary>
    public RegistrationOptions Registration { get; init; } = new();

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override HeadSurfaces Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (!head.IsT1 || head.Model is null) return new(null, null);
        var lesion = head.Lesion is { } mask ? mask.Select(static m => (Volumes.Volume<bool>?)m) : Input.None<Volumes.Volume<bool>?>(null);
        var surfaces = head.Runner.Apply(
            "cortical surfaces", new SurfaceStep { Options = Options }, CorticalSurfaces.Codec,
            Input.Of(head.Of<HeadPreproc>().Preproc, head.Of<HeadTissues>().Tissues, lesion)
                .Select(static (t1w, tissues, mask) => new SurfaceInput(t1w, tissues.Fractions, tissues.Structures!, mask)));
        if (!PopulationSphere.IsThere) return new(surfaces, null);
        return new(surfaces, head.Runner.Apply(
            "regions of the cortex", new ParcelStep { Options = Registration }, CorticalParcels.Codec,
            Input.Of(surfaces, head.Of<HeadRegistration>().Warp).Select(static (s, warp) => new ParcelInput(s, warp.MovingToReference))));
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var head = work.Head;
        if (head.Of<HeadSurfaces>() is not { Surfaces: { } surfaces, Parcels: var parcels })
        {
            if (work.Options.Outputs.IsNamed(Name)) work.Problems.Add(WhyNot(head));
            return;
        }

        var prefix = work.Scan.Name.Prefix;
        var subject = SubjectFolder.PathOf(work.OutputDirectory, prefix);
        var refusal = work.Options.Lean ? null : AtomicFolder.Refusal(subject);
        if (refusal is not null) work.Problems.Add(refusal);
        var structures = head.Of<HeadTissues>().Tissues.Select(static t => t.Structures!);
        new SurfaceFiles(work.Writer, surfaces, head.Of<HeadPreproc>().Preproc, parcels is null ? null : (parcels, structures), head.Runner.Parallel)
            .Write(refusal is null ? subject : null, prefix, work.Options.Lean);
    }

    /// <inheritdoc />
    public override IEnumerable<Artifact> Shown(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!work.Wants(Name) || work.Head.Of<HeadSurfaces>() is not { Surfaces: { } surfaces, Parcels: var parcels }) return [];
        return parcels is null ? [surfaces] : [surfaces, parcels];
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        if (!work.Wants(Name) || work.Head.Of<HeadSurfaces>() is not { Surfaces: { } surfaces, Parcels: var parcels }) return data;
        return parcels is null ? data.With(surfaces.Value) : data.With(surfaces.Value).With(parcels.Value);
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Of<CorticalSurfaces>() is { } surfaces ? CortexChecks.Of(surfaces).Select(static c => (115, c)) : [];
    }

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Of<CorticalSurfaces>() is { } surfaces ? [new(25, "cortex", "Cortex", HeadReport.Cortex(data, surfaces))] : [];
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        if (data.Of<CorticalSurfaces>() is not { Sides.Count: > 0 }) return [];
        var made = "The white and pial surfaces of the cerebral cortex were reconstructed from tissue fractions and structures (after " +
            $"{cite(Citations.Surfaces, "Dale 1999")}, {cite(Citations.Cruise, "Han 2004")}), their topology corrected to that of a " +
            $"sphere by fronts that keep it (after {cite(Citations.Topology, "Bazin & Pham 2007")}), and thickness measured as " +
            $"the mean of the distances between them both ways ({cite(Citations.Thickness, "Fischl & Dale 2000")}).";
        return data.Of<CorticalParcels>() is null ? [made] : [made, "Regions of Desikan–Killiany and Destrieux were carried from fsaverage by " +
            $"Spherical Demons on places, depth and curvature (after {cite(Citations.SphericalDemons, "Yeo 2010")}; " +
            $"{cite(Citations.DesikanKilliany, "Desikan 2006")}; {cite(Citations.Destrieux, "Destrieux 2010")})."];
    }

    private static string WhyNot(HeadGraph head) => !head.IsT1
        ? $"no surfaces were made: they need a T1w, and this is a {head.Contrast}."
        : head.Channels.Count > 0
        ? "no surfaces were made: they need the structures, which scans that are segmented together with others do not get."
        : $"no surfaces were made: they need the structures, which Pial knows in the space of its own template, not in {head.Space}.";
}
