namespace Pial.Kernels.Surfaces;

/// <summary>Who neighbours whom on a closed mesh, and averages over neighbours.</summary>
public sealed class MeshNeighbours
{
    private readonly int[] start, neighbours;

    /// <summary>Collects the neighbours.</summary>
    /// <param name="triangles">Triangles of a closed, consistently turned surface.</param>
    /// <param name="vertices">Number of vertices.</param>
    public MeshNeighbours(ReadOnlySpan<int> triangles, int vertices)
    {
        // On a closed surface each neighbour follows a vertex in exactly one of its triangles.
        start = new int[vertices + 1];
        foreach (var v in triangles)
            start[v + 1]++;
        for (var v = 0; v < vertices; v++)
            start[v + 1] += start[v];
        (neighbours, var fill) = (new int[triangles.Length], start.AsSpan(0, vertices).ToArray());
        for (var t = 0; t < triangles.Length; t += 3)
            for (var c = 0; c < 3; c++)
                neighbours[fill[triangles[t + c]]++] = triangles[t + ((c + 1) % 3)];
    }

    /// <summary>Number of vertices.</summary>
    public int Count => start.Length - 1;

    /// <summary>The neighbours of a vertex.</summary>
    public ReadOnlySpan<int> Of(int vertex) => neighbours.AsSpan(start[vertex], start[vertex + 1] - start[vertex]);

    /// <summary>Mixes the mean of the neighbours into each vertex's values, a number of times.</summary>
    /// <param name="values">Values, <paramref name="width"/> to a vertex; changed in place.</param>
    /// <param name="width">Values to a vertex.</param>
    /// <param name="share">Weight of the neighbours' mean.</param>
    /// <param name="times">How often.</param>
    public void Smooth(float[] values, int width, float share, int times)
    {
        ArgumentNullException.ThrowIfNull(values);
        var from = new float[values.Length];
        for (var n = 0; n < times; n++)
        {
            values.CopyTo(from, 0);
            for (var v = 0; v < Count; v++)
            {
                var around = Of(v);
                for (var c = 0; c < width; c++)
                {
                    var sum = 0f;
                    foreach (var u in around)
                        sum += from[(width * u) + c];
                    values[(width * v) + c] += share * ((sum / around.Length) - from[(width * v) + c]);
                }
            }
        }
    }
}
