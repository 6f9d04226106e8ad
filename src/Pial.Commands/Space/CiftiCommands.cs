using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Cifti;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial surface join|split</c>: maps of both hemispheres into one CIFTI-2 file, and out of it.</summary>
internal static class CiftiCommands
{
    private const int RightFrom = 1000; // numbers of the right hemisphere's labels, beside the left one's

    public static Command Join()
    {
        var output = new Argument<string>("OUT") { Description = "OUT.dscalar.nii for numbers, OUT.dlabel.nii for annotations." };
        var (left, right) = (Side("--left", "Map (or ?h.*.annot) of the left hemisphere."), Side("--right", "The same of the right one."));
        var name = new Option<string?>("--name") { Description = "Name of the map. Default: that of the left file.", HelpName = "NAME" };
        var skip = new Option<bool>("--skip-zero") { Description = "Leave out vertices that are 0, as the medial wall is." };
        return new Verb("join", "Maps or annotations of both hemispheres as one dense CIFTI-2 file.",
            ["pial surface join thickness.dscalar.nii --left lh.thickness --right rh.thickness --skip-zero",
                "pial surface join aparc.dlabel.nii --left lh.aparc.annot --right rh.aparc.annot"],
            [output, left, right, name, skip], run =>
        {
            var path = run.Output(run.Get(output)!, run.Get(left), run.Get(right));
            var labels = path.EndsWith(".dlabel.nii", StringComparison.OrdinalIgnoreCase);
            if (!labels && !path.EndsWith(".dscalar.nii", StringComparison.OrdinalIgnoreCase))
                throw new InputException($"{path}: end the name in .dscalar.nii or .dlabel.nii.");
            var (models, values, table) = (new List<CiftiModel>(), new List<float>(), new List<Label> { new(0, "???", "", 0) });
            foreach (var (structure, option, from) in ((string, Option<string?>, int)[])
                [(CiftiModel.CortexLeft, left, 0), (CiftiModel.CortexRight, right, RightFrom)])
            {
                if (run.Get(option) is not { } file) continue;
                var map = labels ? Keys(file, from, table) : MorphometryFile.Read(file);
                int[] kept = [.. Enumerable.Range(0, map.Length).Where(v => !run.Get(skip) || map[v] != 0)];
                models.Add(new(structure, map.Length, kept));
                values.AddRange(kept.Select(v => map[v]));
            }

            if (models.Count == 0) throw new InputException("Give --left, --right or both.");
            var named = run.Get(name) ?? Path.GetFileName(run.Get(left) ?? run.Get(right)!);
            CiftiFile.Write(path, new(models, [new(named, [.. values], labels ? new(table) : null)]));
            run.Wrote(path);
        });
    }

    public static Command Split()
    {
        var input = new Argument<string>("IN") { Description = "A dense CIFTI-2 file (.dscalar.nii, .dlabel.nii)." };
        var (left, right) = (Side("--left", "Where the left hemisphere's map goes."), Side("--right", "Where the right one's goes."));
        var map = new Option<int>("--map")
        {
            Description = "Which of its maps, from 1. Default: 1.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        return new Verb("split", "Maps of the hemispheres out of a dense CIFTI-2 file; vertices without a value get 0.",
            ["pial surface split thickness.dscalar.nii --left lh.thickness --right rh.shape.gii"], [input, left, right, map], run =>
        {
            var dense = CiftiFile.Read(run.Get(input)!);
            if (run.Get(map) < 1 || run.Get(map) > dense.Maps.Count)
                throw new InputException($"{run.Get(input)} has {dense.Maps.Count} maps, from 1; --map {run.Get(map)} is none of them.");
            if (run.Get(left) is null && run.Get(right) is null) throw new InputException("Give --left, --right or both.");
            foreach (var (structure, option) in ((string, Option<string?>)[])
                [(CiftiModel.CortexLeft, left), (CiftiModel.CortexRight, right)])
            {
                if (run.Get(option) is not { } file) continue;
                var values = dense.Surface(run.Get(map) - 1, structure, 0)
                    ?? throw new InputException(
                        $"{run.Get(input)} has no {structure}, but {string.Join(", ", dense.Models.Select(m => m.Name))}.");
                var path = run.Output(file, run.Get(input));
                if (path.EndsWith(".gii", StringComparison.OrdinalIgnoreCase)) GiftiWriter.Shape(path, values);
                else FreeSurferWriter.Morphometry(path, values, Math.Max(0, (2 * values.Length) - 4));
                run.Wrote(path);
            }
        });
    }

    private static Option<string?> Side(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    // Numbers that are a hemisphere's own; vertices without a label are 0.
    private static float[] Keys(string path, int from, List<Label> table)
    {
        var annotation = Annotation.Read(path);
        var prefix = from == 0 ? "L_" : "R_";
        table.AddRange(annotation.Table.Labels.Select(l => new Label(from + l.Id + 1, prefix + l.Name, "", l.Color)));
        return [.. annotation.Labels.ToArray().Select(l => l < 0 ? 0f : from + l + 1)];
    }
}
