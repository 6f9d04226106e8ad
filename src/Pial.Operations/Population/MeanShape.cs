using Pial.Operations.Registration;
using Pial.Operations.Warps;
using Pial.Volumes;

namespace Pial.Operations.Population;

/// <summary>Where the middle of a group lies: the mean of its stretches, and of its displacements.</summary>
public static class MeanShape
{
    /// <summary>
    /// The map from a template of the group's mean size and shear to the present one. Each affine is split into a rotation and a stretch;
    /// the stretches are averaged through their logarithms (Arsigny et al. 2006, doi 10.1002/mrm.20965), so that halves and doubles cancel;
    /// rotations and shifts say where heads lay in the scanner and are left alone.
    /// </summary>
    /// <param name="templateToSubject">Template → subject, RAS+ mm, one a subject.</param>
    /// <param name="centre">The point of the template that stays, RAS+ mm.</param>
    /// <returns>New template → present template; follow it with a subject's affine and the stretches average to nothing.</returns>
    /// <exception cref="ArgumentException">No affine, or a singular one.</exception>
    public static Affine Unstretched(IReadOnlyList<Affine> templateToSubject, Point centre)
    {
        ArgumentNullException.ThrowIfNull(templateToSubject);
        if (templateToSubject.Count == 0) throw new ArgumentException("There is no affine to average.", nameof(templateToSubject));
        Span<double> mean = stackalloc double[12];
        foreach (var affine in templateToSubject)
        {
            if (!affine.IsFinite || affine.Determinant == 0)
                throw new ArgumentException("An affine is singular or not finite.", nameof(templateToSubject));
            var log = SymmetricMatrix.LogAndInverseRoot(Squared(affine)).Log; // of MᵀM: twice the stretch's
            for (var n = 0; n < 12; n++)
                mean[n] += 0.5 * log[n / 4, n % 4] / templateToSubject.Count;
        }

        for (var n = 0; n < 12; n++)
            mean[n] = -mean[n];
        return Exponential(Affine.FromRows(mean)).About(centre);
    }

    /// <summary>Adds a subject's displacement, relative to its affine, to a sum.</summary>
    /// <param name="map">Template → subject, RAS+ mm.</param>
    /// <param name="affine">The affine it is measured from, template → subject.</param>
    /// <param name="sum">What was summed so far; null for nothing.</param>
    /// <param name="grid">Where in the template.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Warp Add(PointMap map, Affine affine, Warp? sum, Grid grid, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        var own = WarpField.Of(map.Then(affine.Inverse()), grid, parallel);
        if (sum is null) return own;
        static Volume<float> Plus(Volume<float> a, Volume<float> b) =>
            Volume.Create(a.Grid, (a, b), static (Span<float> to, (Volume<float> A, Volume<float> B) s) =>
            System.Numerics.Tensors.TensorPrimitives.Add(s.A.Span, s.B.Span, to));
        return new(Plus(sum.X, own.X), Plus(sum.Y, own.Y), Plus(sum.Z, own.Z));
    }

    /// <summary>
    /// The map from a template moved towards the mean shape to the present one: <c>p − step · mean(p)</c>, the first-order inverse of the
    /// mean (Avants et al. 2010, doi 10.1016/j.neuroimage.2009.09.062).
    /// </summary>
    /// <param name="sum">Displacements added up by <see cref="Add"/>.</param>
    /// <param name="subjects">How many.</param>
    /// <param name="step">Share of the way, 0 to 1 (antsMultivariateTemplateConstruction2: 0.25).</param>
    public static Warp Towards(Warp sum, int subjects, double step)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects, 1);
        var scale = (float)(-step / subjects);
        return new(sum.X * scale, sum.Y * scale, sum.Z * scale);
    }

    private static Affine Squared(Affine a)
    {
        double Dot(int p, int q) => (a[0, p] * a[0, q]) + (a[1, p] * a[1, q]) + (a[2, p] * a[2, q]);
        return new(Dot(0, 0), Dot(0, 1), Dot(0, 2), 0, Dot(1, 0), Dot(1, 1), Dot(1, 2), 0, Dot(2, 0), Dot(2, 1), Dot(2, 2), 0);
    }

    // Of a 3×3 matrix, by its series: stretches of heads are far below 1, twenty terms leave nothing.
    private static Affine Exponential(Affine log)
    {
        Span<double> sum = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
        var term = Affine.Identity;
        for (var n = 1; n <= 20; n++)
        {
            term = log * term * Affine.Scaling(1.0 / n, 1.0 / n, 1.0 / n);
            for (var m = 0; m < 12; m++)
                sum[m] += term[m / 4, m % 4];
        }

        return Affine.FromRows(sum);
    }
}
