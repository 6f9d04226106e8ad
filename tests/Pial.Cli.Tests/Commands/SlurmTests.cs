using Pial.Formats;
using Pial.Operations.Phantoms;
using Pial.Pipelines.Engines;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

/// <summary>The array that SLURM is given, run here by a script that stands for sbatch.</summary>
public sealed class SlurmTests : IDisposable
{
    // Runs the tasks of the array one after another.
    private const string Sbatch = """
        #!/bin/bash
        printf '%s\n' "$@" > "$(dirname "$0")/called"
        for word in "$@"; do
          case "$word" in
            --array=1-*) tasks=${word#--array=1-} ;;
            --output=*) log=${word#--output=} ;;
          esac
        done
        for n in $(seq "$tasks"); do
          file=${log/\%A/4242}
          SLURM_ARRAY_TASK_ID=$n bash "${@: -2:1}" "${@: -1}" > "${file/\%a/$n}" 2>&1
        done
        echo "4242;cluster"
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("pial slurm-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [UnixFact]
    public void Every_subject_is_a_task_and_the_group_follows()
    {
        if (OperatingSystem.IsWindows()) return; // skipped there already; the compiler cannot know
        var bin = Program("sbatch", Sbatch);
        var bids = Path.Combine(folder, "bids");
        var head = Phantom.Create(AnalyticHead.Create(3), new() { MarginVoxels = 3 }).T1w;
        foreach (var subject in (string[])["01", "02"])
        {
            var anat = Directory.CreateDirectory(Path.Combine(bids, $"sub-{subject}", "anat")).FullName;
            ImageFile.Save(Path.Combine(anat, $"sub-{subject}_T1w.nii.gz"), head);
        }

        var broken = Directory.CreateDirectory(Path.Combine(bids, "sub-03", "anat")).FullName;
        File.WriteAllText(Path.Combine(broken, "sub-03_T1w.nii.gz"), "no image");
        var output = Path.Combine(folder, "out");
        string[] call = ["run", bids, output, "participant", "--engine", "slurm", "--slurm-args", "--partition=long --wait --comment='a b'",
            "--steps", "segment", "--quality", "fast", "--mem-gb", "3", .. SharedWork.Option];
        using (var run = PialProcess.Start(bin, call))
        {
            Assert.Equal(1, run.Exit());
            Assert.Contains("Job 4242: 3 subjects, a task each.", run.Output, StringComparison.Ordinal);
            Assert.Contains("1 of 3 subjects failed: sub-03", run.Error, StringComparison.Ordinal);
        }

        var job = Path.Combine(output, ".pial", "slurm", "0001");
        Assert.Equal(
            ["--parsable", $"--output={job}/%A_%a.log", "--partition=long", "--comment=a b", "--array=1-3",
                Path.Combine(job, "run.sbatch"), "0"],
            File.ReadAllText(Path.Combine(bin, "called")).TrimEnd().Split('\n'));
        var script = File.ReadAllText(Path.Combine(job, "run.sbatch"));
        Assert.Contains("#SBATCH --mem=3072M", script, StringComparison.Ordinal);
        Assert.Contains("--steps", script, StringComparison.Ordinal);
        foreach (var subject in (string[])["01", "02"])
            Assert.True(File.Exists(Path.Combine(output, $"sub-{subject}", "anat", $"sub-{subject}_dseg.nii.gz")));
        Assert.Contains("sub-03_T1w.nii.gz", File.ReadAllText(Path.Combine(job, "4242_3.log")), StringComparison.Ordinal);
        var before = Directory.GetFiles(job, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        using (var status = PialProcess.Start(bin, ["run", bids, output, "status"]))
        {
            Assert.Equal(1, status.Exit());
            Assert.Matches("(?m)^sub-03: failed, exit code [12]; log: .*4242_3.log$", status.Output);
            Assert.Contains("3 subjects: 2 done, 1 failed", status.Output, StringComparison.Ordinal);
        }

        File.Copy(Path.Combine(bids, "sub-01", "anat", "sub-01_T1w.nii.gz"), Path.Combine(broken, "sub-03_T1w.nii.gz"), overwrite: true);
        using (var again = PialProcess.Start(bin, ["run", bids, output, "resume", "--mem-gb", "5", "--slurm-args=--wait"]))
        {
            Assert.Equal(0, again.Exit());
            Assert.Contains("Job 4242: 1 subject, a task each.", again.Output, StringComparison.Ordinal);
        }

        Assert.Contains("#SBATCH --mem=5120M", File.ReadAllText(Path.Combine(output, ".pial", "slurm", "0002", "run.sbatch")),
            StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(job, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc));
        using (var nothing = PialProcess.Start(bin, ["run", bids, output, "resume"]))
        {
            Assert.Equal(0, nothing.Exit());
            Assert.Contains("Nothing to submit again: of 3 subjects 3 are done", nothing.Output, StringComparison.Ordinal);
        }

        using var group = PialProcess.Start("run", bids, output, "group");
        Assert.Equal(0, group.Exit());
        Assert.Equal(4, File.ReadAllLines(Path.Combine(output, "group_volumes.tsv")).Length);
    }

    [UnixFact]
    public void What_sbatch_refuses_is_passed_on_in_one_line()
    {
        if (OperatingSystem.IsWindows()) return; // skipped there already; the compiler cannot know
        var bin = Program("sbatch", "#!/bin/bash\necho 'sbatch: error: invalid partition specified: nowhere' >&2\nexit 1\n");
        var bids = Path.Combine(folder, "bids");
        Directory.CreateDirectory(Path.Combine(bids, "sub-01", "anat"));
        File.WriteAllText(Path.Combine(bids, "sub-01", "anat", "sub-01_T1w.nii.gz"), "");
        using var run = PialProcess.Start(bin,
            ["run", bids, Path.Combine(folder, "out"), "participant", "--engine", "slurm", "--slurm-args=--partition=nowhere"]);
        Assert.Equal(2, run.Exit());
        Assert.Contains("invalid partition specified: nowhere", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_sbatch_one_line_says_so()
    {
        var bids = Path.Combine(folder, "bids");
        Directory.CreateDirectory(Path.Combine(bids, "sub-01", "anat"));
        File.WriteAllText(Path.Combine(bids, "sub-01", "anat", "sub-01_T1w.nii.gz"), "");
        using var run = PialProcess.StartWith(new() { ["PATH"] = folder },
            ["run", bids, Path.Combine(folder, "out"), "participant", "--engine", "slurm"]);
        Assert.Equal(2, run.Exit());
        Assert.Contains("needs SLURM's sbatch on the PATH", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_never_submitted_has_no_status()
    {
        var (code, _, error) = await PialLine.Run("run", folder, Path.Combine(folder, "out"), "status");
        Assert.Equal(2, code);
        Assert.Contains("holds no submission", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" --a=1  --b ", new[] { "--a=1", "--b" })]
    [InlineData("--comment='two words' --x=\"it's\" ''", new[] { "--comment=two words", "--x=it's", "" })]
    public void Arguments_are_split_as_a_shell_does(string text, string[] expected) => Assert.Equal(expected, SlurmArguments.Split(text));

    private string Program(string name, string text)
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        var path = Path.Combine(bin, name);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return bin;
    }
}
