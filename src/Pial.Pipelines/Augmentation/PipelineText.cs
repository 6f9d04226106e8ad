using Pial.Operations.Augmentation;

namespace Pial.Pipelines.Augmentation;

/// <summary>A pipeline and where its transforms stand in their file.</summary>
/// <param name="Pipeline">The transforms.</param>
/// <param name="Name">What messages call the file.</param>
/// <param name="Lines">The line each transform begins in, counted from 1; by reference.</param>
public sealed record PipelineText(Compose Pipeline, string Name, IReadOnlyDictionary<Transform, int> Lines)
{
    /// <summary>Refuses images the pipeline cannot work on, before a voxel of them is read.</summary>
    /// <param name="images">What is known of them.</param>
    /// <exception cref="InputException">A transform cannot work on them: says which, in which line and why.</exception>
    public void Check(Outline images)
    {
        try
        {
            Pipeline.Check(images);
        }
        catch (TransformMisfitException e)
        {
            var line = Lines.TryGetValue(e.Transform, out var at) ? $", line {at}" : "";
            throw new InputException($"{Name}{line}: {TransformCatalog.NameOf(e.Transform.GetType())}: {e.Message}", e);
        }
    }
}
