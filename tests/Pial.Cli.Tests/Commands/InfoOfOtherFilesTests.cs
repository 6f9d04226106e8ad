using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

public sealed class InfoOfOtherFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-info-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Files_that_are_no_images_are_described()
    {
        var aseg = Path.Combine(new FakeSubject("sub-01").Write(folder), "stats", "aseg.stats");
        var (code, output, _) = await PialLine.Run("info", aseg);
        Assert.Equal(0, code);
        Assert.Contains("FreeSurfer statistics", output, StringComparison.Ordinal);
        Assert.Contains("FreeSurfer 7.4.1", output, StringComparison.Ordinal);

        var surface = Path.Combine(folder, "lh.cube.asc");
        File.WriteAllText(surface,
            "#!ascii version of lh.cube\n4 4\n0 0 0 0\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 2 1 0\n0 1 3 0\n0 3 2 0\n1 2 3 0\n");
        var mesh = await PialLine.Run("info", surface, "--json");
        Assert.Contains("a closed surface without holes", mesh.Out, StringComparison.Ordinal);

        File.WriteAllText(surface, "#!ascii version of lh.cube\n4 4\n0 0 0 0\n1 0 0 0\n");
        var cut = await PialLine.Run("info", surface);
        Assert.Equal(2, cut.Code);
        Assert.Contains("lh.cube.asc", cut.Error, StringComparison.Ordinal);
    }
}
