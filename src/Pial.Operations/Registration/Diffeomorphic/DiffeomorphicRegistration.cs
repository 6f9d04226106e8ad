using System.Numerics;
using Pial.Kernels;
using Pial.Kernels.Fields;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// Symmetric diffeomorphic registration: two images, or up to three pairs that share one warp, are pulled towards each other by small
/// invertible steps, level by level; the map and its inverse come from the same two halves.
/// </summary>
/// <remarks>
/// <para>
/// The plan is SyN's (Avants et al. 2008, doi 10.1016/j.media.2007.06.004): greedy composition of smoothed steps from both ends. What
/// differs: a step is the Gauss–Newton solution of the normal equations pooled over a small Gaussian (as Lucas and Kanade's), not a
/// gradient scaled to the largest vector, so a level takes tens of iterations instead of hundreds; both sides take one anti-symmetric step;
/// and inverses are solved for at the end, by Newton's method, not kept.
/// </para>
/// <para>
/// Cost for two brains of 1 mm on two cores: 9 to 13 s at standard quality, 3 to 4 s at fast (bench/results/registration.md); 130 bytes a
/// working voxel in all. Same bits at any thread count.
/// </para>
/// </remarks>
public static class DiffeomorphicRegistration
{
    private const float Ridge = 0.02f; // of the curvature, 1/voxels²: where nothing pulls, nothing moves

    /// <summary>Registers one pair.</summary>
    /// <param name="moving">Image to move.</param>
    /// <param name="reference">Image that stays.</param>
    /// <param name="affine">Where to begin, reference RAS+ mm → moving RAS+ mm; usually of <see cref="AffineRegistration"/>.</param>
    /// <param name="options">Settings; null for standard quality.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <inheritdoc cref="Run(IReadOnlyList{RegistrationChannel}, Affine, DiffeomorphicOptions?, ParallelOptions?)"/>
    public static DiffeomorphicResult Run(
        Volume<float> moving, Volume<float> reference, Affine affine, DiffeomorphicOptions? options = null,
        ParallelOptions? parallel = null) =>
        Run([new(moving, reference)], affine, options, parallel);

    /// <summary>Registers one to three channels that share one warp.</summary>
    /// <param name="channels">Pairs of images; the moving ones share a grid, and so do the references.</param>
    /// <param name="affine">Where to begin, reference RAS+ mm → moving RAS+ mm; usually of <see cref="AffineRegistration"/>.</param>
    /// <param name="options">Settings; null for standard quality.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Both maps and how it went. Not converging is a property of the result.</returns>
    /// <exception cref="ArgumentException">
    /// No channel or more than three, grids that differ between channels, an image without contrast, opposite contrasts for a metric of
    /// equal ones, a singular affine, images that do not overlap, or masks that leave nothing to compare.
    /// </exception>
    public static DiffeomorphicResult Run(
        IReadOnlyList<RegistrationChannel> channels, Affine affine, DiffeomorphicOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        options ??= new();
        Check(channels, affine, options);
        var levels = Levels(channels[0], options);
        var work = WorkingGrid.Around(channels[0].Reference, channels[0].Moving, affine, levels[^1].SpacingMm, 1 << (levels.Count - 1));
        var (reference, moving) = Pyramid(work, channels, affine, options, levels.Count, parallel);
        if (!options.AnyContrast) CheckContrast(channels, reference[0], moving[0]);
        HalfWarps? warps = null;
        Vector4[][] room = [];
        var reports = new List<DiffeomorphicLevelReport>();
        for (var n = 0; n < levels.Count; n++)
        {
            warps = warps is null ? new HalfWarps(ShapeOf(work.Grid.Shape, levels.Count - 1)) : warps.Doubled(parallel);
            room = [reference[n], moving[n], new Vector4[warps.Shape.Count]];
            reports.Add(RunLevel(warps, room, channels, levels[n], options, parallel));
            (reference[n], moving[n]) = ([], []);
        }

        var (forward, backward, smallest, repairs) = warps!.Unite(room, parallel);
        (forward, backward, warps, room) = (forward with { Field = [] }, backward with { Field = [] }, null, []); // the maps need the room
        var toMoving = work.After(forward, channels[0].Reference.Grid, Affine.Identity, affine, parallel);
        forward = default; // its way to the middle, before the map on the moving image's grid, which may be the larger one
        var toReference = work.After(backward, channels[0].Moving.Grid, affine.Inverse(), Affine.Identity, parallel);
        return new(toMoving, toReference, affine, reports, smallest, repairs);
    }

    private static DiffeomorphicLevelReport RunLevel(
        HalfWarps warps, Vector4[][] fields, IReadOnlyList<RegistrationChannel> channels, DiffeomorphicLevel level,
        DiffeomorphicOptions options,
        ParallelOptions? parallel)
    {
        const int Window = 5;
        var shape = warps.Shape;
        var forces = channels.Select((c, n) => ForceOf(c, n, shape, options)).ToArray();
        var (reference, moving, step) = (fields[0], fields[1], fields[2]);
        var (pooling, stepKernel) = (Convolution.GaussianHalfKernel(options.PoolingSigma, 2.5),
            Convolution.GaussianHalfKernel(options.StepSigma, 2.5));
        var fieldKernel = Convolution.GaussianHalfKernel(options.FieldSigma, 3);
        var history = new List<double>();
        while (true)
        {
            warps.Pull(
                reference, warps.ToReference, (at, row) =>
            {
                foreach (var force in forces) force.TakeFixed(row, at);
            }, parallel);
            warps.Pull(
                moving, warps.ToMoving, (at, row) =>
            {
                foreach (var force in forces) force.TakeMoving(row, at);
            }, parallel);
            Array.Clear(step);
            history.Add(forces.Sum(f => f.Add(step, parallel)) / forces.Length);
            var converged = history.Count > 2 * Window
                && history[^1] - history[^(Window + 1)] < Window * options.Tolerance * Math.Abs(history[^1]);
            if (converged || history.Count > level.Iterations)
                return new(level.SpacingMm, history.Count - 1, history[0], history[^1], converged);
            FieldKernels.Smooth(step, shape.I, shape.J, shape.K, pooling, parallel, after: row => Solve(row, (float)options.LongestStep));
            FieldKernels.Smooth(step, shape.I, shape.J, shape.K, stepKernel, parallel);
            warps.Advance(step, fieldKernel, parallel);
        }
    }

    // From pooled normal equations to steps. Half as much again as the linear model says: pooling mixes in neighbours that have less to
    // say.
    private static void Solve(Span<Vector4> equations, float longest)
    {
        const float Gain = 1.5f;
        foreach (ref var equation in equations)
        {
            var v = equation * (Gain / (equation.W + Ridge));
            v.W = 0;
            var length = v.Length();
            equation = length > longest ? v * (longest / length) : v;
        }
    }

    private static Force ForceOf(RegistrationChannel channel, int index, Shape shape, DiffeomorphicOptions options) => channel.Metric switch
    {
        DiffeomorphicMetric.LocalCorrelation => new LocalCorrelationForce(shape, index, (float)channel.Weight, options.WindowRadius),
        DiffeomorphicMetric.MutualInformation => new InformationForce(shape, index, (float)channel.Weight),
        DiffeomorphicMetric.SquaredDifference => new DifferenceForce(shape, index, (float)channel.Weight),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel.Metric, "No such metric."),
    };

    private static (Vector4[][] Reference, Vector4[][] Moving) Pyramid(
        WorkingGrid work, IReadOnlyList<RegistrationChannel> channels, Affine affine, DiffeomorphicOptions options, int levels,
        ParallelOptions? parallel)
    {
        var (reference, moving) = (new Vector4[levels][], new Vector4[levels][]);
        reference[^1] = work.Pack([.. channels.Select(c => c.Reference)], options.ReferenceMask, null, parallel);
        moving[^1] = work.Pack([.. channels.Select(c => c.Moving)], options.MovingMask, affine, parallel);
        if (!Overlap(reference[^1], moving[^1]))
            throw new ArgumentException("The images do not overlap, or the masks leave nothing to compare: check the affine and the masks.",
                nameof(affine));
        for (var n = levels - 2; n >= 0; n--)
        {
            var shape = ShapeOf(work.Grid.Shape, levels - 2 - n);
            (reference[n], moving[n]) = (WorkingGrid.Halve(reference[n + 1], shape, parallel),
                WorkingGrid.Halve(moving[n + 1], shape, parallel));
        }

        return (reference, moving);
    }

    private static bool Overlap(Vector4[] reference, Vector4[] moving)
    {
        for (var n = 0; n < reference.Length; n++)
            if (reference[n].W > 0 && moving[n].W > 0 && reference[n].X != 0 && moving[n].X != 0) return true;
        return false;
    }

    // Where bright meets dark squared differences find nothing, however long they look, and local correlation finds what nobody should ask
    // of it unknowingly.
    private static void CheckContrast(IReadOnlyList<RegistrationChannel> channels, Vector4[] reference, Vector4[] moving)
    {
        for (var c = 0; c < channels.Count; c++)
        {
            if (channels[c].Metric == DiffeomorphicMetric.MutualInformation) continue;
            double n = 0, f = 0, m = 0, ff = 0, mm = 0, fm = 0;
            for (var v = 0; v < reference.Length; v++)
            {
                double a = reference[v][c], b = moving[v][c];
                if (a == 0 || b == 0) continue; // background, or masked out
                (n, f, m, ff, mm, fm) = (n + 1, f + a, m + b, ff + (a * a), mm + (b * b), fm + (a * b));
            }

            var correlation = n < 2 ? 0 : ((n * fm) - (f * m)) / Math.Sqrt(Math.Max(((n * ff) - (f * f)) * ((n * mm) - (m * m)), 1e-30));
            if (correlation < -0.15)
            {
                throw new ArgumentException(
                    $"The images of channel {c + 1} have opposite contrasts (correlation " +
                        $"{correlation.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} where both show something): " +
                        "use mutual information, or a reference of the same modality.",
                    nameof(channels));
            }
        }
    }

    private static Shape ShapeOf(Shape finest, int halvings) => new(finest.I >> halvings, finest.J >> halvings, finest.K >> halvings);

    // Levels finer than what either image resolves would register noise.
    private static List<DiffeomorphicLevel> Levels(RegistrationChannel channel, DiffeomorphicOptions options)
    {
        var finest = Math.Min(Math.Cbrt(channel.Reference.Grid.VoxelVolume), Math.Cbrt(channel.Moving.Grid.VoxelVolume));
        var kept = options.Levels.Where(l => l.SpacingMm > 0.7 * finest).ToList();
        return kept.Count > 0 ? kept : [options.Levels[0]];
    }

    private static void Check(IReadOnlyList<RegistrationChannel> channels, Affine affine, DiffeomorphicOptions options)
    {
        if (channels.Count is < 1 or > 3)
            throw new ArgumentException($"One to three channels can share a warp, not {channels.Count}.", nameof(channels));
        if (!affine.IsFinite || !(affine.Determinant > 0))
            throw new ArgumentException("The affine to begin with must be finite, invertible and without a mirror.", nameof(affine));
        for (var n = 0; n < channels.Count; n++)
        {
            if (!channels[n].Reference.Grid.Matches(channels[0].Reference.Grid)
                || !channels[n].Moving.Grid.Matches(channels[0].Moving.Grid))
                throw new ArgumentException($"Channel {n + 1} lies on another grid than channel 1.", nameof(channels));
            if (Constant(channels[n].Reference))
                throw new ArgumentException("The reference has one value everywhere: there is nothing to register.", nameof(channels));
            if (Constant(channels[n].Moving))
                throw new ArgumentException("The moving image has one value everywhere: there is nothing to register.", nameof(channels));
            if (!(channels[n].Weight > 0))
                throw new ArgumentException($"The weight of channel {n + 1} must be positive.", nameof(channels));
        }

        if (options.Levels.Count == 0) throw new ArgumentException("At least one level is needed.", nameof(options));
        for (var n = 0; n < options.Levels.Count; n++)
        {
            var (spacing, iterations) = options.Levels[n];
            if (!(spacing > 0) || iterations < 0 || (n > 0 && Math.Abs((options.Levels[n - 1].SpacingMm / spacing) - 2) > 1e-9))
                throw new ArgumentException("Levels go from coarse to fine, each of half the spacing of the one before.", nameof(options));
        }

        if (options.ReferenceMask is { } r && !r.Span.Contains(true))
            throw new ArgumentException("The reference mask is empty.", nameof(options));
        if (options.MovingMask is { } m && !m.Span.Contains(true))
            throw new ArgumentException("The moving mask is empty.", nameof(options));
    }

    private static bool Constant(Volume<float> image) => image.Span.IndexOfAnyExcept(image.Span[0]) < 0;
}
