using Pial.Volumes;

namespace Pial.Formats.Cifti;

/// <summary>A structure of a CIFTI-2 file, and which of its vertices or voxels have values.</summary>
/// <param name="Name">The structure without <c>CIFTI_STRUCTURE_</c>: <c>CORTEX_LEFT</c>, <c>THALAMUS_RIGHT</c>.</param>
/// <param name="Vertices">Vertices of its surface, those without values among them; 0 for a structure of voxels.</param>
/// <param name="Indices">Vertices with values, in their order; of voxels i, j, k of each.</param>
public sealed record CiftiModel(string Name, int Vertices, int[] Indices)
{
    /// <summary>The left hemisphere's cortex.</summary>
    public const string CortexLeft = "CORTEX_LEFT";

    /// <summary>The right hemisphere's cortex.</summary>
    public const string CortexRight = "CORTEX_RIGHT";

    /// <summary>How many values each map has of it.</summary>
    public int Count => Vertices > 0 ? Indices.Length : Indices.Length / 3;
}

/// <summary>A map of a CIFTI-2 file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values, structure by structure.</param>
/// <param name="Labels">What numbers mean, in a file of labels; null in one of scalars.</param>
public sealed record CiftiMap(string Name, float[] Values, LabelTable? Labels);

/// <summary>A dense CIFTI-2 file: maps of vertices and voxels of several structures (<c>.dscalar.nii</c>, <c>.dlabel.nii</c>).</summary>
/// <param name="Models">The structures, in the order of the values.</param>
/// <param name="Maps">The maps.</param>
/// <remarks>
/// CIFTI-2, <see href="https://www.nitrc.org/projects/cifti/"/>; Glasser et al. 2013, doi 10.1016/j.neuroimage.2013.04.127.
/// </remarks>
public sealed record CiftiDense(IReadOnlyList<CiftiModel> Models, IReadOnlyList<CiftiMap> Maps)
{
    /// <summary>A map's values at all vertices of a structure's surface.</summary>
    /// <param name="map">Number of the map.</param>
    /// <param name="structure">Name of the structure, <see cref="CiftiModel.CortexLeft"/>.</param>
    /// <param name="outside">What vertices without a value get.</param>
    /// <returns>Null when the file has no such surface.</returns>
    public float[]? Surface(int map, string structure, float outside)
    {
        var from = 0;
        foreach (var model in Models)
        {
            if (model.Vertices > 0 && model.Name == structure)
            {
                var values = new float[model.Vertices];
                Array.Fill(values, outside);
                for (var n = 0; n < model.Count; n++)
                    values[model.Indices[n]] = Maps[map].Values[from + n];
                return values;
            }

            from += model.Count;
        }

        return null;
    }
}
