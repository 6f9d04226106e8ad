using System.Numerics;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>The voxels between the levels of the two surfaces, numbered.</summary>
internal sealed class GreyVoxels
{
    /// <summary>Neighbours of a voxel.</summary>
    public const int Around = 26;

    private static readonly Vector3[] Ways =
        [.. from k in new[] { -1, 0, 1 } from j in new[] { -1, 0, 1 } from i in new[] { -1, 0, 1 } where (i, j, k) != (0, 0, 0)
            select new Vector3(i, j, k)];

    private static readonly float[] Lengths = Array.ConvertAll(Ways, static w => w.Length());

    private readonly int[] number, voxels, steps;
    private readonly Vector3[] places;

    public GreyVoxels(LevelField field)
    {
        var (shape, found, at) = (field.Grid.Shape, new List<int>(), new List<Vector3>());
        number = new int[field.Values.Length];
        Array.Fill(number, -1);
        for (var k = 1; k < shape.K - 1; k++)
        {
            for (var j = 1; j < shape.J - 1; j++)
            {
                for (var i = 1; i < shape.I - 1; i++)
                {
                    var v = shape.Index(i, j, k);
                    if (field.Values[v] is not (> TissueLevels.Pial and <= TissueLevels.White)) continue;
                    number[v] = found.Count;
                    found.Add(v);
                    at.Add(new(i, j, k));
                }
            }
        }

        (voxels, places) = ([.. found], [.. at]);
        steps = Array.ConvertAll(Ways, w => (int)w.X + (shape.I * (int)w.Y) + (shape.SliceCount * (int)w.Z));
    }

    public int Count => voxels.Length;

    /// <summary>From a voxel to a neighbour.</summary>
    public static Vector3 Way(int a) => Ways[a];

    /// <summary>How long that is.</summary>
    public static float Length(int a) => Lengths[a];

    /// <summary>The same as a step of indices.</summary>
    public int Step(int a) => steps[a];

    /// <summary>Index of a numbered voxel.</summary>
    public int Voxel(int n) => voxels[n];

    /// <summary>Number of a neighbour; below 0 when it is not among them.</summary>
    public int Neighbour(int n, int a) => number[voxels[n] + steps[a]];

    /// <summary>Number of the voxel of an index; below 0 when it is not among them.</summary>
    public int Number(int voxel) => number[voxel];

    /// <summary>Where it lies, in voxels.</summary>
    public Vector3 At(int n) => places[n];
}
