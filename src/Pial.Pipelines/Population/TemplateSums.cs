using System.Numerics.Tensors;
using Pial.Operations.Population;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>
/// Subjects added up on the template's grid, one after the other in their order, so that the sums do not depend on who was done first.
/// </summary>
/// <param name="grid">The template's grid.</param>
public sealed class TemplateSums(Grid grid)
{
    private static readonly HeadClass[] Outside = [HeadClass.Bone, HeadClass.SoftTissue, HeadClass.Air];

    /// <summary>The template's grid.</summary>
    public Grid Grid => grid;

    /// <summary>Subjects so far.</summary>
    public int Subjects { get; private set; }

    /// <summary>Subjects so far whose scan shows the whole head.</summary>
    public int Heads { get; private set; }

    /// <summary>Brain intensities.</summary>
    internal float[] Brain { get; } = new float[grid.Shape.Count];

    /// <summary>Brain masks.</summary>
    internal float[] Mask { get; } = new float[grid.Shape.Count];

    /// <summary>Brain masks of whole heads: to the dura, which scans that came stripped may not be.</summary>
    internal float[] HeadMask { get; } = new float[grid.Shape.Count];

    /// <summary>Grey matter, white matter, CSF.</summary>
    internal float[][] Tissues { get; } = [new float[grid.Shape.Count], new float[grid.Shape.Count], new float[grid.Shape.Count]];

    /// <summary>Bone, soft tissue and air.</summary>
    internal float[][] Classes { get; } = [new float[grid.Shape.Count], new float[grid.Shape.Count], new float[grid.Shape.Count]];

    /// <summary>Head intensities.</summary>
    internal float[] Head { get; } = new float[grid.Shape.Count];

    /// <summary>How many heads show a voxel.</summary>
    internal float[] Shown { get; } = new float[grid.Shape.Count];

    /// <summary>Adds a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="map">Template → subject, RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void Add(SubjectMaps subject, PointMap map, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(subject);
        Volume<float> Pull(Volume<float> image, Interpolation how) =>
            Resample.ToGrid(image, grid, map, how, new() { AntiAlias = true }, parallel);
        static Volume<float> Ones(Volume<bool> mask) => mask.Map(static inside => inside ? 1f : 0f);
        var mask = Pull(Ones(subject.Mask), Interpolation.Linear);
        var brain = Pull(subject.Brain(), Interpolation.Cubic);
        AddTo(Mask, mask);
        AddTo(Brain, brain.Map(static v => Math.Max(v, 0))); // the spline rings at the mask's edge
        AddTo(Tissues[0], Pull(subject.Tissues.Gm, Interpolation.Linear));
        AddTo(Tissues[1], Pull(subject.Tissues.Wm, Interpolation.Linear));
        AddTo(Tissues[2], Pull(subject.Tissues.Csf, Interpolation.Linear));
        Subjects++;
        if (subject.Classes is not { } labels) return;
        AddTo(HeadMask, mask);
        Heads++;
        for (var c = 0; c < Outside.Length; c++)
        {
            var wanted = (byte)Outside[c];
            AddTo(Classes[c], Pull(labels.Map(l => l == wanted ? 1f : 0f), Interpolation.Linear));
        }

        AddTo(Shown, Pull(labels.Map(static l => l == (byte)HeadClass.Unknown ? 0f : 1f), Interpolation.Linear));
        AddTo(Head,
            Pull(Volume.Create(labels.Grid, (subject.T1w, labels), static (Span<float> to, (Volume<float> T1w, Volume<byte> Labels) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Labels.Span[n] == (byte)HeadClass.Unknown ? 0 : s.T1w.Span[n];
        }), Interpolation.Linear));
    }

    private static void AddTo(float[] sum, Volume<float> image) => TensorPrimitives.Add(sum, image.Span, sum);
}
