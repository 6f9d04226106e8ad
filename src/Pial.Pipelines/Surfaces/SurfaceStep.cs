using Pial.Kernels;
using Pial.Operations.Cortex;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>What surfaces of the cortex are made from, on one grid.</summary>
/// <param name="T1w">The scan without its field.</param>
/// <param name="Tissues">Fractions of grey matter, white matter and CSF.</param>
/// <param name="Structures">Structures in FreeSurfer's numbers.</param>
/// <param name="Lesion">The lesion; null for none.</param>
public sealed record SurfaceInput(Volume<float> T1w, TissueMaps Tissues, Volume<int> Structures, Volume<bool>? Lesion);

/// <summary>
/// Reconstructs the white and pial surfaces of both hemispheres. What keeps a hemisphere from being made, or makes its surfaces doubtful,
/// is among the warnings of what it gives; it never fails on a scan.
/// </summary>
public sealed record SurfaceStep : IStep<SurfaceInput, CorticalSurfaces>
{
    private static readonly Hemisphere[] Hemispheres = [Hemisphere.Left, Hemisphere.Right];

    /// <inheritdoc />
    public string Id => "cortical-surfaces@5";

    /// <summary>Parameters of the operation.</summary>
    public CortexOptions Options { get; init; } = CortexOptions.Default;

    /// <inheritdoc />
    public CorticalSurfaces Run(SurfaceInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (SurfaceLimits.Refusal(input.T1w.Grid) is { } refusal) return new([], [refusal]);
        var found = SideBySide(input, parallel);
        var (sides, warnings) = (new List<CorticalHemisphere>(), SurfaceLimits.OfVoxels(input.T1w.Grid).ToList());
        for (var n = 0; n < Hemispheres.Length; n++)
        {
            var name = Hemispheres[n] == Hemisphere.Left ? "left" : "right";
            if (found[n] is not { } side)
            {
                warnings.Add($"there is no white matter of the {name} hemisphere, so it has no surfaces");
                continue;
            }

            sides.Add(side);
            var own = CorticalReconstruction.Voxels(input.Structures, side.Side);
            warnings.AddRange(SurfaceLimits.OfHemisphere(input.T1w, own, name));
            if (input.Lesion is { } lesion) warnings.AddRange(SurfaceLimits.OfLesion(lesion, own, name));
        }

        return new(sides, warnings);
    }

    // Much of a hemisphere's work is done by one thread, so that two hemispheres at once take little more than half the time.
    private CorticalHemisphere?[] SideBySide(SurfaceInput input, ParallelOptions parallel)
    {
        var found = new CorticalHemisphere?[Hemispheres.Length];
        var threads = parallel.MaxDegreeOfParallelism < 1 ? Environment.ProcessorCount : parallel.MaxDegreeOfParallelism;
        var half = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, threads / found.Length),
            CancellationToken = parallel.CancellationToken,
            TaskScheduler = parallel.TaskScheduler,
        };
        Slices.For(found.Length, parallel, n =>
            found[n] = CorticalReconstruction.Run(input.Tissues, input.Structures, Hemispheres[n], input.T1w, Options, half));
        return found;
    }
}
