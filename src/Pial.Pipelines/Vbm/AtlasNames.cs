using System.Globalization;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Vbm;

/// <summary>Names of places, from a label image in the maps' space.</summary>
internal sealed class AtlasNames
{
    private const int ReachMm = 5;
    private readonly Volume<int> labels;
    private readonly Dictionary<int, string> names;

    private AtlasNames(Volume<int> labels, Dictionary<int, string> names) => (this.labels, this.names) = (labels, names);

    /// <summary>
    /// Reads labels and, when given, their names: a table whose rows begin with number and name, with or without a header (<c>index</c>,
    /// <c>name</c>).
    /// </summary>
    /// <exception cref="InputException">A file is missing, or the table has no such rows.</exception>
    public static AtlasNames Load(string path, string? table, ParallelOptions parallel)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; expected an image of labels.");
        if (table is not null && !File.Exists(table))
            throw new InputException($"{table} does not exist; expected a table of index and name.");
        var read = table is null ? [] : NamesOf(LabelTableFile.Read(table));
        return new(ImageFile.LoadLabels(path, parallel), read);
    }

    /// <summary>The atlas that names places: the one asked for, by name or path, else Pial's own for maps in its space; null for
    /// none.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="space">Space of the maps; null when it is not known.</param>
    /// <exception cref="InputException">It is nowhere, its table is missing, or it lies in another space.</exception>
    public static AtlasSource? Find(VbmOptions options, string? space)
    {
        if (options.Atlas is null) return space == EmbeddedTemplate.Space ? AtlasProvider.Embedded : null;
        var source = AtlasProvider.Default().Resolve(options.Atlas, options.AtlasNames, space ?? EmbeddedTemplate.Space);
        if (space is not null) _ = AtlasProvider.SpaceNotes(source, space);
        if (source.Kind != AtlasKind.Embedded) _ = ImageFile.Describe(source.Path);
        if (source.TablePath is { } table) _ = LabelTableFile.Read(table);
        return source;
    }

    /// <summary>Reads an atlas, and says what is odd about it.</summary>
    public static (AtlasNames Names, IReadOnlyList<string> Notes) Load(AtlasSource source, string? space, ParallelOptions parallel)
    {
        if (source.Kind == AtlasKind.Embedded) return (new(EmbeddedAtlas.MostProbable(parallel), NamesOf(EmbeddedAtlas.Table())), []);
        // A name that tells no space is the person's word that it is the maps'.
        IReadOnlyList<string> notes = source.Space is null || space is null ? [] : AtlasProvider.SpaceNotes(source, space);
        return (Load(source.Path, source.TablePath, parallel), [.. notes.Select(n => $"the atlas {source.Name}: {n}")]);
    }

    private static Dictionary<int, string> NamesOf(LabelTable table) => table.Labels.ToDictionary(static l => l.Id, static l => l.Name);

    /// <summary>The region at a place; the nearest within 5 mm, marked with ~, when the place itself has none; else n/a.</summary>
    public string At(Point mm)
    {
        var at = labels.Grid.WorldToVoxel.Apply(mm);
        var (i, j, k) = ((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
        if (Label(i, j, k) is var here and not 0) return NameOf(here);
        var size = labels.Grid.VoxelSize;
        var reach = (int)Math.Ceiling(ReachMm / Math.Min(size.X, Math.Min(size.Y, size.Z)));
        var nearest = (Distance: (double)ReachMm, Label: 0);
        for (var z = -reach; z <= reach; z++)
        {
            for (var y = -reach; y <= reach; y++)
            {
                for (var x = -reach; x <= reach; x++)
                {
                    if (Label(i + x, j + y, k + z) is not (var label and not 0)) continue;
                    var distance = labels.Grid.Affine.Apply(new(i + x, j + y, k + z)).DistanceTo(mm);
                    if (distance < nearest.Distance) nearest = (distance, label);
                }
            }
        }

        return nearest.Label == 0 ? "n/a" : "~" + NameOf(nearest.Label);
    }

    private int Label(int i, int j, int k) => labels.Shape.Contains(i, j, k) ? labels.Span[labels.Shape.Index(i, j, k)] : 0;

    private string NameOf(int label) => names.GetValueOrDefault(label, label.ToString(CultureInfo.InvariantCulture));
}
