using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.Phantoms;
using Pial.Pipelines.Plots.Canvas;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Augmentation;

/// <summary>The demo head after each transform, as one figure for the docs.</summary>
internal static class AugmentationGallery
{
    private const int Columns = 6;
    private const double Cell = 96, Gap = 6, Caption = 16;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("pial-augmentation-").FullName, "head.nii.gz");
        EmbeddedTemplate.WriteDemoHead(path);
        var head = ImageFile.Load(path).Image;
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        var labels = AnalyticHead.Create(head.Grid);
        var subject = new Subject([new ScalarImage("image", new RescaleIntensity { Percentiles = new(0, 99.9) }.Apply(head)), new LabelMap("labels", labels)]);
        (string Name, Transform Transform)[] shown =
        [
            ("as it is", new Blur(default)),
            ("RandomAffine", new RandomAffine { Degrees = Interval.Around(0, 20) }),
            ("RandomFlip", new Flip(["LR"])),
            ("RandomElasticDeformation", new RandomElasticDeformation { MaxDisplacement = new(18, 18, 18) }),
            ("RandomAnisotropy", new Anisotropy(1, 5)),
            ("RandomBlur", new Blur(new(2, 2, 2))),
            ("RandomNoise", new Noise(0.08, 1)),
            ("RandomNoise, rician", new Noise(0.12, 1) { Model = NoiseModel.Rician }),
            ("RandomBiasField", new RandomBiasField()),
            ("RandomGamma", new Gamma(0.6)),
            ("RandomHistogramShift", new RandomHistogramShift { NumControlPoints = Interval.Exactly(6) }),
            ("RandomGaussianSharpen", new GaussianSharpen(new(0.5, 0.5, 0.5), new(0.5, 0.5, 0.5), 15)),
            ("RandomMotion", new RandomMotion { Degrees = Interval.Around(0, 6), Translation = Interval.Around(0, 6), NumTransforms = 3 }),
            ("RandomGhosting", new Ghosting(5, 1, 0.9)),
            ("RandomSpike", new Spike([new(0.56, 0.6, 0.5)], 0.8)),
            ("RandomGibbsNoise", new GibbsNoise(0.7)),
            ("RandomPartialFourier", new PartialFourier(1, 0.55)),
            ("RandomWrapAround", new WrapAround(1, 0.7)),
            ("RandomSwap", new Swap([20], 60, 3)),
            ("RandomLabelsToImage", new LabelsToImage("labels", 12) { ImageKey = "image", IgnoreBackground = true }),
            ("CropOrPad", new CropOrPad([140, 140, 181])),
            ("Resize", new Resize([40, 48, 181])),
        ];
        var rows = (shown.Length + Columns - 1) / Columns;
        var drawing = new Drawing((Columns * (Cell + Gap)) + Gap, (rows * (Cell + Caption + Gap)) + Gap, Theme.Dark.Paper) { Description = "The demo head after each transform" };
        for (var n = 0; n < shown.Length; n++)
        {
            var (left, top) = (Gap + (n % Columns * (Cell + Gap)), Gap + (n / Columns * (Cell + Caption + Gap)));
            var changed = new Compose([shown[n].Transform]).Apply(subject, 5).Subject.Scalars();
            Slice(drawing, changed, left, top);
            drawing.Text(left + (Cell / 2), top + Cell + 8, shown[n].Name, new TextStyle(Theme.Dark.Ink, 7) { Anchor = TextAnchor.Middle, Line = TextLine.Middle });
        }

        FigureFile.Write(Path.Combine(Workspace.Repository, "docs", "images", "augmentation.png"), drawing, 140);
        return 0;
    }

    // The axial slice through the middle, front up, on black.
    private static void Slice(Drawing drawing, Volume<float> image, double left, double top)
    {
        var s = image.Shape;
        var slice = image.Slice((int)(0.47 * s.K)).ToArray();
        var picture = Picture.Create(s.I, s.J, (x, y) =>
        {
            var grey = (int)Math.Clamp(255 * slice[((s.J - 1 - y) * s.I) + x] / 0.95, 0, 255);
            return (grey << 16) | (grey << 8) | grey;
        });
        var size = image.Grid.VoxelSize;
        var (across, down) = (s.I * size.X, s.J * size.Y);
        var scale = Cell / 217;
        drawing.Image(picture, new(left + ((Cell - (across * scale)) / 2), top + ((Cell - (down * scale)) / 2), across * scale, down * scale));
    }
}
