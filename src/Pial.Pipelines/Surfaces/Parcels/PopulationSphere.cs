using System.IO.Compression;
using System.Runtime.InteropServices;
using Pial.Formats.Streams;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>A hemisphere of a population on the sphere, with the atlases that are known on it.</summary>
/// <param name="Target">What it looks like.</param>
/// <param name="Atlases">Regions of its cortex.</param>
/// <remarks>
/// The file is compressed by gzip and holds, little-endian: the icosphere's level, the number of maps, for each its least value and step as
/// 32-bit floats and 16-bit values; then the number of atlases, for each its name, the numbers that are no cortex, the labels (number,
/// name, colour) and a byte for each vertex.
/// </remarks>
public sealed record PopulationSphere(SphereTarget Target, IReadOnlyList<SurfaceAtlas> Atlases)
{
    private const string Prefix = "fsaverage-";

    /// <summary>Name of the atlas with 34 regions a hemisphere (Desikan et al. 2006, doi 10.1016/j.neuroimage.2006.01.021).</summary>
    public const string DesikanKilliany = "DesikanKilliany";

    /// <summary>Name of the atlas with 74 regions a hemisphere (Destrieux et al. 2010, doi 10.1016/j.neuroimage.2010.06.010).</summary>
    public const string Destrieux = "Destrieux";

    private static readonly Lazy<PopulationSphere> Left = new(static () => Embedded(Hemisphere.Left)),
        Right = new(static () => Embedded(Hemisphere.Right));

    /// <summary>Whether this build has the spheres: they can be left out of it, as they are under FreeSurfer's licence.</summary>
    public static bool IsThere { get; } =
        typeof(PopulationSphere).Assembly.GetManifestResourceNames().Any(static n => n.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>The sphere that is part of the program: <c>fsaverage</c>'s folds and labels.</summary>
    public static PopulationSphere Of(Hemisphere side) => side == Hemisphere.Left ? Left.Value : Right.Value;

    /// <summary>Hash of what is part of the program.</summary>
    public static Store.ArtifactKey Key { get; } = EmbeddedFile.KeyOf(Prefix);

    /// <summary>Name that FreeSurfer gives an atlas's files: <c>aparc</c> and <c>aparc.a2009s</c>.</summary>
    public static string FileName(string atlas) => atlas == Destrieux ? "aparc.a2009s" : "aparc";

    /// <summary>What FreeSurfer adds to a region's number in volumes: 1000 and 2000, 11100 and 12100.</summary>
    public static int VolumeOffset(string atlas, Hemisphere side) =>
        (side == Hemisphere.Left ? 1000 : 2000) + (atlas == Destrieux ? 10100 : 0);

    /// <summary>Reads a file.</summary>
    public static PopulationSphere Read(Stream stream, Hemisphere side)
    {
        using var reader = new BinaryReader(new GZipStream(stream, CompressionMode.Decompress));
        var (level, maps) = (reader.ReadInt32(), new float[reader.ReadInt32()][]);
        var vertices = 2 + (10 << (2 * level));
        for (var m = 0; m < maps.Length; m++)
        {
            var (low, step) = (reader.ReadSingle(), reader.ReadSingle());
            var values = MemoryMarshal.Cast<byte, short>(reader.ReadBytes(2 * vertices));
            maps[m] = new float[vertices];
            for (var v = 0; v < vertices; v++)
                maps[m][v] = low + (step * (values[v] - short.MinValue));
        }

        var atlases = new SurfaceAtlas[reader.ReadInt32()];
        for (var a = 0; a < atlases.Length; a++)
        {
            var (name, outside) = (reader.ReadString(), new int[reader.ReadInt32()]);
            for (var n = 0; n < outside.Length; n++)
                outside[n] = reader.ReadInt32();
            var labels = new Label[reader.ReadInt32()];
            for (var n = 0; n < labels.Length; n++)
                labels[n] = new(reader.ReadInt32(), reader.ReadString(), "", reader.ReadInt32());
            atlases[a] = new(name, new(labels), reader.ReadBytes(vertices), outside);
        }

        return new(new(side, level, maps[0], maps[1], maps[2..], atlases[0].Cortex()), atlases);
    }

    /// <summary>Writes a file.</summary>
    public void Write(string path)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(new GZipStream(stream, CompressionLevel.SmallestSize)))
        {
            float[][] maps = [Target.Depth, Target.Curvature, .. Target.Place];
            writer.Write(Target.Level);
            writer.Write(maps.Length);
            foreach (var map in maps)
            {
                var (low, step) = (map.Min(), (map.Max() - map.Min()) / ushort.MaxValue);
                writer.Write(low);
                writer.Write(step);
                foreach (var x in map)
                    writer.Write((short)(Math.Round((x - low) / step) + short.MinValue));
            }

            writer.Write(Atlases.Count);
            foreach (var atlas in Atlases)
            {
                writer.Write(atlas.Name);
                writer.Write(atlas.Outside.Count);
                foreach (var id in atlas.Outside)
                    writer.Write(id);
                writer.Write(atlas.Table.Labels.Count);
                foreach (var label in atlas.Table.Labels)
                {
                    writer.Write(label.Id);
                    writer.Write(label.Name);
                    writer.Write(label.Color);
                }

                writer.Write(atlas.Labels);
            }
        }

        AtomicFile.Write(path, to => to.Write(stream.ToArray()));
    }

    private static PopulationSphere Embedded(Hemisphere side)
    {
        var bytes = EmbeddedFile.Bytes($"{Prefix}{SubjectFolder.PrefixOf(side)}.gz");
        return Read(new MemoryStream(bytes), side);
    }
}
