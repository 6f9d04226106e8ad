using System.Diagnostics;
using System.Text.RegularExpressions;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Shell;

/// <summary>What the program says to command lines, and around its work.</summary>
public sealed partial class UsageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-usage-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("resmaple a b", "'resmaple' is no command of 'pial'. Did you mean 'pial resample'?")]
    [InlineData("bars t.tsv", "Did you mean 'pial plot bars'?")]
    [InlineData("template lst", "Did you mean 'pial template list'?")]
    [InlineData("template frobnicate", "'frobnicate' is no command of 'pial template'. There are list, get, build.")]
    [InlineData("template", "'pial template' needs one of its commands: list, get, build.")]
    [InlineData("resample a.nii b.nii --voxle 2", "'--voxle' is no option of 'pial resample'. Did you mean '--voxel'?")]
    [InlineData("resample a.nii b.nii --voxle=2", "Did you mean '--voxel'?")]
    [InlineData("run a.nii out --templat X", "'--templat' is no option of 'pial run'. Did you mean '--template'?")]
    [InlineData("convert a.nii --orientatoin RAS", "Did you mean '--orientation'?")]
    [InlineData("info --jsno a.nii", "Did you mean '--json'?")]
    [InlineData("plot a.nii --outptu b.png", "Did you mean '--output'?")]
    [InlineData("plot a.nii -o --dip", "'--dip' is no option of 'pial plot'.")]
    [InlineData("features freesurfer x -o t.csv --measure volume --wdie", "Did you mean '--wide'?")]
    [InlineData("smooth a.nii b.nii c.nii --fwhm 8", "'c.nii' is one word too many for 'pial smooth'.")]
    [InlineData("smooth a.nii b.nii --fwhm 2,5", "--fwhm takes a number (with a decimal point), not '2,5'.")]
    [InlineData("info a.nii --threads many", "--threads takes a whole number, not 'many'.")]
    [InlineData("augment a.nii b.nii --pipeline p --seed 1.5", "--seed takes a whole number from 0, not '1.5'.")]
    [InlineData("resample a.nii b.nii --voxel 2 --interpolation liner",
        "--interpolation liner: choose one of nearest, linear, cubic, continuous, vote. Did you mean 'linear'?")]
    [InlineData("register a b c --metric xx", "--metric xx: choose one of auto, mi, cr, correlation, cc, ssd.")]
    [InlineData("resample a.nii", "OUT is missing.")]
    [InlineData("smooth a.nii b.nii", "'--fwhm' is required")]
    public async Task A_mistake_is_named_in_one_line(string line, string says)
    {
        var (code, output, error) = await PialLine.Run(line.Split(' '));
        Assert.Equal((2, ""), (code, output));
        var only = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains(says, only, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", only, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_two_dashes_a_word_is_a_file_whatever_it_begins_with()
    {
        var (code, _, error) = await PialLine.Run("info", "--", "--odd.nii");
        Assert.Equal(2, code);
        Assert.Contains("does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_each_default_once_and_in_the_word_that_is_typed()
    {
        foreach (var words in new[] { "register", "resample", "vbm", "plot", "plot stat", "run", "phantom", "n4", "stream", "tiv fit",
            "denoise", "demo" })
        {
            var (code, help, _) = await PialLine.Run([.. words.Split(' '), "--help"]);
            Assert.Equal(0, code);
            Assert.DoesNotContain("[default", help, StringComparison.Ordinal);
            foreach (var line in help.Split('\n'))
                Assert.True(Default().Count(line) <= 1, line);
        }

        Assert.Contains("Default: 50x50x50,0.", (await PialLine.Run("n4", "--help")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pial re", "resample")]
    [InlineData("pial plot b", "bars")]
    [InlineData("pial resample a b --interpolation c", "continuous")]
    [InlineData("pial register a b c --metric c", "correlation")]
    [InlineData("pial convert a b --uni", "--units")]
    public async Task The_shell_is_told_what_could_come_next(string line, string word)
    {
        var (code, output, error) = await PialLine.Run($"[suggest:{line.Length}]", line);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(word, output.Split('\n').Select(w => w.Trim()));
    }

    [Theory]
    [InlineData("bash", "complete -o bashdefault -o default -F _pial pial")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c pial")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Every_shell_has_its_script(string shell, string holds)
    {
        var (code, output, _) = await PialLine.Run("completion", shell);
        Assert.Equal(0, code);
        Assert.Contains(holds, output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", output, StringComparison.Ordinal);
    }

    [BashFact]
    public async Task Bash_completes_with_its_script()
    {
        var script = (await PialLine.Run("completion", "bash")).Out;
        const string ask = """
            pial() { [[ "$1" == "[suggest:11]" && "$2" == "pial plot b" ]] && printf '%s\n' bars bland-altman '--both' /b; }
            COMP_WORDS=(pial plot b); COMP_CWORD=2; COMP_LINE="pial plot b"; COMP_POINT=11; _pial; echo "${COMPREPLY[*]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", $"{script}\n{ask}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false
        })!;
        Assert.Equal("bars bland-altman", (await bash.StandardOutput.ReadToEndAsync()).Trim());
        await bash.WaitForExitAsync();
    }

    [Fact]
    public async Task Every_verb_that_writes_says_what()
    {
        var image = In("a.nii.gz");
        ImageFile.Save(image, Volume.Filled(new Grid(new(8, 8, 8), Affine.Identity), 3f));
        foreach (var line in new[] { "convert A OUT.nii", "smooth A OUT.nii.gz --fwhm 3", "resample A OUT.mgz --voxel 2",
            "convert A OUT.hdr" })
        {
            var output = In($"{line.Split(' ')[0]}.{line.Split("OUT.")[1].Split(' ')[0]}");
            var (code, _, error) = await PialLine.Everything(
                [.. line.Split(' ').Select(w => w == "A" ? image : w.StartsWith("OUT.", StringComparison.Ordinal) ? output : w)]);
            Assert.Equal(0, code);
            Assert.StartsWith($"pial: wrote {output}", error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        }

        Assert.Equal("", (await PialLine.Everything("info", image)).Error);
    }

    [Fact]
    public async Task Dataset_init_says_what_it_found_and_leaves_the_working_directory_alone()
    {
        var anat = Directory.CreateDirectory(Path.Combine(folder, "ds", "sub-01", "anat")).FullName;
        ImageFile.Save(Path.Combine(anat, "sub-01_T1w.nii.gz"), Volume.Filled(new Grid(new(4, 4, 4), Affine.Identity), 1f));
        var before = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        var (code, output, error) = await PialLine.Run("dataset", "init", In("ds"), "--index", In("index"), "--look", "0");
        Assert.Equal(0, code);
        Assert.Contains("n_subjects: 1", output, StringComparison.Ordinal);
        Assert.Contains("found 1 subject, 1 image, no licence, no participants.tsv", error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(Environment.CurrentDirectory));
        (code, output, _) = await PialLine.Everything("dataset", "init", In("ds"), "-o", In("ds.yaml"), "--index", In("index"),
            "--look", "0");
        Assert.Equal(0, code);
        Assert.Contains("found 1 subject", output, StringComparison.Ordinal);
        Assert.True(File.Exists(In("ds.yaml")));
    }

    private string In(string name) => Path.Combine(folder, name);

    private sealed class BashFactAttribute : FactAttribute
    {
        public BashFactAttribute()
        {
            if (!File.Exists("/bin/bash")) Skip = "There is no bash here.";
        }
    }

    [GeneratedRegex("Default", RegexOptions.None, 1000)]
    private static partial Regex Default();
}
