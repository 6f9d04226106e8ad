using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Formats.Npy;
using Pial.Formats.Streams;
using Pial.Operations.Resampling;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Pipelines.Vbm;
using Pial.Volumes;

namespace Pial.Pipelines.Exports;

/// <summary>How the maps of a cohort become a matrix.</summary>
public sealed record MapMatrixOptions
{
    /// <summary>What the maps are called: beginning of the files' names.</summary>
    public required string Name { get; init; }

    /// <summary>What <see cref="Mask"/> says for the voxels of a tissue in Pial's template.</summary>
    public const string TemplateMask = "template";

    /// <summary>
    /// Voxels to keep: an image on the maps' grid, <see cref="TemplateMask"/> for those where the prior of the tissue in Pial's template is
    /// above <see cref="Threshold"/>, or null for those where the mean of the maps is. Only the last looks at the subjects.
    /// </summary>
    public string? Mask { get; init; }

    /// <summary>Least mean of a kept voxel over the training subjects, or least prior. Default 0.2, as in <c>pial vbm</c>.</summary>
    public double Threshold { get; init; } = 0.2;

    /// <summary>
    /// The derivatives the maps are part of, whose description names a template made of scans; null where that is not known.
    /// </summary>
    public string? Derivatives { get; init; }

    /// <summary>Type of the numbers.</summary>
    public NpyFloat Type { get; init; } = NpyFloat.Float32;
}

/// <summary>What was written.</summary>
/// <param name="Matrix">Subjects × voxels.</param>
/// <param name="Mask">The voxels.</param>
/// <param name="Subjects">The rows.</param>
/// <param name="Voxels">Columns of the matrix.</param>
public sealed record MapMatrixResult(string Matrix, string Mask, string Subjects, int Voxels);

/// <summary>
/// The maps of a cohort as one matrix of subjects × voxels that NumPy maps from disk, with mask and subject list. Maps are read one at a
/// time: memory does not grow with the cohort.
/// </summary>
public static class MapMatrix
{
    /// <summary>Writes <c>NAME.npy</c>, <c>NAME_mask.nii.gz</c>, <c>NAME_subjects.tsv</c> and <c>NAME.json</c>.</summary>
    /// <param name="participants">The subjects and their maps, in the order of the rows.</param>
    /// <param name="table">What is known of them, with the same rows.</param>
    /// <param name="training">Whose mean makes the mask.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="options">Names, mask, type.</param>
    /// <param name="progress">Told the number of maps read.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">Maps of other grids, or no voxel left.</exception>
    public static MapMatrixResult Write(
        IReadOnlyList<VbmParticipant> participants, SubjectTable table, TrainingRows training, string folder, MapMatrixOptions options,
        Action<int>? progress, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(participants);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        var grid = CommonGrid(participants);
        var mask = options.Mask is not { } path ? MeanMask(participants, training, grid, options, progress, parallel)
            : path == MapMatrixOptions.TemplateMask ? PriorMask(participants[0], options, grid, parallel) : GivenMask(path, grid, parallel);
        var places = Places(mask);
        if (places.Length == 0)
            throw new InputException(
                "No voxel is left: the mean of the maps is nowhere above " +
                    $"{options.Threshold:0.###}{(options.Mask is null ? "" : " in the mask")}. See option 'threshold' and option 'mask'.");
        Directory.CreateDirectory(folder);
        string In(string suffix) => Path.Combine(folder, options.Name + suffix);
        var row = new float[places.Length];
        var read = options.Mask is null ? participants.Count : 0;
        NpyArray.Write(In(".npy"), options.Type, [participants.Count, places.Length], write =>
        {
            foreach (var participant in participants)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                var map = Load(participant, parallel);
                for (var v = 0; v < row.Length; v++)
                    row[v] = map.Span[places[v]];
                if (row.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) >= 0)
                    throw new InputException($"{participant.MapPath} holds values that are no numbers within the mask.");
                write(row);
                progress?.Invoke(++read);
            }
        });
        ImageFile.Save(In("_mask.nii.gz"), mask, parallel: parallel);
        OutputFile.Write(In("_subjects.tsv"), stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true);
            Rows(participants, table).Write(text, TableStyle.Tsv);
        });
        OutputFile.WriteText(In(".json"),
            About(participants, training, options, grid, places.Length).ToJsonString(DatasetDescription.Indented) + "\n");
        return new(In(".npy"), In("_mask.nii.gz"), In("_subjects.tsv"), places.Length);
    }

    private static Volume<float> Load(VbmParticipant participant, ParallelOptions parallel)
    {
        return ImageFile.Load(participant.MapPath, parallel).Image;
    }

    private static Grid CommonGrid(IReadOnlyList<VbmParticipant> participants)
    {
        var grid = ImageFile.Describe(participants[0].MapPath).Grid;
        foreach (var p in participants)
        {
            var own = ImageFile.Describe(p.MapPath).Grid;
            if (!own.Matches(grid))
                throw new InputException($"{p.MapPath} ({own}) and {participants[0].MapPath} ({grid}) are on different grids.");
        }

        return grid;
    }

    private static Volume<bool> GivenMask(string path, Grid grid, ParallelOptions parallel)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; expected a mask on the maps' grid.");
        var mask = ImageFile.LoadMask(path, parallel);
        return mask.Grid.Matches(grid) ? mask
            : throw new InputException($"{path} ({mask.Grid}) is not on the maps' grid ({grid}); resample it to that grid first.");
    }

    private static Volume<bool> PriorMask(VbmParticipant participant, MapMatrixOptions options, Grid grid, ParallelOptions parallel)
    {
        var space = BidsName.Of(participant.MapPath)["space"];
        if (space != EmbeddedTemplate.Space)
            throw new InputException(
                $"{participant.MapPath} is in space {space ?? "of the scan"}; Pial's template, whose voxels option 'mask' template " +
                    $"keeps, is in {EmbeddedTemplate.Space}. Give a mask of that space.");
        var tissues = EmbeddedTemplate.Head(parallel).Tissues;
        var prior = options.Name switch
        {
            "GM" => tissues.Gm,
            "WM" => tissues.Wm,
            "CSF" => tissues.Csf,
            _ => throw new InputException("option 'mask' template is for maps of GM, WM or CSF; give a mask for others."),
        };
        return Resample.ToGrid(prior, grid, parallel: parallel).Map(v => v > options.Threshold);
    }

    // A voxel that is no number in anybody is left out; the mean is that of the training subjects alone.
    private static Volume<bool> MeanMask(
        IReadOnlyList<VbmParticipant> participants, TrainingRows training, Grid grid, MapMatrixOptions options, Action<int>? progress,
        ParallelOptions parallel)
    {
        var train = SubjectKey.Set(training.Train);
        var (sum, count) = (new double[grid.Shape.Count], 0);
        for (var s = 0; s < participants.Count; s++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            var map = Load(participants[s], parallel).Span;
            var counts = train.Contains(SubjectKey.Of(participants[s].Id));
            count += counts ? 1 : 0;
            for (var n = 0; n < map.Length; n++)
                sum[n] += !float.IsFinite(map[n]) ? double.NaN : counts ? map[n] : 0;
            progress?.Invoke(s + 1);
        }

        return Volume.Create<bool, double[]>(grid, sum, (to, total) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = total[n] / count > options.Threshold;
        });
    }

    // In the order in which NumPy walks a boolean array: the first axis slowest, so that volume[mask] = row puts a row back.
    private static int[] Places(Volume<bool> mask)
    {
        var s = mask.Shape;
        var places = new List<int>(mask.Span.Count(true));
        for (var i = 0; i < s.I; i++)
            for (var j = 0; j < s.J; j++)
                for (var k = 0; k < s.K; k++)
                    if (mask.Span[s.Index(i, j, k)]) places.Add(s.Index(i, j, k));
        return [.. places];
    }

    private static SubjectTable Rows(IReadOnlyList<VbmParticipant> participants, SubjectTable table)
    {
        var rows = table.Of([.. participants.Select(p => p.Id)]);
        return table.Has("TIV") || participants.All(p => p.TivMl is null)
            ? rows : rows.With("TIV", [.. participants.Select(p => p.TivMl ?? double.NaN)]);
    }

    // A template made of a group's scans has seen them; one of other people has none of their ids.
    private static FittedOn? TemplateFit(MapMatrixOptions options) =>
        options.Derivatives is { } derivatives && DatasetDescription.TemplateOf(derivatives) is { Scans.Count: > 0 } made
        ? new(made.Scans.Select(SubjectKey.Of), made.Name, "scans of the template") : null;

    private static JsonObject About(IReadOnlyList<VbmParticipant> participants, TrainingRows training, MapMatrixOptions options, Grid grid,
        int voxels) => new()
        {
            ["Description"] =
            "Maps of a cohort: one row a subject, in the order of the subjects' table; one column a voxel of the mask, in the order of " +
                "NumPy's boolean indexing (volume[mask]).",
            ["Shape"] = new JsonArray(participants.Count, voxels),
            ["DataType"] = options.Type == NpyFloat.Float16 ? "float16" : "float32",
            ["Matrix"] = options.Name + ".npy",
            ["Mask"] = options.Name + "_mask.nii.gz",
            ["Subjects"] = options.Name + "_subjects.tsv",
            ["Grid"] = grid.ToString(),
            ["MaskFrom"] = options.Mask is { } mask && mask != MapMatrixOptions.TemplateMask
            ? Path.GetFileName(mask) : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{(options.Mask is null ? "mean of the maps" : $"prior of {options.Name} in {EmbeddedTemplate.Name}")} above " +
                    $"{options.Threshold:0.####}"),
            ["MaskFittedOn"] = options.Mask is null
            ? new FittedOn(training.Train, table: options.Name, training.Rows, training.HeldOut).ToJson() : null,
            ["TemplateFittedOn"] = TemplateFit(options)?.ToJson(),
            ["Sources"] = new JsonArray([.. participants.Select(p => JsonValue.Create(Path.GetFileName(p.MapPath)))]),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
}
