namespace Pial.Kernels.Surfaces;

/// <summary>
/// The cubic lattice cut into tetrahedra as Freudenthal did (each cube into six, around its main diagonal). A voxel then has 14 neighbours,
/// object and background connect alike, and the surface between them has no ambiguous case:
/// what a voxel does to the topology of the object is what it does to the surface that <see cref="MarchingTetrahedra"/> draws.
/// </summary>
/// <remarks>
/// The 14 neighbours form a triangulated sphere around the voxel. Adding or removing it keeps the topology if and only if the neighbours
/// inside form one connected part of that sphere and those outside another: each is then a disk.
/// The answer for all 2¹⁴ patterns is a table. Freudenthal 1942, Ann. Math. 43:580, doi 10.2307/1968813; on simple points, Bertrand &amp;
/// Malandain 1994, Pattern Recognit. Lett. 15:169, doi 10.1016/0167-8655(94)90046-9.
/// </remarks>
public static class Freudenthal
{
    /// <summary>Neighbours of a voxel.</summary>
    public const int Neighbours = 14;

    private static readonly sbyte[] Steps =
    [
        1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1,
        1, 1, 0, -1, -1, 0, 1, 0, 1, -1, 0, -1, 0, 1, 1, 0, -1, -1, 1, 1, 1, -1, -1, -1,
    ];

    private static readonly bool[] SimpleTable = MakeTable();

    /// <summary>Steps (i, j, k) to the neighbours, opposite ones after each other.</summary>
    public static ReadOnlySpan<sbyte> Offsets => Steps;

    /// <summary>Steps to the neighbours in an array whose first axis is fastest.</summary>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    public static int[] ArraySteps(int ni, int nj)
    {
        var steps = new int[Neighbours];
        for (var n = 0; n < Neighbours; n++)
            steps[n] = Steps[3 * n] + (ni * (Steps[(3 * n) + 1] + (nj * Steps[(3 * n) + 2])));
        return steps;
    }

    /// <summary>Whether a voxel may change sides without changing the topology.</summary>
    /// <param name="inside">Bit n: whether neighbour n is inside the object.</param>
    public static bool IsSimple(int inside) => SimpleTable[inside];

    private static bool[] MakeTable()
    {
        var touching = new int[Neighbours];
        for (var a = 0; a < Neighbours; a++)
        {
            for (var b = 0; b < Neighbours; b++)
            {
                for (var n = 0; n < Neighbours; n++)
                {
                    if (Steps[3 * a] + Steps[3 * n] == Steps[3 * b] && Steps[(3 * a) + 1] + Steps[(3 * n) + 1] == Steps[(3 * b) + 1]
                        && Steps[(3 * a) + 2] + Steps[(3 * n) + 2] == Steps[(3 * b) + 2])
                        touching[a] |= 1 << b;
                }
            }
        }

        const int all = (1 << Neighbours) - 1;
        var table = new bool[all + 1];
        for (var inside = 1; inside < all; inside++)
            table[inside] = IsConnected(inside, touching) && IsConnected(all & ~inside, touching);
        return table;
    }

    private static bool IsConnected(int set, int[] touching)
    {
        var reached = set & -set;
        for (var before = 0; before != reached;)
        {
            before = reached;
            for (var n = 0; n < Neighbours; n++)
                if ((reached >> n & 1) == 1) reached |= touching[n] & set;
        }

        return reached == set;
    }
}
