using Pial.Operations.Faces;
using Pial.Operations.Masks;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Operations.Tests.Faces;

public sealed class DefacingTests
{
    // The analytic head lies in the template's millimetres.
    private static readonly Phantom Head = Phantom.Create(AnalyticHead.Create(3), new() { NoisePercent = 3 });
    private static readonly DefacingResult Result = Defacing.Run(Head.T1w, Head.Mask, Affine.Identity);

    [Fact]
    public void The_face_is_gone_and_seen_to_be_gone()
    {
        Assert.Equal((HeadKind.WithFace, HeadKind.Defaced), (Result.Before.Kind, Result.After.Kind));
        Assert.Equal(0, Result.After.MidFace, 0.05);
        foreach (var place in (Point[])[new(32, 68, -36), new(-32, 68, -36), new(0, 88, -52), new(30, 70, -60), new(0, 70, -75)])
            Assert.Equal((true, 0f), (At(Result.Removed, place), At(Result.Image, place)));
    }

    [Fact]
    public void Brain_margin_forehead_and_neck_stay_as_they_are_to_the_bit()
    {
        var safe = Morphology.Dilate(Head.Mask, 5);
        for (var n = 0; n < safe.Shape.Count; n++)
        {
            Assert.False(safe.Span[n] && Result.Removed.Span[n]);
            Assert.True(Result.Removed.Span[n] ? Result.Image.Span[n] == 0
                : BitConverter.SingleToInt32Bits(Result.Image.Span[n]) == BitConverter.SingleToInt32Bits(Head.T1w.Span[n]));
        }

        foreach (var place in (Point[])[new(0, 80, 10), new(0, -60, -80), new(75, -30, -20)])
            Assert.False(At(Result.Removed, place));
    }

    [Fact]
    public void Ears_go_when_asked()
    {
        var ears = Defacing.Run(Head.T1w, Head.Mask, Affine.Identity, new() { Ears = true }).Removed;
        Assert.True(At(ears, new(80, -25, -30)) && At(ears, new(-80, -25, -30)));
        Assert.False(At(Result.Removed, new(80, -25, -30)));
    }

    [Fact]
    public void A_map_that_does_not_fit_leaves_a_face_and_says_so()
    {
        var lost = Defacing.Run(Head.T1w, Head.Mask, Affine.Translation(new(0, 90, -90)));
        Assert.Equal(HeadKind.WithFace, lost.After.Kind);
    }

    [Fact]
    public void A_turned_head_loses_the_same_face()
    {
        var turn = Affine.Rotation(0.3, 0.1, 0.2) with { M03 = 12 };
        var grid = new Grid(Head.T1w.Shape, turn * Head.T1w.Grid.Affine);
        var turned = Defacing.Run(Head.T1w.WithGrid(grid), Head.Mask.WithGrid(grid), turn);
        var differ = 0;
        for (var n = 0; n < grid.Shape.Count; n++)
            differ += turned.Removed.Span[n] != Result.Removed.Span[n] ? 1 : 0;
        Assert.InRange(differ, 0, 5); // planes through voxel centres
    }

    [Fact]
    public void Threads_do_not_change_a_bit_and_options_are_checked()
    {
        var (one, many) = (Defacing.Run(Head.T1w, Head.Mask, Affine.Identity, null, TestImages.One),
            Defacing.Run(Head.T1w, Head.Mask, Affine.Identity, null, TestImages.Seven));
        Assert.Equal(one.Image.Span.ToArray(), many.Image.Span.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Defacing.Run(Head.T1w, Head.Mask, Affine.Identity, new() { MarginMm = -1 }));
        Assert.Throws<ArgumentException>(() => Defacing.Run(Head.T1w, Volume.Filled(Head.T1w.Grid, false), Affine.Identity));
    }

    private static T At<T>(Volume<T> image, Point p)
        where T : unmanaged
    {
        var v = image.Grid.WorldToVoxel.Apply(p);
        return image[(int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z)];
    }
}
