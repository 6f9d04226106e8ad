using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Analysis.Metrics;
using Pial.Kernels.Surfaces.Spheres;
using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>
/// Regions of the cortex of heads that were run, beside FreeSurfer's volumes, on the voxels that both call cortex: RUNS, optional: heads.
/// Writes a section of cortex.md.
/// </summary>
internal static class ParcelExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2 };
        var table = new StringBuilder(
            "\n| head | Desikan–Killiany: mean Dice | share of voxels | worst regions | Destrieux: mean Dice | share | area distortion, " +
                "SD | folded "
            + "triangles: sphere, laid | CPU s |\n|---|---|---|---|---|---|---|---|---|\n");
        var numbers = new StringBuilder(
            "\n| head | atlas | regions | thickness: r | mean absolute error, mm | difference, mm | area: r | ratio " +
                "| volume: r | ratio |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var scan in SurfaceInputs.Find(arguments[0], arguments.Skip(1).ToArray()))
        {
            var (surfaces, _, structures, parcels) = scan.Lay(new(null, parallel), parallel);
            if (surfaces.Value.Sides.Count == 0 || parcels is null)
                throw new InvalidOperationException($"{scan.Prefix} has no surfaces or no map.");
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var found = parcels.Value;
            var seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            table.Append(CultureInfo.InvariantCulture, $"| {scan.Prefix} ");
            for (var atlas = 0; atlas < 2; atlas++)
            {
                if (CortexReference.Regions(scan.Prefix, atlas) is not { } truth)
                {
                    table.Append(atlas == 0 ? "| – | – | – " : "| – | – ");
                    continue;
                }

                var ribbon = SurfaceFiles.Ribbon(surfaces.Value.Sides, truth.Grid);
                var labels = Pial.Operations.Resampling.Resample.Nearest(structures.Value, truth.Grid, null, 0, null, parallel);
                var nearest = ParcelVolume.Nearest(ribbon, surfaces.Value.Sides, parallel);
                var (dice, share, worst) = Compare(truth, ParcelVolume.Of(labels, ribbon, nearest, found, atlas), atlas);
                table.Append(CultureInfo.InvariantCulture, $"| {dice:0.000} | {share:0.000} ");
                if (atlas == 0) table.Append(CultureInfo.InvariantCulture, $"| {worst} ");
            }

            var spread = surfaces.Value.Sides.Zip(found.Sides).Select(static p => Spread(p.First, p.Second));
            var folds = found.Sides.Zip(surfaces.Value.Sides).Select(static p =>
                $"{Folds(p.First.Sphere, p.Second)} + {Folds(p.First.Laid, p.Second)}");
            table.Append(CultureInfo.InvariantCulture,
                $"| {string.Join(", ", spread.Select(static s => s.ToString("0.00", CultureInfo.InvariantCulture)))} ")
                .Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", folds)} | {seconds:0.0} |\n");
            foreach (var atlas in (int[])[0, 1])
                numbers.Append(Numbers(scan.Prefix, surfaces.Value.Sides, found, atlas));
            Console.Write(table.ToString().Split('\n')[^2] + "\n");
        }

        Console.Write(numbers);
        ResultSection.Replace("cortex.md", "Regions beside FreeSurfer's", table.ToString());
        ResultSection.Replace("cortex.md", "Tables of regions beside FreeSurfer's", numbers.ToString());
        return 0;
    }

    private static (double Dice, double Share, string Worst) Compare(Volume<int> truth, Volume<int> found, int atlas)
    {
        var (least, both, a, b) = (atlas == 0 ? 1000 : 11100, new SortedDictionary<int, int>(), new SortedDictionary<int, int>(),
            new SortedDictionary<int, int>());
        var (same, all) = (0, 0);
        for (var n = 0; n < truth.Shape.Count; n++)
        {
            var (t, f) = (truth.Span[n], found.Span[n]);
            if (!IsRegion(t, least) || !IsRegion(f, least)) continue;
            (a[t], b[f], all) = (a.GetValueOrDefault(t) + 1, b.GetValueOrDefault(f) + 1, all + 1);
            if (t != f) continue;
            (both[t], same) = (both.GetValueOrDefault(t) + 1, same + 1);
        }

        var names = new Dictionary<int, string>();
        foreach (var side in (ReadOnlySpan<Hemisphere>)[Hemisphere.Left, Hemisphere.Right])
            foreach (var label in PopulationSphere.Of(side).Atlases[atlas].Regions)
                names[PopulationSphere.VolumeOffset(PopulationSphere.Of(side).Atlases[atlas].Name, side) + label.Id] =
                    $"{(side == Hemisphere.Left ? "lh" : "rh")} {label.Name}";
        var dice = a.Keys
            .Select(t => (Name: names.GetValueOrDefault(t, $"{t}"),
                Value: 2.0 * both.GetValueOrDefault(t) / (a[t] + b.GetValueOrDefault(t)))).OrderBy(static d => d.Value).ToList();
        return (dice.Average(static d => d.Value), (double)same / all,
            string.Join(", ", dice.Take(3).Select(static d => string.Create(CultureInfo.InvariantCulture, $"{d.Name} {d.Value:0.00}"))));
    }

    // Thickness, area and volume of the regions of both hemispheres beside FreeSurfer's; null where there is no table.
    private static string? Numbers(string head, IReadOnlyList<CorticalHemisphere> sides, CorticalParcels found, int atlas)
    {
        var (theirs, ours) = (new List<double>[] { [], [], [] }, new List<double>[] { [], [], [] });
        var truth = CortexReference.Tables(head, atlas);
        if (truth.Count == 0) return null;
        foreach (var (side, parcels) in sides.Zip(found.Sides))
        {
            var of = PopulationSphere.Of(side.Side).Atlases[atlas];
            foreach (var m in ParcelMeasures.Of(side, parcels.Labels[atlas], of))
            {
                var key = (SubjectFolder.PrefixOf(side.Side), of.Table.Find(m.Id)!.Name);
                if (!truth.TryGetValue(key, out var t) || m.Vertices == 0) continue;
                foreach (var (n, value) in new[] { m.ThicknessMm, m.AreaMm2, m.VolumeMm3 }.Index())
                {
                    theirs[n].Add(t[n]);
                    ours[n].Add(value);
                }
            }
        }

        double R(int n) => NumberMetrics.Correlation(new([.. theirs[n]], [.. ours[n]])).Value;
        var apart = theirs[0].Zip(ours[0], static (t, o) => o - t).ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {head} | {(atlas == 0 ? "Desikan–Killiany" : "Destrieux")} | {apart.Count} | {R(0):0.000} ")
            + string.Create(CultureInfo.InvariantCulture,
                $"| {apart.Average(Math.Abs):0.000} | {apart.Average():+0.000;-0.000} | {R(1):0.000} ")
            + string.Create(CultureInfo.InvariantCulture,
                $"| {ours[1].Sum() / theirs[1].Sum():0.000} | {R(2):0.000} | {ours[2].Sum() / theirs[2].Sum():0.000} |\n");
    }

    private static bool IsRegion(int label, int least) =>
        (label > least && label < least + 100) || (label > least + 1000 && label < least + 1100);

    private static int Folds(float[] sphere, CorticalHemisphere side) =>
        SphereUnfolding.Folded(Array.ConvertAll(sphere, static x => (double)x), side.White.Triangles).Count;

    // Standard deviation over the triangles of the logarithm of area on the sphere over area of the white surface.
    private static double Spread(CorticalHemisphere side, HemisphereParcels found)
    {
        var (logs, triangles) = (new List<double>(), side.White.Triangles);
        for (var t = 0; t < triangles.Length; t += 3)
        {
            double Area(float[] p) => Pial.Kernels.Surfaces.MeshGeometry.Area(p, triangles.AsSpan(t, 3));
            if (Area(side.White.Positions) is > 1e-9 and var white) logs.Add(Math.Log(Area(found.Sphere) / white));
        }

        var mean = logs.Average();
        return Math.Sqrt(logs.Average(l => (l - mean) * (l - mean)));
    }
}
