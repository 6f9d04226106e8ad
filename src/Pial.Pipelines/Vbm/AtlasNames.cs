using System.Globalization;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Volumes;

namespace Pial.Pipelines.Vbm;

/// <summary>Names of places, from a label image in the maps' space.</summary>
internal sealed class AtlasNames
{
    private const int ReachMm = 5;
    private readonly Volume<int> labels;
    private readonly Dictionary<int, string> names;

    private AtlasNames(Volume<int> labels, Dictionary<int, string> names) => (this.labels, this.names) = (labels, names);

    /// <summary>Reads labels and, when given, their names: a table whose rows begin with number and name, with or without a header (<c>index</c>, <c>name</c>).</summary>
    /// <exception cref="InputException">A file is missing, or the table has no such rows.</exception>
    public static AtlasNames Load(string path, string? table, ParallelOptions parallel)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; expected an image of labels.");
        if (table is not null && !File.Exists(table)) throw new InputException($"{table} does not exist; expected a table of index and name.");
        var read = table is null ? [] : LabelTableFile.Read(table).Labels.ToDictionary(static l => l.Id, static l => l.Name);
        return new(ImageFile.LoadLabels(path, parallel), read);
    }

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
