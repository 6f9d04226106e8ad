using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Pipelines.Surfaces;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>
/// Cortical surfaces of heads that were run already, beside FreeSurfer's: RUNS, optional: heads, --pictures FOLDER, --threads N,
/// --section NAME (of the result file).
/// </summary>
internal static class CortexExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (heads, pictures, threads) = (new List<string>(), (string?)null, 2);
        var section = "Heads beside FreeSurfer";
        for (var n = 1; n < arguments.Count; n++)
        {
            if (arguments[n] == "--pictures") pictures = arguments[++n];
            else if (arguments[n] == "--threads") threads = int.Parse(arguments[++n], CultureInfo.InvariantCulture);
            else if (arguments[n] == "--section") section = arguments[++n];
            else heads.Add(arguments[n]);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var table = new StringBuilder(
            "\n| head | side | vertices | Euler number | handles before | crossing triangles | thickness, mm | FreeSurfer's | Dice of " +
            "cortex | white distance, mean (95 %), mm | " +
            "pial distance, mean (95 %), mm | thickness by projection, mm | gyrification index | seconds | CPU s |\n" +
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var scan in SurfaceInputs.Find(arguments[0], heads))
        {
            var sides = new List<CorticalHemisphere>();
            var rows = new List<string>();
            var read = CortexScan.Read(scan);
            foreach (var side in new[] { Hemisphere.Left, Hemisphere.Right })
            {
                var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
                var found = read.Reconstruct(side, parallel);
                var (seconds, used) = (watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds);
                sides.Add(found);
                rows.Add(Row(scan.Prefix, found, read.Labels.Grid, seconds, used));
                Console.WriteLine(rows[^1]);
            }

            foreach (var row in rows)
                table.AppendLine(row);
            if (pictures is null) continue;
            Directory.CreateDirectory(pictures);
            foreach (var plane in new[] { Plane.Coronal, Plane.Axial, Plane.Sagittal })
                FigureFile.Write(Path.Combine(pictures, $"{scan.Prefix}_{plane}.png"),
                    SurfacePictures.Outlines(read.T1w, sides, plane, parallel), 150);
            FigureFile.Write(Path.Combine(pictures, $"{scan.Prefix}_thickness.png"), SurfacePictures.Thickness(sides), 150);
        }

        table.Append(CultureInfo.InvariantCulture,
            $"\nPeak memory of the process over all heads: {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MiB.\n");
        ResultSection.Replace("cortex.md", section, table.ToString());
        return 0;
    }

    private static string Row(string head, CorticalHemisphere found, Grid grid, double seconds, double cpu)
    {
        var (hemi, summary) = (found.Side == Hemisphere.Left ? "lh" : "rh", SurfaceSummary.Of(found));
        var reference = CortexReference.All.GetValueOrDefault(head);
        string Cell(double? value, string format) => value is { } v ? v.ToString(format, CultureInfo.InvariantCulture) : "–";
        var dice = reference?.Cortex(hemi) is { } truth ? Dice(found, grid, truth) : null;
        string Distance(float[]? points, TriangleMesh mesh)
        {
            if (points is null) return "–";
            var (mean, high) = Distances(points, mesh);
            return string.Create(CultureInfo.InvariantCulture, $"{mean:0.00} ({high:0.00})");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {head} | {hemi} | {summary.Vertices} | {summary.EulerNumber} | {summary.Handles} | {found.WhiteCrossings.Before} + " +
                $"{found.PialCrossings.Before} → {found.WhiteCrossings.After} + {found.PialCrossings.After} | " +
                $"{summary.ThicknessMm:0.000} | " +
                $"{Cell(reference?.Thickness(hemi), "0.000")} | {Cell(dice, "0.000")} | " +
                $"{Distance(reference?.White(hemi), found.White)} | {Distance(reference?.Pial(hemi), found.Pial)} | " +
                $"{summary.ProjectedThicknessMm:0.000} | {summary.GyrificationIndex:0.00} | {seconds:0.0} | {cpu:0.0} |");
    }

    private static double? Dice(CorticalHemisphere found, Grid grid, Volume<bool> truth)
    {
        if (!truth.Grid.Matches(grid)) return null;
        var wanted = found.Side == Hemisphere.Left ? 3 : 42;
        var ribbon = SurfaceFiles.Ribbon([found], grid);
        long both = 0, mine = 0, theirs = 0;
        for (var n = 0; n < ribbon.Span.Length; n++)
        {
            var (a, b) = (ribbon.Span[n] == wanted, truth.Span[n]);
            (both, mine, theirs) = (both + (a && b ? 1 : 0), mine + (a ? 1 : 0), theirs + (b ? 1 : 0));
        }

        return 2.0 * both / (mine + theirs);
    }

    // From the other's vertices to our surface.
    private static (double Mean, double High) Distances(float[] points, TriangleMesh mesh)
    {
        var cells = new TriangleBalls(mesh.Positions, mesh.Triangles, 1.5f);
        var distances = new float[points.Length / 3];
        for (var n = 0; n < distances.Length; n++)
            distances[n] = cells.Nearest(points[3 * n], points[(3 * n) + 1], points[(3 * n) + 2], 15).Distance;
        Array.Sort(distances);
        return (distances.Average(), distances[(int)(0.95 * (distances.Length - 1))]);
    }
}
