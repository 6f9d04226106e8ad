using System.Diagnostics;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Shell;

/// <summary>A signal ends the program whatever it does, with the shell's exit code.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-signal-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [UnixTheory]
    [InlineData("-TERM", 143)]
    [InlineData("-INT", 130)]
    [InlineData("-HUP", 129)]
    public void It_ends_while_a_pipe_is_waited_for_that_nobody_writes_to(string signal, int code)
    {
        var pipe = Path.Combine(folder, "pipe.nii");
        using (var mkfifo = Process.Start("mkfifo", [pipe])) mkfifo.WaitForExit();
        using var pial = PialProcess.Start("info", pipe);
        Assert.False(pial.EndsWithin(TimeSpan.FromSeconds(3)), $"{pial.Output}{pial.Error}"); // opening it blocks
        using (var kill = Process.Start("kill",
            [signal, pial.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        Assert.Equal(code, pial.Exit());
    }

    [UnixFact]
    public void A_file_beyond_the_limit_of_the_shell_is_told_of()
    {
        var (input, output) = (Path.Combine(folder, "in.nii"), Path.Combine(folder, "out.nii"));
        Formats.ImageFile.Save(input, Volumes.Volume.Filled(new Volumes.Grid(new(64, 64, 64), Volumes.Affine.Identity), 3f));
        using var pial = PialProcess.Limited("export DOTNET_EnableWriteXorExecute=0; ulimit -f 64", "convert", input, output, "--dtype",
            "float64");
        Assert.Equal(1, pial.Exit());
        Assert.Contains("out.nii cannot be written: the file would grow beyond what the shell (ulimit -f)", pial.Error,
            StringComparison.Ordinal);
        Assert.Equal([input], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task Text_of_files_and_names_does_not_reach_the_terminal_as_commands()
    {
        var named = Path.Combine(folder, "a\u001b[31m\u202Eb\nc.nii");
        Assert.Equal(2, (await PialLine.Run("info", named)).Code);
        var (_, _, error) = await PialLine.Everything("info", named);
        Assert.Equal(@"a\x1B[31m\u202Eb c.nii", error[error.IndexOf("a\\x", StringComparison.Ordinal)..].Split(" does not")[0]);
        Assert.Single(error.TrimEnd('\n').Split('\n'));

        var image = Path.Combine(folder, "t.nii");
        Formats.ImageFile.Save(image, Volumes.Volume.Filled(new Volumes.Grid(new(4, 4, 4), Volumes.Affine.Identity), 3f),
            new() { Description = "x\u001b]0;owned\u0007" });
        var (code, told, _) = await PialLine.Everything("info", image);
        Assert.Equal(0, code);
        Assert.Contains(@"x\x1B]0;owned\x07", told, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', told);
    }
}
