namespace Pial.Cli.Tests.Shell;

public sealed class PialAppTests
{
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("template", "list", "--threads", "0")]
    [InlineData("template", "list", "--nonsense")]
    [InlineData("template")]
    public async Task A_wrong_command_line_is_one_line_and_code_2(params string[] args)
    {
        var (code, output, error) = await PialLine.Run(args);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith("pial: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_a_command_shows_its_examples()
    {
        var (code, output, _) = await PialLine.Run("template", "list", "--help");
        Assert.Equal(0, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.Contains("pial template list", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n4")]
    [InlineData("phantom")]
    public async Task Help_needs_no_arguments(string command)
    {
        var (code, output, error) = await PialLine.Run(command, "--help");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"pial {command}", output, StringComparison.Ordinal);
    }
}
