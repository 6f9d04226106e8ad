using Pial.Operations.Resampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Resampling;

/// <summary>
/// Maps that take every voxel of the reference to the centre of one of the image: crops, flips, permutations, every n-th voxel.
/// </summary>
public sealed class WholeVoxelTests
{
    public static TheoryData<int[], int[]> Maps => new()
    {
        { [1, 0, 0, 0, 1, 0, 0, 0, 1], [-3, 2, 1] }, { [-1, 0, 0, 0, 1, 0, 0, 0, -1], [9, 0, 6] },
        { [0, 1, 0, 0, 0, -1, 1, 0, 0], [0, 7, -2] }, { [2, 0, 0, 0, 3, 0, 0, 0, -2], [1, -1, 8] },
        { [1, 1, 0, 0, 1, 0, 0, 0, 1], [-2, 0, 0] }, { [0, 0, 1, -2, 0, 0, 0, 1, 0], [0, 11, -1] },
    };

    [Theory]
    [MemberData(nameof(Maps))]
    public void Each_voxel_takes_the_value_it_lies_on_or_the_fill(int[] matrix, int[] offset)
    {
        var image = TestImages.Noise(new Grid(new(11, 9, 7), Affine.Identity));
        var map = new Affine(matrix[0], matrix[1], matrix[2], offset[0], matrix[3], matrix[4], matrix[5], offset[1], matrix[6], matrix[7],
            matrix[8], offset[2]);
        var reference = new Grid(new(8, 10, 6), Affine.Identity);
        var result = Resample.ToGrid(image, reference, map, Interpolation.Linear, new() { Fill = -7 }, Seven);
        for (var k = 0; k < 6; k++)
        {
            for (var j = 0; j < 10; j++)
            {
                for (var i = 0; i < 8; i++)
                {
                    var p = map.Apply(new(i, j, k));
                    var (x, y, z) = ((int)p.X, (int)p.Y, (int)p.Z);
                    Assert.Equal(image.Shape.Contains(x, y, z) ? image[x, y, z] : -7, result[i, j, k]);
                }
            }
        }
    }

    [Fact]
    public void The_edge_goes_on_where_it_is_asked_to()
    {
        var image = TestImages.Noise(new Grid(new(4, 4, 4), Affine.Identity));
        var padded = Resample.ToGrid(image, new(new(8, 4, 4), Affine.Translation(new(-2, 0, 0))), null, Interpolation.Linear,
            new() { ExtendEdge = true });
        Assert.Equal(image[0, 1, 2], padded[0, 1, 2]);
        Assert.Equal(image[3, 1, 2], padded[7, 1, 2]);
    }
}
