using Pial.Operations.Comparison;
using Pial.Volumes;

namespace Pial.Operations.Tests.Comparison;

public class ImageSimilarityTests
{
    private static readonly Volume<float> Image = TestImages.Noise(TestImages.Awkward);

    [Fact]
    public void An_image_is_wholly_like_itself()
    {
        var s = ImageSimilarity.Run(Image, Image);
        Assert.Equal((double.PositiveInfinity, 0, 0, 0), (s.Psnr, s.Nmse, s.Rmse, s.Bias));
        Assert.Equal(1, s.Ssim, 1e-6);
    }

    [Fact]
    public void A_shift_is_bias_and_error()
    {
        var s = ImageSimilarity.Run(Image.Map(v => v + 2), Image, peak: 20);
        Assert.Equal(2, s.Bias, 1e-5);
        Assert.Equal(20, s.Psnr, 1e-4);
    }

    [Fact]
    public void The_threads_do_not_matter()
    {
        var other = TestImages.Noise(TestImages.Awkward, 9);
        Assert.Equal(ImageSimilarity.Run(other, Image, parallel: TestImages.One),
            ImageSimilarity.Run(other, Image, parallel: TestImages.Seven));
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        var flat = Image.Map(_ => 3f);
        Assert.Contains("peak", Assert.Throws<ArgumentException>(() => ImageSimilarity.Run(Image, flat)).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => ImageSimilarity.Run(Image.Map(_ => float.NaN), Image)).Message,
            StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => ImageSimilarity.Run(Image, Image, Image.Map(_ => false))).Message,
            StringComparison.Ordinal);
    }
}
