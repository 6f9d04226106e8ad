using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Phantoms;
using Pial.Pipelines.Augmentation;
using Pial.Pipelines.Templates;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Evaluation.Augmentation;

/// <summary>
/// The gallery page of the docs: the demo head after each transform, each made from the lines of YAML that stand below it, as
/// <c>pial augment</c> makes it.
/// </summary>
internal static partial class AugmentationGallery
{
    private const int Columns = 5;
    private const double Cell = 120, Gap = 6, Caption = 14;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("pial-augmentation-").FullName, "head.nii.gz");
        EmbeddedTemplate.WriteDemoHead(path);
        var head = ImageFile.Load(path).Image;
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        head = new RescaleIntensity { Percentiles = new(0, 99.9) }.Apply(head);
        var mask = BrainExtraction.Run(head, EmbeddedTemplate.Head(null)).Mask;
        Subject[] subjects =
        [
            new([new ScalarImage("image", head), new LabelMap("labels", mask.Map(static m => m ? 1 : 0))]),
            new([new ScalarImage("image", head), new LabelMap("labels", AnalyticHead.Create(head.Grid))]),
        ];
        var page = new StringBuilder(AugmentationGalleryPage.Beginning);
        foreach (var group in AugmentationGalleryPage.Groups)
        {
            var file = $"augmentation-{group.Name.ToLowerInvariant().Replace(' ', '-')}.png";
            Sheet(group, subjects, head, Path.Combine(Workspace.Repository, "docs", "images", file));
            page.Append(CultureInfo.InvariantCulture,
                $"\n## {group.Name}\n\n{group.Text}\n\n![{group.Name}: the demo head after each transform](images/{file})\n\n```yaml\n");
            foreach (var (yaml, seed, _) in group.Rows) page.Append(CultureInfo.InvariantCulture, $"{yaml} # --seed {seed}\n");
            page.Append("```\n");
        }

        File.WriteAllText(Path.Combine(Workspace.Repository, "docs", "augmentation-gallery.md"), page.ToString());
        return 0;
    }

    [GeneratedRegex(@"(?:model|profile|mode|target): (\w*[a-z]\w*)")]
    private static partial Regex Variant();

    private static void Sheet(AugmentationGalleryPage.Group group, Subject[] subjects, Volume<float> before, string path)
    {
        var cells = group.Rows.Length + 1;
        var rows = (cells + Columns - 1) / Columns;
        var drawing = new Drawing((Columns * (Cell + Gap)) + Gap, (rows * (Cell + Caption + Gap)) + Gap,
            Theme.Dark.Paper)
        { Description = $"{group.Name}: the demo head after each transform" };
        for (var n = 0; n < cells; n++)
        {
            var (left, top) = (Gap + (n % Columns * (Cell + Gap)), Gap + (n / Columns * (Cell + Caption + Gap)));
            var (image, caption) = (before, "before");
            if (n > 0)
            {
                var (yaml, seed, labels) = group.Rows[n - 1];
                image = PipelineFile.Parse(yaml, "gallery.yaml").Apply(subjects[labels ? 1 : 0], seed).Subject.Scalars();
                caption = yaml[2..].Split(':')[0]
                    + (Variant().Match(yaml) is { Success: true } m ? ", " + m.Groups[1].Value.Replace('_', ' ') : "");
                Console.WriteLine(yaml);
            }

            if (group.Sagittal) Sagittal(drawing, image, before.Grid, left, top);
            else Axial(drawing, image, before.Grid, left, top);
            drawing.Text(left + (Cell / 2), top + Cell + 7, caption.Replace("Random", "", StringComparison.Ordinal),
                new TextStyle(Theme.Dark.Ink, 7.5) { Anchor = TextAnchor.Middle, Line = TextLine.Middle });
        }

        FigureFile.Write(path, drawing, 110);
    }

    // The cuts lie at the same place of the world whatever the grid: through the middle of the brain, front up or to the left.
    private static void Axial(Drawing drawing, Volume<float> image, Grid world, double left, double top) =>
        Cut(drawing, image, left, top, 181, 217, (x, y) => world.Affine.Apply(new(x, world.Shape.J - 1 - y, 0.47 * world.Shape.K)));

    private static void Sagittal(Drawing drawing, Volume<float> image, Grid world, double left, double top) =>
        Cut(drawing, image, left, top, 217, 181,
            (x, y) => world.Affine.Apply(new(0.46 * world.Shape.I, world.Shape.J - 1 - x, world.Shape.K - 1 - y)));

    private static void Cut(Drawing drawing, Volume<float> image, double left, double top, int width, int height,
        Func<int, int, Point> place)
    {
        var toVoxel = image.Grid.WorldToVoxel;
        var picture = Picture.Create(width, height, (x, y) =>
        {
            var v = toVoxel.Apply(place(x, y));
            var (i, j, k) = ((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
            if (!image.Shape.Contains(i, j, k)) return 0x101830;
            var grey = (int)Math.Clamp(255 * image[i, j, k] / 0.95, 0, 255);
            return (grey << 16) | (grey << 8) | grey;
        });
        var scale = Cell / Math.Max(width, height);
        drawing.Image(picture, new(left + ((Cell - (width * scale)) / 2), top + ((Cell - (height * scale)) / 2), width * scale,
            height * scale));
    }
}
