using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;
using Pial.Plots;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>Writes a template in TemplateFlow's layout: images, what they are and how they were made, and pictures for people.</summary>
public static class PopulationWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="template">The template.</param>
    /// <param name="options">What it was made with.</param>
    /// <param name="scans">What it was made of.</param>
    /// <param name="folder">Receives <c>tpl-NAME_*.nii.gz</c>, <c>template_description.json</c> and <c>report/</c>.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(
        Artifact<PopulationTemplate> template, PopulationOptions options, IReadOnlyList<BidsScan> scans, string folder,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(scans);
        var (value, files) = (template.Value, new List<string>());
        var resolution = Math.Abs(options.VoxelMm - 2) < 1e-6 ? "02" : "01"; // an index, as TemplateFlow counts
        string Path(string name) => System.IO.Path.Combine(folder, $"tpl-{options.Name}_res-{resolution}_{name}");
        void Written(string path, string what)
        {
            Sidecar.Write(path, new JsonObject { ["Description"] = what, ["StepKey"] = template.Key.Value });
            files.Add(path);
        }

        void Image(string name, Volume<float> image, string what)
        {
            var rounded = image.Map(static v => MathF.Round(v));
            ImageFile.Save(Path(name), rounded, new() { Type = StoredType.Int16, Space = options.Name }, parallel);
            Written(Path(name), what);
        }

        void Prior(string label, Volume<float> map, string what)
        {
            var path = Path(HeadDerivatives.Tissue.Name(null, label));
            ImageFile.Save(path, map, new() { Type = StoredType.UInt8, Space = options.Name }, parallel);
            Written(path, what);
        }

        Directory.CreateDirectory(folder);
        Image(HeadDerivatives.Brain.Name(null, ContrastName.T1w), value.Brain, "Mean T1w intensities of the brain; white matter is 1000.");
        var mask = Path(HeadDerivatives.BrainMask.Name((string?)null));
        ImageFile.Save(mask, value.Mask, new() { Space = options.Name }, parallel);
        Written(mask, "Where at least half of the brain masks are.");
        Prior("GM", value.Tissues.Gm, "Prior probability of grey matter.");
        Prior("WM", value.Tissues.Wm, "Prior probability of white matter.");
        Prior("CSF", value.Tissues.Csf, "Prior probability of CSF.");
        if (value.Head is { } head)
        {
            Image("T1w.nii.gz", head.T1w, $"Mean T1w intensities; outside the brain, of the {value.Heads} scans that show the whole head.");
            Prior("Bone", head.Bone, "Prior probability of bone and other dark tissue outside the brain.");
            Prior("SoftTissue", head.SoftTissue, "Prior probability of skin, muscle, fat and marrow.");
            Prior("Air", head.Air, "Prior probability of air.");
        }

        Describe(template, options, scans, folder);
        Pictures(value, folder);
        return files;
    }

    private static void Describe(Artifact<PopulationTemplate> template, PopulationOptions options, IReadOnlyList<BidsScan> scans,
        string folder)
    {
        var grid = template.Value.Brain.Grid;
        var json = new JsonObject
        {
            ["Identifier"] = options.Name,
            ["Name"] = $"Population template {options.Name} of {template.Value.Subjects} subjects",
            ["BIDSVersion"] = "1.9.0",
            ["SpatialReference"] = options.SpaceReference?.Space,
            ["Subjects"] = template.Value.Subjects,
            ["WholeHeads"] = template.Value.Heads,
            ["Iterations"] = options.Iterations,
            ["Quality"] = options.Quality.ToString(),
            ["Sharpening"] = options.Sharpening,
            ["ShapeStep"] = options.SpaceReference is null ? options.ShapeStep : 0,
            ["res"] = new JsonObject
            {
                [Math.Abs(options.VoxelMm - 2) < 1e-6 ? "02" : "01"] = new JsonObject
                {
                    ["shape"] = new JsonArray(grid.Shape.I, grid.Shape.J, grid.Shape.K),
                    ["zooms"] = new JsonArray(grid.VoxelSize.X, grid.VoxelSize.Y, grid.VoxelSize.Z),
                },
            },
            ["Scans"] = new JsonArray([.. scans.Select(s => JsonValue.Create(s.Relative))]),
            ["StepKey"] = template.Key.Value,
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
        OutputFile.WriteText(Path.Combine(folder, "template_description.json"), json.ToJsonString(DatasetDescription.Indented) + "\n");
    }

    private const double PictureDpi = 150;

    private static void Pictures(PopulationTemplate value, string folder)
    {
        void Draw(string name, Volume<float> image, Overlay? overlay) =>
            OutputFile.Write(Path.Combine(folder, "report", name + ".png"),
                stream => stream.Write(AnatPlot.Draw(image, overlay, new() { Dpi = PictureDpi }).ToPng(PictureDpi)));
        Draw("brain", value.Brain, null);
        Draw("gm", value.Brain, new Overlay.Map(value.Tissues.Gm));
        Draw("wm", value.Brain, new Overlay.Map(value.Tissues.Wm));
        Draw("mask", value.Head?.T1w ?? value.Brain, new Overlay.Mask(value.Mask));
        OutputFile.Write(Path.Combine(folder, "report", "mosaic.png"),
            stream => stream.Write(AnatPlot.Draw(value.Brain, null, new() { Mode = DisplayMode.Mosaic, Dpi = PictureDpi, WidthInches = 8 })
                .ToPng(PictureDpi)));
        if (value.Head is not { } head) return;
        Draw("head", head.T1w, null);
        Draw("bone", head.T1w, new Overlay.Map(head.Bone));
    }
}
