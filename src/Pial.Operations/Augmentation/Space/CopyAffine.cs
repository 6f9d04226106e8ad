namespace Pial.Operations.Augmentation;

/// <summary>
/// Lays images on another's voxels, number by number, when their own affine is known to be wrong: TorchIO's <c>CopyAffine</c>.
/// </summary>
/// <param name="Target">The image whose affine is right.</param>
public sealed record CopyAffine(string Target) : FixedTransform
{
    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var target = images.Find(Target);
        foreach (var image in images.Images.Where(i => Concerns(i.Name)))
        {
            if (image.Grid is { } grid && target.Grid is { } own && grid.Shape != own.Shape)
                throw new ArgumentException(
                    $"'{image.Name}' ({grid.Shape}) has not the extent of '{Target}' ({own.Shape}), so its voxels cannot lie where those " +
                        "do.");
        }

        return target.Grid is { } to ? images.Moved(i => Concerns(i.Name), _ => to) : images;
    }

    internal override void Act(Workbench bench)
    {
        var grid = bench.Take(Target).Grid;
        foreach (var name in bench.Names.Where(n => Concerns(n) && n != Target))
        {
            var image = bench.Take(name);
            if (image.Grid.Shape != grid.Shape)
                throw new ArgumentException(
                    $"'{name}' ({image.Grid.Shape}) has not the extent of '{Target}' ({grid.Shape}), so its voxels cannot lie where " +
                        "those do.");
            bench.Put(image switch
            {
                ScalarImage scalar => scalar with { Volume = scalar.Volume.WithGrid(grid) },
                SamplingMap map => map with { Volume = map.Volume.WithGrid(grid) },
                LabelMap labels => labels with { Volume = labels.Volume.WithGrid(grid) },
                _ => image,
            });
        }
    }
}
