using Pial.Kernels;
using Pial.Operations.Faces;
using Pial.Operations.Phantoms;
using Pial.Operations.Quality;
using Pial.Volumes;

namespace Pial.Operations.Tests.Faces;

public sealed class HeadStateTests
{
    private static readonly Phantom Head = Phantom.Create(AnalyticHead.Create(3), new() { NoisePercent = 3 });

    [Fact]
    public void A_whole_head_shows_a_face()
    {
        var state = Look(Head.T1w);
        Assert.Equal(HeadKind.WithFace, state.Kind);
        Assert.InRange(state.MidFace, 0.6, 1);
        Assert.InRange(state.Eyes, 0.6, 1);
        Assert.Equal(1, state.InView, 1e-6);
        Assert.False(state.BackgroundIsZero);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_face_of_zeros_or_of_noise_is_none(float noise)
    {
        var state = Look(Faceless(noise));
        Assert.Equal(HeadKind.Defaced, state.Kind);
        Assert.InRange(state.MidFace, 0, 0.3);
        Assert.InRange(state.TissueOutside, 0.3, 2);
    }

    [Fact]
    public void A_brain_alone_is_stripped()
    {
        var brain = TestImages.OfWorld(Head.T1w.Grid, p => 0f);
        brain = Volume.Create(brain.Grid, Head, static (Span<float> to, Phantom from) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = from.Mask.Span[n] ? from.T1w.Span[n] : 0;
        });
        var state = Look(brain);
        Assert.Equal(HeadKind.Stripped, state.Kind);
        Assert.True(state.BackgroundIsZero);
        Assert.Equal(0, state.TissueOutside);
    }

    [Fact]
    public void A_field_of_view_above_the_eyes_says_nothing_of_a_face()
    {
        var cut = TestImages.OfWorld(Head.T1w.Grid, p => p.Z < -15 ? 0f : 1f);
        cut = Volume.Create(cut.Grid, (cut, Head), static (Span<float> to, (Volume<float> Cut, Phantom From) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Cut.Span[n] * s.From.T1w.Span[n];
        });
        var state = Look(cut);
        Assert.Equal(HeadKind.FaceNotInView, state.Kind);
        Assert.True(double.IsNaN(state.MidFace));
    }

    [Fact]
    public void The_reason_of_what_cannot_be_measured_says_what_was_done()
    {
        var brain = Volume.Create(Head.T1w.Grid, Head, static (Span<float> to, Phantom from) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = from.Mask.Span[n] ? from.T1w.Span[n] : 0;
        });
        var masks = HeadMasks.Of(brain, Head.Mask);
        var input = new QualityInput(brain, Head.Mask, Head.Fractions, masks) { State = HeadState.Of(brain, Head.Mask, masks.Head) };
        var noise = ImageQuality.Run(input).Single(m => m.Name == "snrd_total");
        Assert.Null(noise.Value);
        Assert.Contains("skull-stripped", noise.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var masks = HeadMasks.Of(Head.T1w, Head.Mask);
        Assert.Equal(HeadState.Of(Head.T1w, Head.Mask, masks.Head, TestImages.One),
            HeadState.Of(Head.T1w, Head.Mask, masks.Head, TestImages.Seven));
    }

    [Fact]
    public void Masks_on_another_grid_and_empty_ones_are_refused()
    {
        var other = Volume.Filled(Grid.Centred(new(10, 10, 10), new(2, 2, 2), default), true);
        var empty = Volume.Filled(Head.T1w.Grid, false);
        Assert.Throws<ArgumentException>(() => HeadState.Of(Head.T1w, other, Head.Mask));
        Assert.Throws<ArgumentException>(() => HeadState.Of(Head.T1w, empty, Head.Mask));
    }

    private static HeadState Look(Volume<float> image) => HeadState.Of(image, Head.Mask, HeadMasks.Of(image, Head.Mask).Head);

    // Everything in front of the temporal lobes and below the nasion.
    private static Volume<float> Faceless(float noise)
    {
        var random = new float[Head.T1w.Shape.Count];
        new CounterRandom(3, 1).FillNormals(random);
        var n = 0;
        return TestImages.OfWorld(Head.T1w.Grid, p =>
        {
            var at = n++;
            return p.Y > 35 && p.Z < -22 && !Head.Mask.Span[at] ? noise * Math.Abs(random[at]) : Head.T1w.Span[at];
        });
    }
}
