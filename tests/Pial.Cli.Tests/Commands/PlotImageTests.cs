using System.Xml.Linq;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class PlotImageTests : IDisposable
{
    private static readonly Grid Grid = Grid.Centred(new(40, 48, 40), new(4, 4, 4), default);
    private readonly string folder = Directory.CreateTempSubdirectory("pial-plot-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Regions_are_named_by_the_table_beside_them()
    {
        var regions = Save("sub-1_dseg.nii.gz", p => p.DistanceTo(new(-20, 0, 0)) < 12 ? 1 : p.DistanceTo(new(20, 0, 0)) < 12 ? 2 : 0);
        File.WriteAllText(Path.Combine(folder, "sub-1_dseg.tsv"), "index\tname\tcolor\n1\tone ball\t#ff0000\n2\tanother ball\t#0000ff\n");
        var texts = await Texts("roi", regions, "--background", Save("T1w.nii.gz", p => p.Length < 60 ? 100 : 2), "--contours");
        Assert.Contains("one ball", texts);
        Assert.Contains("another ball", texts);
        Assert.Contains("L", texts);
        Assert.DoesNotContain("one ball", await Texts("roi", regions, "--background", "none", "--no-colorbar"));
    }

    [Fact]
    public async Task A_map_in_mni_space_lies_on_the_template_and_says_when_nothing_passes()
    {
        var map = Save("space-MNI152NLin2009cAsym_stat-t_statmap.nii.gz", p => p.DistanceTo(new(-20, 0, 0)) < 12 ? 4 : 0);
        var texts = await Texts("stat", map, "--threshold", "3", "--name", "t");
        Assert.Equal(["0", "3", "4"], texts.Where(t => t.Length == 1 && char.IsDigit(t[0])).Order(StringComparer.Ordinal));
        Assert.Contains("x = \u221220 mm", texts);

        var target = Path.Combine(folder, "none.svg");
        var (code, _, error) = await PialLine.Run("plot", "glass", map, "--threshold", "5", "-o", target);
        Assert.Equal(0, code);
        Assert.Contains("nothing reaches the threshold", error, StringComparison.Ordinal);
        Assert.Contains("Nothing reaches the threshold of 5.", File.ReadAllText(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maps_come_as_several_files_or_as_one_of_four_dimensions()
    {
        Volume<float> Ball(double x) => Of(p => p.DistanceTo(new(x, 0, 0)) < 15 ? 0.9f : 0);
        var (a, b, both) = (Path.Combine(folder, "label-A_probseg.nii.gz"), Path.Combine(folder, "label-B_probseg.nii.gz"),
            Path.Combine(folder, "atlas.nii.gz"));
        ImageFile.Save(a, Ball(-20));
        ImageFile.Save(b, Ball(20));
        ImageFile.SaveSeries(both, [Ball(-20), Ball(20)]);
        File.WriteAllText(Path.Combine(folder, "names.csv"), "1,first\n2,second\n");
        var apart = await Texts("atlas", a, b, "--background", "none", "--view-type", "contours");
        Assert.Contains("A", apart);
        Assert.Contains("B", apart);
        Assert.Contains("second", await Texts("atlas", both, "--background", "none", "--table", Path.Combine(folder, "names.csv")));
    }

    [Theory]
    [InlineData("display mode", "--display-mode", "sideways")]
    [InlineData("3 coordinates", "--cut-coords", "1", "2")]
    [InlineData("colour map", "--cmap", "jet")]
    [InlineData("--alpha", "--alpha", "2")]
    [InlineData("pixels an inch", "--dpi", "5")]
    [InlineData("vmin", "--vmin", "5", "--vmax", "1")]
    public async Task What_makes_no_sense_is_refused_in_one_line(string what, params string[] options)
    {
        var (code, _, error) = await PialLine.Run(["plot", Save("T1w.nii.gz", p => p.Length < 60 ? 100 : 2), "-o",
            Path.Combine(folder, "out.png"), .. options]);
        Assert.Equal(2, code);
        Assert.Contains(what, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "out.png")));
    }

    private async Task<List<string>> Texts(params string[] line)
    {
        var target = Path.Combine(folder, "out.svg");
        var (code, _, error) = await PialLine.Run(["plot", .. line, "-o", target, "--force", "--dpi", "50"]);
        Assert.Equal((0, ""), (code, error));
        return [.. XDocument.Load(target).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
    }

    private string Save(string name, Func<Point, float> value)
    {
        var path = Path.Combine(folder, name);
        ImageFile.Save(path, Of(value));
        return path;
    }

    private static Volume<float> Of(Func<Point, float> value) =>
        Volume.Create(Grid, value, static (Span<float> v, Func<Point, float> value) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = value(Grid.Affine.Apply(new(n % 40, n / 40 % 48, n / 1920)));
    });
}
