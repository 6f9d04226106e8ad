using Pial.Plots;
using Pial.Plots.Charts;

namespace Pial.Cli.Tests.Commands;

/// <summary>A plot of somebody else's: one call, and its name works on the command line.</summary>
public sealed class AddedPlotTests
{
    [Fact]
    public async Task A_plot_of_your_own_is_a_command()
    {
        PlotKind.Add(new("toy", "The bytes of a file.", request =>
            HistogramChart.Draw([new("bytes", [.. File.ReadAllBytes(request.Path).Select(b => (double)b)])],
                new() { Title = request.Title })));
        var folder = Directory.CreateTempSubdirectory("pial-plot-").FullName;
        var input = Path.Combine(folder, "input.txt");
        await File.WriteAllTextAsync(input, "what a histogram of bytes is drawn of");

        var (code, _, error) = await PialLine.Run("plot", "toy", input, "-o", Path.Combine(folder, "toy.svg"), "--title", "Bytes");

        Assert.True(code == 0, error);
        Assert.Contains("Bytes", await File.ReadAllTextAsync(Path.Combine(folder, "toy.svg")), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
