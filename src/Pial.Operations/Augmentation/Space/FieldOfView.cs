using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A side of the body.</summary>
public enum BodySide
{
    /// <summary>The person's left.</summary>
    Left,

    /// <summary>The person's right.</summary>
    Right,

    /// <summary>The back.</summary>
    Posterior,

    /// <summary>The face.</summary>
    Anterior,

    /// <summary>The neck.</summary>
    Inferior,

    /// <summary>The crown.</summary>
    Superior,
}

/// <summary>A smaller field of view: what lies within some mm of a side of the image is not there.</summary>
/// <param name="Side">Side of the body, at the voxel axis nearest to it.</param>
/// <param name="Cut">Mm that are missing; 0 or more.</param>
public sealed record FieldOfViewCut(BodySide Side, double Cut) : FixedTransform
{
    /// <summary>Whether the grid stays and shows 0 there rather than being cut. Default true.</summary>
    public bool KeepGrid { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Cut >= 0) || !double.IsFinite(Cut))
            throw new ArgumentOutOfRangeException(nameof(Cut), Cut, "The cut must be a finite number of mm, 0 or more.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return KeepGrid ? images : images.Moved(i => Concerns(i.Name), static _ => null);
    }

    internal override void Act(Workbench bench)
    {
        foreach (var name in bench.Names.Where(Concerns)) CutOff(bench, name, Side, Cut, KeepGrid);
    }

    /// <summary>Cuts or blanks one image at a side; at least one voxel stays.</summary>
    internal static void CutOff(Workbench bench, string name, BodySide side, double mm, bool keepGrid)
    {
        var image = bench.Take(name);
        var (axis, atEnd) = End(image.Grid, side);
        var size = image.Grid.VoxelSize;
        var lost = Math.Min((int)Math.Round(mm / (axis == 0 ? size.X : axis == 1 ? size.Y : size.Z)), image.Grid.Shape[axis] - 1);
        if (lost <= 0) return;
        int[] before = [0, 0, 0], after = [0, 0, 0];
        (atEnd ? after : before)[axis] = -lost;
        if (!keepGrid) bench.Move(new Extended([.. before], [.. after]) { Include = [name] });
        else bench.Put(image switch
        {
            ScalarImage scalar => scalar with { Volume = Blank(scalar.Volume, axis, atEnd, lost, bench.Parallel) },
            SamplingMap map => map with { Volume = Blank(map.Volume, axis, atEnd, lost, bench.Parallel) },
            LabelMap labels => labels with { Volume = Blank(labels.Volume, axis, atEnd, lost, bench.Parallel) },
            _ => image,
        });
    }

    /// <summary>The voxel axis of a side, and whether the side lies at the axis's end rather than its beginning.</summary>
    internal static (int Axis, bool AtEnd) End(Grid grid, BodySide side)
    {
        var (world, positive) = ((int)side / 2, side is BodySide.Right or BodySide.Anterior or BodySide.Superior);
        var axis = grid.Orientation.VoxelAxis(world);
        return (axis, grid.Affine[world, axis] > 0 == positive);
    }

    private static Volume<T> Blank<T>(Volume<T> image, int axis, bool atEnd, int lost, ParallelOptions? parallel)
        where T : unmanaged
    {
        var s = image.Shape;
        var (first, last) = atEnd ? (0, s[axis] - lost) : (lost, s[axis]);
        return Volume.CreateParallel<T>(image.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            if (axis == 2 && (k < first || k >= last)) return;
            for (var j = axis == 1 ? first : 0; j < (axis == 1 ? last : s.J); j++)
            {
                var (from, to) = axis == 0 ? (first, last) : (0, s.I);
                image.Span[s.Index(from, j, k)..(s.Index(from, j, k) + to - from)].CopyTo(voxels.Span[s.Index(from, j, k)..]);
            }
        }));
    }
}

/// <summary>A random field of view that misses something at some sides.</summary>
public sealed record RandomFieldOfView : Transform
{
    /// <summary>Sides that may be cut, each by a draw of its own. Default all.</summary>
    public ImmutableArray<BodySide> Sides { get; init; } = [BodySide.Left, BodySide.Right, BodySide.Posterior, BodySide.Anterior,
        BodySide.Inferior, BodySide.Superior];

    /// <summary>Mm that are missing; one number d means 0 to d. Default 0 to 30.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Cut { get; init; } = new(0, 30);

    /// <summary>Chance of each side to be cut once the transform is applied at all, 0 to 1. Default 0.5.</summary>
    public double SideProbability { get; init; } = 0.5;

    /// <inheritdoc cref="FieldOfViewCut.KeepGrid"/>
    public bool KeepGrid { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Cut.Check(nameof(Cut), 0);
        if (!(SideProbability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(SideProbability), SideProbability, "A probability must lie between 0 and 1.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) =>
        (new FieldOfViewCut(BodySide.Left, 0) { KeepGrid = KeepGrid, Include = Include, Exclude = Exclude }).Foresee(images);

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        foreach (var side in Sides)
        {
            var (chosen, cut) = (draws.Uniform() < SideProbability, draws.Within(Cut));
            if (chosen) yield return new FieldOfViewCut(side, cut) { KeepGrid = KeepGrid, Include = Include, Exclude = Exclude };
        }
    }
}
