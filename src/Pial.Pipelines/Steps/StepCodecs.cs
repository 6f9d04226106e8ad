using Pial.Operations.BrainExtraction;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Steps;

/// <summary>How the store keeps what operations find.</summary>
internal static class StepCodecs
{
    /// <summary>A brain mask, and how the head template lies over the scan.</summary>
    public static ArtifactCodec<BrainExtractionResult> Brain { get; } = new(
        (w, b) =>
        {
            w.Write(b.Mask);
            w.Write(b.TemplateToImage);
            w.Write(b.AlreadyStripped);
            w.Write(b.Similarity);
            w.Write(b.TemplateWarp is not null);
            if (b.TemplateWarp is { } warp) w.Write(warp);
        },
        r =>
        {
            var (mask, affine, stripped, similarity) = (r.ReadVolume<bool>(), r.ReadAffine(), r.ReadBoolean(), r.ReadDouble());
            return new(mask, affine, r.ReadBoolean() ? r.ReadWarp() : null, stripped, similarity);
        });

    /// <summary>An affine map and how it came out.</summary>
    public static ArtifactCodec<AffineResult> Affine { get; } = new(
        (w, a) =>
        {
            w.Write(a.ReferenceToMoving);
            Write(w, a.Similarity, a.Overlap, a.Margin, a.Levels.Count);
            w.Write(a.Converged);
            foreach (var level in a.Levels)
            {
                Write(w, level.SpacingMm, level.Samples, level.Starts, level.Iterations, level.Similarity);
                w.Write(level.Converged);
            }
        },
        r =>
        {
            var map = r.ReadAffine();
            var (similarity, overlap, margin, count, converged) = (r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), (int)r.ReadDouble(),
                r.ReadBoolean());
            var levels = Many(count, () =>
                new AffineLevel(r.ReadDouble(), (int)r.ReadDouble(), (int)r.ReadDouble(), (int)r.ReadDouble(), r.ReadDouble(),
                r.ReadBoolean()));
            return new(map, similarity, overlap, converged, levels) { Margin = margin };
        });

    /// <summary>A warp both ways and how it came out.</summary>
    public static ArtifactCodec<DiffeomorphicResult> Warp { get; } = new(
        (w, m) =>
        {
            w.Write(m.ReferenceToMoving);
            w.Write(m.MovingToReference);
            w.Write(m.Affine);
            Write(w, m.SmallestJacobian, m.Repairs, m.Levels.Count);
            foreach (var level in m.Levels)
            {
                Write(w, level.SpacingMm, level.Iterations, level.Before, level.After);
                w.Write(level.Converged);
            }
        },
        r =>
        {
            var (there, back, affine) = (r.ReadWarp(), r.ReadWarp(), r.ReadAffine());
            var (smallest, repairs, count) = (r.ReadDouble(), (int)r.ReadDouble(), (int)r.ReadDouble());
            var levels = Many(count, () =>
                new DiffeomorphicLevelReport(r.ReadDouble(), (int)r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadBoolean()));
            return new(there, back, affine, levels, smallest, repairs);
        });

    /// <summary>Where a scan of another contrast lies.</summary>
    public static ArtifactCodec<CoregistrationResult> Coregistration { get; } = new(
        (w, m) =>
        {
            w.Write(m.HeadToScan);
            Write(w, m.Similarity, m.Overlap, m.Coverage);
            w.Write(m.Converged);
        },
        r => new(r.ReadAffine(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadBoolean()));

    private static void Write(ArtifactWriter writer, params ReadOnlySpan<double> values)
    {
        foreach (var value in values) writer.Write(value);
    }

    // A damaged file may name any count: it ends before that many are read.
    private static List<T> Many<T>(int count, Func<T> read)
    {
        var all = new List<T>();
        for (var n = 0; n < count; n++) all.Add(read());
        return all;
    }
}
