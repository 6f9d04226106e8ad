using Pial.Analysis.Statistics.Clusters;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Volumes;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>A hemisphere of the population, as a group's maps are smoothed, clustered and drawn on it.</summary>
public sealed class TargetSurface
{
    // The mean of many white surfaces is smoother, and so smaller, than each of them. Widths and areas are meant on an adult's.
    private const double AdultAreaMm2 = 85_000;

    private TargetSurface(Hemisphere side)
    {
        var population = PopulationSphere.Of(side);
        (Target, Regions) = (population.Target, population.Atlases[0]);
        var (place, triangles) = (Target.Place, Target.Sphere.Triangles);
        var positions = new float[3 * place[0].Length];
        for (var v = 0; v < place[0].Length; v++)
            (positions[3 * v], positions[(3 * v) + 1], positions[(3 * v) + 2]) = (place[0][v], place[1][v], place[2][v]);
        Mesh = new(positions, triangles);
        var scale = (float)Math.Sqrt(AdultAreaMm2 / MeshGeometry.Area(positions, triangles));
        var adult = new TriangleMesh(Array.ConvertAll(positions, x => scale * x), triangles);
        Areas = MeshGeometry.VertexAreas(adult.Positions, triangles);
        IsCortex = Array.ConvertAll(Target.Cortex, static c => c > 0);
        Smoothing = new(adult, IsCortex);
        Neighbours = Target.Sphere.Neighbours;
    }

    /// <summary>Both hemispheres, left first.</summary>
    public static IReadOnlyList<TargetSurface> Both() => [new(Hemisphere.Left), new(Hemisphere.Right)];

    /// <summary>The population.</summary>
    public SphereTarget Target { get; }

    /// <summary>Its Desikan–Killiany regions.</summary>
    public SurfaceAtlas Regions { get; }

    /// <summary>Mean white surface in MNI152NLin2009cAsym, RAS+ mm.</summary>
    public TriangleMesh Mesh { get; }

    /// <summary>Area of each vertex, mm².</summary>
    public float[] Areas { get; }

    /// <summary>Whether each vertex is cortex; the rest is the medial wall.</summary>
    public bool[] IsCortex { get; }

    /// <summary>Smooths maps within the cortex.</summary>
    public SurfaceSmoothing Smoothing { get; }

    /// <summary>Who neighbours whom.</summary>
    public MeshNeighbours Neighbours { get; }

    /// <summary>L or R.</summary>
    public string Hemi => Target.Side == Hemisphere.Left ? "L" : "R";

    /// <summary>Name of the region of a vertex.</summary>
    public string RegionOf(int vertex) => Regions.Table.Find(Regions.Labels[vertex])?.Name ?? "unknown";

    /// <summary>Which of some vertices touch, and their areas.</summary>
    /// <param name="sides">The hemispheres.</param>
    /// <param name="vertices">Hemisphere and vertex of each, in the order of the lattice.</param>
    public static Lattice LatticeOf(IReadOnlyList<TargetSurface> sides, (int Side, int Vertex)[] vertices)
    {
        ArgumentNullException.ThrowIfNull(sides);
        ArgumentNullException.ThrowIfNull(vertices);
        var numbers = sides.Select(static s => new int[s.IsCortex.Length]).ToArray();
        foreach (var of in numbers) Array.Fill(of, -1);
        for (var n = 0; n < vertices.Length; n++)
            numbers[vertices[n].Side][vertices[n].Vertex] = n;
        var neighbours = Array.ConvertAll(vertices, t =>
        {
            var around = new List<int>();
            foreach (var u in sides[t.Side].Neighbours.Of(t.Vertex))
                if (numbers[t.Side][u] >= 0) around.Add(numbers[t.Side][u]);
            return around.ToArray();
        });
        return new(neighbours, Array.ConvertAll(vertices, t => sides[t.Side].Areas[t.Vertex]));
    }
}
