using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Operations.Tests.Segmentation;

public class TissueSegmentationTests
{
    private static readonly Grid Isotropic = Grid.Centred(new(84, 96, 82), new(1, 1, 1), new(3, -2, 5));
    private static readonly Dictionary<(double Bias, double Noise), (NestedEllipsoids, TissueResult)> Made = [];

    [Theory]
    [InlineData(0, 10, 0.98)]
    [InlineData(0.12, 30, 0.97)]
    [InlineData(0.12, 90, 0.93)]
    public void NestedEllipsoidsAreFound(double bias, double noise, double atLeast)
    {
        var (head, result) = Segmented(bias, noise);
        for (var label = 1; label <= 3; label++)
            Assert.InRange(NestedEllipsoids.Dice(result.Labels, head.Labels, label), atLeast, 1);
    }

    [Fact]
    public void VentricleWallIsNotGreyMatter()
    {
        var (head, result) = Segmented(0.05, 30);
        var (wall, wrong) = (0, 0);
        for (var n = 0; n < head.Mask.Span.Length; n++)
        {
            if (head.Fractions3.Gm.Span[n] != 0 || head.Fractions3.Wm.Span[n] is <= 0.2f or >= 0.8f || !head.Mask.Span[n]) continue;
            wall++;
            wrong += result.Labels.Span[n] == 1 ? 1 : 0;
        }

        Assert.True(wall > 300);
        Assert.InRange(wrong, 0, wall / 10);
    }

    [Fact]
    public void FieldIsRecovered()
    {
        var (head, result) = Segmented(0.12, 30);
        var (n, sum, squares, truth) = (0, 0.0, 0.0, 0.0);
        for (var v = 0; v < head.Mask.Span.Length; v++)
        {
            if (!head.Mask.Span[v]) continue;
            var r = Math.Log(result.BiasField.Span[v] / head.Field.Span[v]);
            (n, sum, squares) = (n + 1, sum + r, squares + (r * r));
            truth += Math.Pow(Math.Log(head.Field.Span[v]), 2);
        }

        Assert.InRange(Math.Sqrt((squares / n) - (sum * sum / n / n)), 0, 0.015);
        Assert.All(result.BiasField.Span.ToArray(), static f => Assert.True(float.IsFinite(f) && f > 0));
    }

    [Fact]
    public void MapsSumToOneInTheMaskAndVanishOutside()
    {
        var (head, result) = Segmented(0.1, 40);
        foreach (var maps in new[] { result.Fractions, result.Posteriors })
        {
            for (var n = 0; n < head.Mask.Span.Length; n++)
            {
                var (g, w, c) = (maps.Gm.Span[n], maps.Wm.Span[n], maps.Csf.Span[n]);
                Assert.True(g is >= 0 and <= 1 && w is >= 0 and <= 1 && c is >= 0 and <= 1);
                Assert.Equal(head.Mask.Span[n] ? 1 : 0, g + w + c, 1e-5f);
                Assert.Equal(head.Mask.Span[n], result.Labels.Span[n] != 0);
            }
        }
    }

    [Fact]
    public void OneThreadAndManyGiveTheSameBits()
    {
        var head = new NestedEllipsoids(Isotropic, 0.1, 40);
        var one = TissueSegmentation.Run(head.Image, head.Mask, parallel: new() { MaxDegreeOfParallelism = 1 });
        var many = TissueSegmentation.Run(head.Image, head.Mask, parallel: new() { MaxDegreeOfParallelism = 7 });
        Assert.True(one.Fractions.Gm.Span.SequenceEqual(many.Fractions.Gm.Span));
        Assert.True(one.Fractions.Csf.Span.SequenceEqual(many.Fractions.Csf.Span));
        Assert.True(one.Posteriors.Wm.Span.SequenceEqual(many.Posteriors.Wm.Span));
        Assert.True(one.Labels.Span.SequenceEqual(many.Labels.Span));
        Assert.True(one.BiasField.Span.SequenceEqual(many.BiasField.Span));
    }

    [Fact]
    public void ThickObliqueLeftHandedSlicesWork()
    {
        var turn = Affine.Rotation(0.2, -0.1, 0.3) * Affine.Scaling(-1, 1, 2.5);
        var head = new NestedEllipsoids(new(new(84, 96, 36), turn), 0.08, 30);
        var result = TissueSegmentation.Run(head.Image, head.Mask);
        for (var label = 1; label <= 3; label++)
            Assert.InRange(NestedEllipsoids.Dice(result.Labels, head.Labels, label), 0.9, 1);
    }

    [Fact]
    public void ScaleOfTheImageDoesNotMatter()
    {
        var (head, plain) = Segmented(0.1, 40);
        var small = TissueSegmentation.Run(head.Image.Map(static v => v / 4096), head.Mask);
        Assert.InRange(NestedEllipsoids.Dice(plain.Labels, small.Labels, 1), 0.999, 1);
        Assert.Equal(plain.Wm.Mean, small.Wm.Mean * 4096, plain.Wm.Mean * 1e-3);
    }

    [Fact]
    public void ExactPriorsHelpAndBlurredOnesDoLittleHarm()
    {
        var head = new NestedEllipsoids(Isotropic, 0.1, 90);
        var alone = TissueSegmentation.Run(head.Image, head.Mask);
        var exact = TissueSegmentation.Run(head.Image, head.Mask, head.Fractions3, new() { PriorBlurMm = 0 });
        var blurred = TissueSegmentation.Run(head.Image, head.Mask, head.Fractions3);
        var grey = NestedEllipsoids.Dice(alone.Labels, head.Labels, 1);
        Assert.InRange(NestedEllipsoids.Dice(exact.Labels, head.Labels, 1), grey, 1);
        Assert.InRange(NestedEllipsoids.Dice(blurred.Labels, head.Labels, 1), grey - 0.02, 1); // the shells are thinner than the blur
    }

    [Fact]
    public void WhatDoesNotPartIntoTissuesIsRefused()
    {
        var head = new NestedEllipsoids(Isotropic, 0, 0);
        Assert.Throws<ArgumentException>(() => TissueSegmentation.Run(Volume.Filled(Isotropic, 5f), head.Mask));
    }

    [Theory]
    [InlineData(0.004, -2.5, false)] // a z-score
    [InlineData(0.004, -2.5, true)]  // of a brain alone, 0 outside
    [InlineData(0.001, -0.5, false)] // a ratio
    [InlineData(1, -1024, false)]
    [InlineData(1, 3000, false)]
    [InlineData(1e-11, 0, false)]
    public void OffsetsAndUnitsDoNotMatter(double scale, double offset, bool stripped)
    {
        var (head, plain) = Segmented(0.1, 40);
        var image = Volume.Create<float>(Isotropic,
            [.. Enumerable.Range(0, head.Image.Shape.Count)
                .Select(n => stripped && !head.Mask.Span[n] ? 0 : (float)((head.Image.Span[n] * scale) + offset))]);
        var other = TissueSegmentation.Run(image, head.Mask);
        Assert.InRange(other.Gm.VolumeMl / plain.Gm.VolumeMl, 0.95, 1.05);
        Assert.InRange(other.Wm.VolumeMl / plain.Wm.VolumeMl, 0.95, 1.05);
        Assert.InRange(other.Csf.VolumeMl / plain.Csf.VolumeMl, 0.95, 1.05);
        Assert.Equal((plain.Wm.Mean * scale) + offset, other.Wm.Mean, 60 * scale);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(2.5)]
    [InlineData(4.6)]
    public void ContrastAgentDoesNotHideTheTissues(double brightness)
    {
        var (head, plain) = Segmented(0.05, 30);
        var lesion = Isotropic.Centre + new Point(0, 15, 0);
        var image = Volume.Create<float>(Isotropic,
            [.. Enumerable.Range(0, head.Image.Shape.Count)
                .Select(n => Distance(n, lesion) < 9 ? (float)(brightness * (1000 + (n % 50))) : head.Image.Span[n])]);
        var other = TissueSegmentation.Run(image, head.Mask);
        Assert.True(other.Parted);
        Assert.InRange(other.Gm.VolumeMl / plain.Gm.VolumeMl, 0.93, 1.07);
        Assert.InRange(other.Wm.VolumeMl / plain.Wm.VolumeMl, 0.93, 1.07);
    }

    // A head and its tissues, made once for all tests that look at them.
    private static (NestedEllipsoids Head, TissueResult Result) Segmented(double bias, double noise)
    {
        if (Made.TryGetValue((bias, noise), out var made)) return made;
        var head = new NestedEllipsoids(Isotropic, bias, noise);
        return Made[(bias, noise)] = (head, TissueSegmentation.Run(head.Image, head.Mask));
    }

    private static double Distance(int n, Point from) =>
        Isotropic.Affine.Apply(new(n % Isotropic.Shape.I, n / Isotropic.Shape.I % Isotropic.Shape.J, n / Isotropic.Shape.SliceCount))
            .DistanceTo(from);

    [Fact]
    public void CallersMistakesAreNamed()
    {
        var head = new NestedEllipsoids(Grid.Centred(new(20, 20, 20), new(4, 4, 4), default), 0, 0);
        Assert.Throws<ArgumentException>(() => TissueSegmentation.Run(head.Image, Volume.Filled(head.Image.Grid, false)));
        Assert.Throws<ArgumentException>(() => TissueSegmentation.Run(head.Image, Volume.Filled(Isotropic, true)));
    }
}
