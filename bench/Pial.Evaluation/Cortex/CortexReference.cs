using System.Globalization;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Npy;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>FreeSurfer's results of a head.</summary>
/// <param name="Ribbon">Its ribbon.</param>
/// <param name="Surfaces">Folder of its per-vertex thickness; null when there is none.</param>
/// <param name="WhiteVertices">Folder of its white vertices in surface coordinates; null when there are none.</param>
internal sealed record CortexReference(string? Ribbon, string? Surfaces, string? WhiteVertices)
{
    /// <summary>Its pial surface of the left hemisphere; null when there is none.</summary>
    public string? LeftPial { get; init; }

    /// <summary>
    /// Ribbons of the hemispheres apart, all of a hemisphere's cortex 1: lh.ribbon.mgz and rh.ribbon.mgz of this folder. Their headers have
    /// lost where they lie; voxel for voxel they are brain.mgz.
    /// </summary>
    public string? Ribbons { get; init; }

    /// <summary>By the name of the run.</summary>
    public static IReadOnlyDictionary<string, CortexReference> All { get; } = new Dictionary<string,
        CortexReference>(StringComparer.Ordinal)
    {
        ["sub-fs01T1w"] = FreeSurfer6("sub-01"),
        ["sub-fs02T1w"] = FreeSurfer6("sub-02"),
        ["sub-fs04T1w"] = FreeSurfer6("sub-04"),
        ["sub-v2sT1w"] = new(null, null, null) { LeftPial = "cortex/vol2surf/lh.pial" },
        ["sub-mneT1w"] = new(null, null, null) { Ribbons = "cortex/mne_sample/mri" },
        ["sub-bertT1w"] = new("freesurfer/bert/mri/ribbon.mgz", "freesurfer/bert/surf", "cortex/bert_fs5"),
    };

    /// <summary>Structures with the cortex by region, of Desikan–Killiany (0) or Destrieux (1); null when there are none.</summary>
    public static Volume<int>? Regions(string head, int atlas)
    {
        var folder = head switch
        {
            "sub-bertT1w" => "freesurfer/bert/mri",
            "sub-vqcT1w" => "heads/visualqc",
            "sub-fs01T1w" or "sub-fs02T1w" or "sub-fs04T1w" => $"cortex/freesurfer6/sub-{head[6..8]}/mri",
            _ => null,
        };
        var path = Path.Combine(Workspace.Data, folder ?? "", atlas == 0 ? "aparc+aseg.mgz" : "aparc.a2009s+aseg.mgz");
        return folder is not null && File.Exists(path) ? ImageFile.LoadLabels(path) : null;
    }

    /// <summary>
    /// FreeSurfer's tables of a head's regions, Desikan–Killiany (0) or Destrieux (1): thickness (mm), area (mm²) and volume (mm³) by
    /// hemisphere and name. Empty when there are none.
    /// </summary>
    public static IReadOnlyDictionary<(string Hemi, string Region), double[]> Tables(string head, int atlas)
    {
        var (name, found) = (atlas == 0 ? "aparc" : "aparc.a2009s", new Dictionary<(string, string), double[]>());
        if (head == "sub-bertT1w")
        {
            foreach (var hemi in (string[])["lh", "rh"])
            {
                var stats = StatsReader.Read(Path.Combine(Workspace.Data, $"freesurfer/bert/stats/{hemi}.{name}.stats"));
                foreach (var region in stats.Regions)
                    found[(hemi, region)] = [.. from c in (string[])["ThickAvg", "SurfArea", "GrayVol"]
                                               select stats.Value(region, c)!.Value];
            }
        }
        else if (head is "sub-fs01T1w" or "sub-fs02T1w" or "sub-fs04T1w")
        {
            var file = Path.Combine(Workspace.Data, "cortex/freesurfer6/regions.tsv");
            foreach (var row in File.ReadLines(file).Select(static l => l.Split('\t')))
            {
                if (row[0] != $"sub-{head[6..8]}" || row[2] != name) continue;
                found[(row[1], row[3])] = [.. from c in (int[])[7, 5, 6] select double.Parse(row[c], CultureInfo.InvariantCulture)];
            }
        }

        return found;
    }

    /// <summary>Mean thickness of the vertices of cortex, mm; null when it is not known.</summary>
    public double? Thickness(string hemi)
    {
        if (Surfaces is null) return null;
        var values = MorphometryFile.Read(Path.Combine(Workspace.Data, Surfaces, $"{hemi}.thickness"));
        return values.Where(v => v > 0).Average();
    }

    /// <summary>White vertices, RAS+ mm, x, y, z of each; null when there are none.</summary>
    public float[]? White(string hemi)
    {
        if (WhiteVertices is null) return null;
        using var rows = NpyRows.Open(Path.Combine(Workspace.Data, WhiteVertices, $"{hemi}.white_vertices_tkras.npy"));
        var toWorld = new SurfaceGeometry(ImageFile.LoadLabels(Path.Combine(Workspace.Data, Ribbon!)).Grid).ToSurface.Inverse();
        var points = new float[3 * rows.Rows];
        var row = new float[3];
        for (var n = 0; n < points.Length; n += 3)
        {
            rows.Read(n / 3, 0, row);
            var p = toWorld.Apply(new(row[0], row[1], row[2]));
            (points[n], points[n + 1], points[n + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
        }

        return points;
    }

    /// <summary>The vertices of the pial surface, RAS+ mm; null when it is not known.</summary>
    public float[]? Pial(string hemi) => LeftPial is { } file && hemi == "lh"
        ? SurfaceFile.ReadPlaced(Path.Combine(Workspace.Data, file)).To(SurfaceSpace.Scanner).Mesh.Coordinates.ToArray() : null;

    /// <summary>Where cortex of a hemisphere is; null when it is not known.</summary>
    public Volume<bool>? Cortex(string hemi)
    {
        Volume<int> Labels(string file) => ImageFile.LoadLabels(Path.Combine(Workspace.Data, file));
        if (Ribbons is { } folder)
        {
            var voxels = Labels($"{folder}/{hemi}.ribbon.mgz").Span.ToArray();
            return Volume.Create<bool>(Labels($"{folder}/brain.mgz").Grid, Array.ConvertAll(voxels, static l => l != 0));
        }

        var wanted = hemi == "lh" ? 3 : 42;
        return Ribbon is { } file ? Labels(file).Map(l => l == wanted) : null;
    }

    private static CortexReference FreeSurfer6(string subject) =>
        new($"cortex/freesurfer6/{subject}/mri/ribbon.mgz", $"cortex/freesurfer6/{subject}/surf", null);
}
