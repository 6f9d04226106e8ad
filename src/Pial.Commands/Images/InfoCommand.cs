using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial info IMAGE</c>: what the file says, what was decided about it and why, and what is odd.</summary>
internal static class InfoCommand
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var image = new Argument<string>("image")
        {
            Description =
                "NIfTI, MGH/MGZ or Analyze, either half of a pair; or a file of FreeSurfer's: surface, numbers of vertices, annotation, " +
                    "label, stats, transform; GIFTI.",
            HelpName = "IMAGE",
        };
        var units = Choice.Units();
        var volume = new Option<int?>("--volume") { Description = "Which volume of a series, counted from 0.", HelpName = "N" };
        return new Verb(
            "info",
            "What an image file says, what was decided about its affine and scaling and why, and what is odd.",
            ["pial info sub-01_T1w.nii.gz", "pial info orig.mgz --json", "pial info lh.white"],
            [image, volume, units],
            run => Show(run, run.Get(image), new LoadOptions { Volume = run.Get(volume), Unit = run.Get(units) }));
    }

    private static void Show(CommandRun run, string path, LoadOptions options)
    {
        if (options.Volume is null && FileDescription.Of(path) is { } other)
        {
            Show(run, path, other);
            return;
        }

        var loaded = ImageFile.Load(path, options, run.Parallel);
        var values = ValueSummary.Of(loaded.Image, run.Parallel);
        HeaderFinding[] findings = [.. loaded.Findings, .. values.Findings];
        if (run.Json)
            run.Out.WriteLine(JsonSerializer.Serialize(Json(path, loaded, values, findings), Layout));
        else
            Print(run.Out, path, loaded, values, findings);
    }

    private static void Show(CommandRun run, string path, FileDescription file)
    {
        if (run.Json)
        {
            run.Out.WriteLine(JsonSerializer.Serialize(new
            {
                file = path,
                format = file.Kind,
                lines = file.Lines.ToDictionary(l => l.Name, l => l.Text),
            }, Layout));
            return;
        }

        run.Out.WriteLine(PlainText.OneLine(path));
        foreach (var (name, text) in file.Lines.Prepend(("format", file.Kind)))
            run.Out.WriteLine($"  {name,-15} {PlainText.OneLine(text)}");
    }

    private static void Print(TextWriter output, string path, LoadedImage loaded, ValueSummary values, HeaderFinding[] findings)
    {
        var grid = loaded.Image.Grid;
        string Number(int row, int column) => $"{Math.Round(grid.Affine[row, column], 4) + 0.0,10:0.####}"; // + 0 turns −0 into 0
        output.WriteLine(PlainText.OneLine(path));
        foreach (var (name, text) in HeaderText.Lines(grid, loaded.Header).Append(("values", values.ToString())))
        {
            output.WriteLine($"  {name,-15} {PlainText.OneLine(text)}");
            if (!string.Equals(name, "affine", StringComparison.Ordinal)) continue;
            for (var row = 0; row < 3; row++)
                output.WriteLine($"  {string.Empty,-15} {Number(row, 0)} {Number(row, 1)} {Number(row, 2)} {Number(row, 3)}");
        }

        output.WriteLine(findings.Length == 0 ? "Nothing is odd about this file." : "Odd, and what was done about it:");
        foreach (var finding in findings)
            output.WriteLine(
                $"  {(finding.Severity == FindingSeverity.Warning ? '!' : '·')} {PlainText.OneLine(finding.Text.AsFlags())} " +
                    $"[{finding.Code}]");
    }

    private static object Json(string path, LoadedImage loaded, ValueSummary values, HeaderFinding[] findings)
    {
        var (grid, header) = (loaded.Image.Grid, loaded.Header);
        double[] Row(int r) => [grid.Affine[r, 0], grid.Affine[r, 1], grid.Affine[r, 2], grid.Affine[r, 3]];
        double[] Numbers(Point p) => [p.X, p.Y, p.Z];
        return new
        {
            file = path,
            format = header.Format,
            compressed = header.Compressed,
            bigEndian = header.BigEndian,
            dimensions = header.Dimensions,
            shape = new[] { grid.Shape.I, grid.Shape.J, grid.Shape.K },
            type = header.StoredType.Name(),
            voxelSizeMm = Numbers(grid.VoxelSize),
            orientation = grid.Orientation.ToString(),
            affine = new[] { Row(0), Row(1), Row(2), [0, 0, 0, 1] },
            affineSource = JsonNamingPolicy.CamelCase.ConvertName(header.AffineSource.ToString()),
            affineReason = HeaderText.Source(header),
            slope = header.Slope,
            intercept = header.Intercept,
            qformCode = header.Nifti?.QformCode,
            sformCode = header.Nifti?.SformCode,
            description = header.Nifti?.Descrip ?? header.Analyze?.Description,
            values = new { values.Min, values.Max, values.Mean, values.Voxels, values.Zeros, values.NotANumber, values.Infinite },
            findings = findings.Select(f => new
            {
                code = f.Code,
                severity = JsonNamingPolicy.CamelCase.ConvertName(f.Severity.ToString()),
                text = f.Text.AsFlags(),
            }),
        };
    }
}
