using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Engines;

/// <summary>A part of a submission: one array of SLURM.</summary>
/// <param name="Job">The array's number.</param>
/// <param name="First">How many tasks of the submission come before its first.</param>
/// <param name="Tasks">How many tasks it has.</param>
public sealed record SlurmArray(string Job, int First, int Tasks);

/// <summary>
/// What was submitted once. Its folder is made anew for each submission, and what its tasks read there is never written again.
/// </summary>
/// <param name="Folder">The folder.</param>
/// <param name="Job">The work.</param>
/// <param name="Arrays">What SLURM took of it.</param>
public sealed record SlurmSubmission(string Folder, SlurmJob Job, IReadOnlyList<SlurmArray> Arrays)
{
    private const string About = "submission.json", Script = "run.sbatch", Labels = "subjects.txt", State = "state";

    /// <summary>The script that <c>sbatch</c> reads.</summary>
    public string ScriptPath => Path.Combine(Folder, Script);

    /// <summary>The subjects, one a line.</summary>
    public string LabelsPath => Path.Combine(Folder, Labels);

    /// <summary>How many tasks there are.</summary>
    public int Tasks => (Job.Labels.Count + Job.PerTask - 1) / Job.PerTask;

    /// <summary>The file in which a subject's exit code stands once it ended.</summary>
    internal string StatePath(int subject) => Path.Combine(Folder, State, string.Create(CultureInfo.InvariantCulture, $"{subject + 1}"));

    /// <summary>The log of a subject's task; null when it was never submitted.</summary>
    public string? LogPath(int subject) =>
        ArrayOf(subject) is { } array
            ? Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture,
                $"{array.Job}_{(subject / Job.PerTask) - array.First + 1}.log")) : null;

    /// <summary>The array that a subject's task is of; null when it was never submitted.</summary>
    internal SlurmArray? ArrayOf(int subject) =>
        Arrays.FirstOrDefault(a => subject / Job.PerTask is var task && task >= a.First && task < a.First + a.Tasks);

    /// <summary>Makes a new folder with everything the tasks read.</summary>
    /// <param name="parent">Where submissions are kept.</param>
    /// <param name="job">The work.</param>
    internal static SlurmSubmission Create(string parent, SlurmJob job)
    {
        var number = Find(parent).Select(f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        string folder;
        do
        {
            // Two submissions at the same moment: only one of them makes the folder's first file.
            number++;
            folder = Path.Combine(parent, number.ToString("0000", CultureInfo.InvariantCulture));
        }
        while (!Claim(folder));

        var submission = new SlurmSubmission(folder, job, []);
        Directory.CreateDirectory(Path.Combine(folder, State));
        OutputFile.WriteText(submission.LabelsPath, string.Concat(job.Labels.Select(l => l + "\n")));
        OutputFile.WriteText(submission.ScriptPath, job.Script(folder));
        submission.Save();
        return submission;
    }

    /// <summary>All submissions of a folder, the oldest first.</summary>
    /// <exception cref="InputException">One of them is damaged.</exception>
    public static IReadOnlyList<SlurmSubmission> ReadAll(string parent) =>
        [.. Find(parent).Where(f => File.Exists(Path.Combine(f, About))).Select(Read)];

    /// <summary>Notes what SLURM took; the tasks do not read it.</summary>
    internal void Save() => OutputFile.WriteText(Path.Combine(Folder, About), new JsonObject
    {
        ["Command"] = Texts(Job.Command),
        ["WorkingDirectory"] = Job.WorkingDirectory,
        ["Cpus"] = Job.Cpus,
        ["MemoryGb"] = Job.MemoryGb,
        ["SubjectsPerTask"] = Job.PerTask,
        ["SlurmArguments"] = Texts(Job.Arguments),
        ["Arrays"] = new JsonArray([.. Arrays.Select(a => new JsonObject { ["Job"] = a.Job, ["First"] = a.First, ["Tasks"] = a.Tasks })]),
    }.ToJsonString(Bids.DatasetDescription.Indented) + "\n");

    private static bool Claim(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            using (File.Open(Path.Combine(folder, ".claimed"), FileMode.CreateNew)) return true;
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, ".claimed")))
        {
            return false;
        }
    }

    private static string[] Find(string parent) => !Directory.Exists(parent) ? []
        : [.. Directory.EnumerateDirectories(parent)
            .Where(f => int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderBy(f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture))];

    private static SlurmSubmission Read(string folder)
    {
        var path = Path.Combine(folder, About);
        try
        {
            static JsonNode Need(JsonNode? node, string name) =>
                (node as JsonObject)?[name] ?? throw new FormatException($"it has no {name}.");
            var root = JsonFile.Parse(path);
            string[] List(string name) =>
                [.. Need(root, name).AsArray().Select(static t => (string?)t ?? throw new FormatException("a text is missing."))];
            var job = new SlurmJob(
                List("Command"), File.ReadAllLines(Path.Combine(folder, Labels)), (string)Need(root, "WorkingDirectory")!,
                (int)Need(root, "Cpus"), (double)Need(root, "MemoryGb"), List("SlurmArguments"))
            {
                PerTask = (int)Need(root, "SubjectsPerTask"),
            };
            return new(folder, job,
                [.. Need(root, "Arrays").AsArray()
                    .Select(static a => new SlurmArray((string)Need(a, "Job")!, (int)Need(a, "First"), (int)Need(a, "Tasks")))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InputException(
                $"{path} is damaged: it does not say what was submitted. Remove {folder}, and submit its subjects again.", e);
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)t)]);
}
