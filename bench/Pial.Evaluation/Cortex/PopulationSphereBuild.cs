using System.Globalization;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Kernels.Surfaces.Spheres;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Volumes;

namespace Pial.Evaluation.Cortex;

/// <summary>
/// The sphere that is part of the program, of FreeSurfer's <c>fsaverage</c>: FSAVERAGE FSAVERAGE5 OUT. Folds and labels are of the first,
/// places of the second's white surface.
/// </summary>
internal static class PopulationSphereBuild
{
    private const int Level = 6;

    // MNI305 → MNI152, as FreeSurfer's page on coordinate systems gives it.
    private static readonly Volumes.Affine ToMni152 = Volumes.Affine.FromRows(
        [0.9975, -0.0073, 0.0176, -0.0429, 0.0146, 1.0009, -0.0024, 1.5496, -0.0130, -0.0093, 0.9971, 1.1840]);

    public static int Run(IReadOnlyList<string> arguments)
    {
        foreach (var (side, hemi) in new[] { (Hemisphere.Left, "lh"), (Hemisphere.Right, "rh") })
        {
            var path = Path.Combine(arguments[2], $"fsaverage-{hemi}.gz");
            Build(arguments[0], arguments[1], side, hemi).Write(path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length / 1024} KiB"));
        }

        return 0;
    }

    private static PopulationSphere Build(string fine, string coarse, Hemisphere side, string hemi)
    {
        string At(string folder, string name) => Path.Combine(folder, $"{hemi}.{name}");
        // Vertices are those of fsaverage6, the first ones of fsaverage.
        var ico = Icosphere.Of(Level);
        float[] Scores(string name)
        {
            var even = new float[ico.VertexCount];
            Array.Fill(even, 1);
            return NormalScores.Of(MorphometryFile.Read(At(fine, name))[..ico.VertexCount], even);
        }

        var (small, white) = (SurfaceFile.Read(At(coarse, "sphere")), SurfaceFile.Read(At(coarse, "white")));
        var places = new SphereSampling(Directions(small.Coordinates), small.Triangles.ToArray(), ico.Positions);
        var xyz = new[] { new float[white.VertexCount], new float[white.VertexCount], new float[white.VertexCount] };
        for (var v = 0; v < white.VertexCount; v++)
        {
            var c = white.Coordinates.Slice(3 * v, 3);
            var p = ToMni152.Apply(new(c[0], c[1], c[2]));
            (xyz[0][v], xyz[1][v], xyz[2][v]) = ((float)p.X, (float)p.Y, (float)p.Z);
        }

        SurfaceAtlas Atlas(string name, string file, params string[] outside)
        {
            var found = Annotation.Read(At(fine, file));
            var labels = found.Labels.ToArray();
            return new(name, found.Table, [.. labels[..ico.VertexCount].Select(static l => (byte)Math.Max(0, l))],
                [.. outside.Select(o => found.Table.Labels.Single(l => l.Name == o).Id)]);
        }

        var lobes = Atlas(PopulationSphere.DesikanKilliany, "aparc.annot", "unknown", "corpuscallosum");
        return new(
            new(side, Level, Scores("sulc"), Scores("curv"), Array.ConvertAll(xyz, x => places.Linear(x)), lobes.Cortex()),
            [lobes, Atlas(PopulationSphere.Destrieux, "aparc.a2009s.annot", "Medial_wall", "Unknown")]);
    }

    private static double[] Directions(ReadOnlySpan<float> coordinates)
    {
        var directions = new double[coordinates.Length];
        for (var n = 0; n < directions.Length; n += 3)
        {
            double x = coordinates[n], y = coordinates[n + 1], z = coordinates[n + 2], length = Math.Sqrt((x * x) + (y * y) + (z * z));
            (directions[n], directions[n + 1], directions[n + 2]) = (x / length, y / length, z / length);
        }

        return directions;
    }
}
