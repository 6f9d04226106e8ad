using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Atlases;

/// <summary>Finds an atlas by name or path, and reads it for a template's space.</summary>
/// <param name="roots">Directories in TemplateFlow's layout, searched in order.</param>
public sealed class AtlasProvider(IReadOnlyList<string> roots)
{
    /// <summary>The provider of this machine, which looks where templates are looked for.</summary>
    public static AtlasProvider Default() => new(TemplateProvider.Default().Roots);

    /// <summary>The atlas that is part of Pial.</summary>
    public static AtlasSource Embedded { get; } = new(EmbeddedAtlas.Name, AtlasKind.Embedded, "", null, EmbeddedTemplate.Space)
    {
        Origin = "part of Pial: four labelled heads of SynthSeg's training maps and their mirror images, registered to PialMNI",
        License = "Apache-2.0",
    };

    /// <summary>Every atlas that can be used now, the embedded one first.</summary>
    public IReadOnlyList<AtlasSource> List() => [Embedded, .. roots.SelectMany(TemplateFlowAtlases.All)];

    /// <summary>Finds an atlas.</summary>
    /// <param name="nameOrPath">Nothing or <c>PialStructures</c> for the embedded one; an image of labels; or <c>NAME[:desc-D][:res-N]</c>
    /// as TemplateFlow names it.</param>
    /// <param name="table">Table of the labels' names; null looks beside the image.</param>
    /// <param name="space">Space of the template it is to be used with, to choose among TemplateFlow's.</param>
    /// <exception cref="InputException">It is nowhere, or its table is missing; the message says where it was looked for.</exception>
    public AtlasSource Resolve(string? nameOrPath, string? table = null, string space = EmbeddedTemplate.Space)
    {
        if (table is not null && !File.Exists(table))
            throw new InputException($"{table} does not exist; expected a table of index and name.");
        if (string.IsNullOrEmpty(nameOrPath) || nameOrPath == EmbeddedAtlas.Name)
            return table is null ? Embedded : throw new InputException($"{EmbeddedAtlas.Name} has its own names; leave the table out.");
        if (Directory.Exists(nameOrPath)) throw new InputException($"{nameOrPath} is a directory; give the image of labels in it.");
        var found = File.Exists(nameOrPath) ? FromImage(nameOrPath)
            : nameOrPath.Contains('/', StringComparison.Ordinal)
                ? throw new InputException($"{nameOrPath} does not exist; expected an image of labels.")
            : TemplateFlowAtlases.Find(roots, nameOrPath, space) ?? throw new InputException(
                $"The atlas {nameOrPath} is not on this machine in {space} (looked in {string.Join(" and ", roots)}); give its path, " +
                    $"fetch it with 'pial atlas get', or leave option 'atlas' out for {EmbeddedAtlas.Name}.");
        return table is null ? found : found with { TablePath = table };
    }

    /// <summary>Reads an atlas that is to be used in a template's space.</summary>
    /// <param name="source">The atlas.</param>
    /// <param name="template">The template.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">It is in another space, holds no label, or lies beside the template's brain.</exception>
    public static Atlas Load(AtlasSource source, Template template, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(template);
        var notes = SpaceNotes(source, template.Space);
        if (source.Kind == AtlasKind.Embedded)
            return new(source, EmbeddedAtlas.Table(), EmbeddedAtlas.Load(parallel), null, EmbeddedAtlas.Key()) { Notes = notes };
        var labels = ImageFile.LoadLabels(source.Path, parallel);
        var present = labels.Span.ToArray().Distinct().Where(id => id != 0).Order().ToArray();
        var name = Path.GetFileName(source.Path);
        if (present.Length == 0) throw new InputException($"{name} holds no label: every voxel is 0.");
        if (present[0] < 0) throw new InputException($"{name} holds the negative label {present[0]}; labels are positive.");
        CheckPlace(name, labels, template);
        var table = Names(source, present, notes);
        var key = ArtifactKey.Of("atlas", JsonSerializer.SerializeToElement(LabelTableFile.Tsv(table)), [ArtifactKey.Of(labels)]);
        return new(source, table, null, labels, key) { Notes = notes };
    }

    // MNI's own spaces share their coordinates to a few millimetres; any other pair has nothing in common.
    internal static List<string> SpaceNotes(AtlasSource source, string space)
    {
        if (source.Space == space) return [];
        if (source.Space is null) return [$"its name tells no space; it was taken to lie in {space}"];
        bool Mni(string s) => s.StartsWith("MNI", StringComparison.OrdinalIgnoreCase)
            || s.StartsWith("ICBM", StringComparison.OrdinalIgnoreCase);
        return Mni(source.Space) && Mni(space)
            ? [$"it lies in {source.Space}, the scans in {space}: both are MNI coordinates, and differ by up to some millimetres"]
            : throw new InputException(
                $"The atlas {source.Name} lies in {source.Space}, but scans are normalised to {space}; give an atlas in {space}, or " +
                    $"option 'template' {source.Space}.");
    }

    // Of atlases in MNI spaces 97 % and more of the labelled voxels fall into the brain of another MNI template, of a scan's own
    // segmentation about 60 %.
    private static void CheckPlace(string name, Volume<int> labels, Template template)
    {
        var brain = template.BrainMask ?? template.T1w.Map(static v => v > 0);
        var toBrain = brain.Grid.WorldToVoxel * labels.Grid.Affine;
        var (inside, all) = (0L, 0L);
        var s = labels.Shape;
        for (var n = 0; n < labels.Span.Length; n += 3) // a third of the voxels tells as much
        {
            if (labels.Span[n] == 0) continue;
            var p = toBrain.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount));
            var (i, j, k) = ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
            all++;
            if (brain.Shape.Contains(i, j, k) && brain[i, j, k]) inside++;
        }

        if (inside < 0.9 * all)
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{name} does not lie on the template {template.Space}: {100.0 * inside / Math.Max(all, 1):0} % of its labelled voxels " +
                    $"fall into the template's brain; is it in a scan's own space?"));
    }

    private static LabelTable Names(AtlasSource source, int[] present, List<string> notes)
    {
        var table = source.TablePath is null ? new([]) : LabelTableFile.Read(source.TablePath);
        if (source.TablePath is null) notes.Add("it came without names: regions are called by their numbers");
        var nameless = present.Where(id => table.Find(id) is null).ToArray();
        if (source.TablePath is not null && nameless.Length == present.Length)
            throw new InputException(
                $"{Path.GetFileName(source.TablePath)} names none of the labels of {Path.GetFileName(source.Path)} " +
                    $"({string.Join(", ", present.Take(5))}{(present.Length > 5 ? ", …" : "")}); is it the table of another atlas?");
        if (source.TablePath is not null && nameless.Length > 0)
            notes.Add(
                $"{nameless.Length} of its {present.Length} labels are not in {Path.GetFileName(source.TablePath)} and are called by " +
                    $"their numbers: {string.Join(", ", nameless.Take(20))}{(nameless.Length > 20 ? ", …" : "")}");
        var absent = table.Labels.Where(l => l.Id != 0 && Array.BinarySearch(present, l.Id) < 0).ToArray();
        if (absent.Length > 0)
            notes.Add(
                $"{absent.Length} labels of {Path.GetFileName(source.TablePath)} are in no voxel of it and are left out: " +
                    $"{string.Join(", ", absent.Take(20).Select(l => l.Name))}{(absent.Length > 20 ? ", …" : "")}");
        return new(
            [.. present.Select(
                id => table.Find(id) ?? new Label(id, string.Create(CultureInfo.InvariantCulture, $"label-{id}"), "",
                    LabelTable.ColorFor(id)))]);
    }

    // The name is that of the atlas- entity, else what stands before the first entity that says where or how finely; the table lies beside
    // it under the same name or less of it.
    private static AtlasSource FromImage(string path)
    {
        var stem = BidsName.StemOf(path);
        var parts = stem.Split('_');
        string? Entity(string key) => parts.FirstOrDefault(p => p.StartsWith(key + "-", StringComparison.Ordinal))?[(key.Length + 1)..];
        var own = Entity("atlas") ?? Entity("seg")
            ?? string.Join('_',
                parts.TakeWhile(static p => !p.StartsWith("space-", StringComparison.Ordinal)
                    && !p.StartsWith("res-", StringComparison.Ordinal) && !p.StartsWith("desc-", StringComparison.Ordinal)));
        var name = string.Concat(own.Where(char.IsAsciiLetterOrDigit));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new(name.Length > 0 ? name : "custom", AtlasKind.Path, path, AtlasFiles.Table(folder, stem),
            Entity("space") ?? Entity("tpl"))
        {
            Origin = Path.GetFileName(path),
            License = AtlasFiles.License(Path.Combine(folder, stem + ".json")),
        };
    }
}

/// <summary>What lies beside an atlas.</summary>
internal static class AtlasFiles
{
    private static readonly string[] TableEndings = [".tsv", ".csv", ".txt", "_labels.tsv", "_dseg.tsv", "_LUT.txt", "-LUT.txt"];

    /// <summary>
    /// The table of names: under the image's name, or that name without some of its entities (<c>space-</c>, <c>res-</c>, <c>desc-</c>).
    /// </summary>
    public static string? Table(string folder, string stem)
    {
        var parts = stem.Split('_').ToList();
        var names = new List<string> { stem };
        foreach (var key in (ReadOnlySpan<string>)["res-", "space-", "desc-", "cohort-"])
        {
            parts.RemoveAll(p => p.StartsWith(key, StringComparison.Ordinal));
            names.Add(string.Join('_', parts));
        }

        return names.Where(n => n.Length > 0).SelectMany(n => TableEndings.Select(e => Path.Combine(folder, n + e)))
            .FirstOrDefault(static f => File.Exists(f) && new FileInfo(f).Length > 0);
    }

    /// <summary>What a JSON file says of the licence; null when it says nothing.</summary>
    public static string? License(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            var json = JsonFile.Parse(path) as JsonObject;
            return (string?)(json?["License"] ?? json?["Licence"] ?? json?["license"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
