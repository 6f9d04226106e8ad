using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Less neck: the image ends some mm below the lowest point of a mask, such as that of the brain.</summary>
/// <param name="MaskingMethod">Name of the label map that is the mask (its voxels above 0).</param>
/// <param name="Below">Mm below the mask that stay; below 0 the mask itself is cut into.</param>
public sealed record NeckCut(string MaskingMethod, double Below) : FixedTransform
{
    /// <inheritdoc cref="FieldOfViewCut.KeepGrid"/>
    public bool KeepGrid { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!double.IsFinite(Below))
            throw new ArgumentOutOfRangeException(nameof(Below), Below, "What stays below the mask must be a finite number of mm.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        images.OnGridOf(images.Labels(MaskingMethod), i => Concerns(i.Name));
        return KeepGrid ? images : images.Moved(i => Concerns(i.Name), static _ => null);
    }

    internal override void Act(Workbench bench)
    {
        if (bench.Take(MaskingMethod) is not LabelMap mask)
            throw new ArgumentException($"'{MaskingMethod}' holds intensities; labels are needed.");
        var (axis, atEnd) = FieldOfViewCut.End(mask.Grid, BodySide.Inferior);
        var s = mask.Grid.Shape;
        var lowest = -1; // planes from the inferior side to the mask
        var voxels = mask.Volume.Span;
        for (var n = 0; n < voxels.Length; n++)
        {
            if (voxels[n] <= 0) continue;
            var at = axis == 0 ? n % s.I : axis == 1 ? n / s.I % s.J : n / s.SliceCount;
            var from = atEnd ? s[axis] - 1 - at : at;
            if (lowest < 0 || from < lowest) lowest = from;
        }

        if (lowest < 0) throw new ArgumentException($"The mask '{MaskingMethod}' is empty.");
        var size = mask.Grid.VoxelSize;
        var cut = (lowest * (axis == 0 ? size.X : axis == 1 ? size.Y : size.Z)) - Below;
        if (cut <= 0) return;
        foreach (var name in bench.Names.Where(Concerns)) FieldOfViewCut.CutOff(bench, name, BodySide.Inferior, cut, KeepGrid);
    }
}

/// <summary>A random length of neck.</summary>
public sealed record RandomNeck : Transform
{
    /// <inheritdoc cref="NeckCut.MaskingMethod"/>
    public string MaskingMethod { get; init; } = "labels";

    /// <summary>Mm below the mask that stay; one number d means 0 to d. Default 0 to 60.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Below { get; init; } = new(0, 60);

    /// <inheritdoc cref="FieldOfViewCut.KeepGrid"/>
    public bool KeepGrid { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Below.Check(nameof(Below));
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) => Fixed(0).Foresee(images);

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return [Fixed(draws.Within(Below))];
    }

    private NeckCut Fixed(double below) => new(MaskingMethod, below) { KeepGrid = KeepGrid, Include = Include, Exclude = Exclude };
}
