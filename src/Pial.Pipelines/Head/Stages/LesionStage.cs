using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The lesion of a head.</summary>
/// <param name="Normalised">In the template's space; null without a lesion.</param>
internal sealed record HeadLesion(Artifact<Volume<bool>>? Normalised);

/// <summary>A lesion whose mask was given: kept out of field, tissues and registration, and carried to the template.</summary>
internal sealed class LesionStage : HeadStage<HeadLesion>
{
    /// <inheritdoc />
    public override HeadLesion Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new(head.Lesion is not { } lesion ? null : head.Runner.Apply(
            "normalising the lesion", new MaskNormalisationStep(head.Options.VoxelMm), null,
            Input.Of(lesion, head.Target, head.Of<HeadRegistration>().Warp)
                .Select(static (mask, target, warp) => (mask, target.T1w.Grid, (PointMap)warp.ReferenceToMoving))));
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!RegistrationStage.IsAsked(work.Options)) return;
        var (head, name) = (work.Head, HeadDerivatives.Lesion.Name(work.Head.Space));
        if (head.Of<HeadLesion>().Normalised is { } lesion)
            work.Writer.Mask(name, lesion, "The lesion in the template's space.", head.Space, ("SpatialReference", head.Space),
                HeadFiles.Template(head), ("Type", "Lesion"));
        else
            work.Writer.Remove(name); // of a run that had a mask
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        return data with
        {
            Lesion = work.Head.Lesion?.Value,
            LesionName = work.Scan.Lesion is { } mask ? Path.GetFileName(mask.Path) : null,
        };
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.LesionName is null ? [] : [(119, SegmentationChecks.Lesion(data))];
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        return data.Lesion is null
            ? []
            : ["A mask of a lesion was kept out of the estimation of field and tissues and of the registration's similarity " +
                $"({cite(Citations.CostMasking, "Brett 2001")})."];
    }
}
