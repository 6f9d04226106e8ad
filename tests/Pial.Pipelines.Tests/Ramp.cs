using Pial.Volumes;

namespace Pial.Pipelines.Tests;

/// <summary>Small images with known values.</summary>
internal static class Ramp
{
    public static Grid Grid(int i = 9, int j = 8, int k = 7) => new(new(i, j, k), Affine.Scaling(-1, 1.5, 2).WithOffset(new(4, -6, -7)));

    public static Volume<float> Image(Grid grid, float from = 1) => Volume.Create(grid, from, static (Span<float> v, float start) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = start + n;
    });

    /// <summary>Non-zero in a box alone.</summary>
    public static Volume<float> Boxed(Grid grid) => Volume.Create(grid, grid.Shape, static (Span<float> v, Shape s) =>
    {
        for (var k = 2; k < 4; k++)
            for (var j = 1; j < 5; j++)
                for (var i = 3; i < 7; i++)
                    v[s.Index(i, j, k)] = 0.25f + i;
    });
}
