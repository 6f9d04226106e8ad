using Pial.Kernels.Surfaces;
using Pial.Kernels.Surfaces.Spheres;
using Pial.Operations.Cortex.Spheres;
using Pial.Volumes;

namespace Pial.Operations.Tests.Cortex.Spheres;

public sealed class SphericalRegistrationTests
{
    [Fact]
    public void A_hemisphere_is_laid_on_itself_turned_and_bent_and_gets_its_regions_back()
    {
        // The "population" is an ellipsoid with a pattern of folds; the subject is the same one on another sphere: turned by 40° and bent.
        var ico = Icosphere.Of(5);
        var (positions, depth, curvature) = Ellipsoid(ico.Positions);
        var place = Split(positions);
        var target = new SphereTarget(Hemisphere.Left, 5, depth, curvature, place, Ones(ico));
        var sphere = new double[ico.Positions.Length];
        for (var n = 0; n < sphere.Length; n += 3)
        {
            var (x, y, z) = (ico.Positions[n], ico.Positions[n + 1], ico.Positions[n + 2]);
            var (sin, cos) = Math.SinCos(0.7 + (0.15 * Math.Sin(2 * z)));
            (sphere[n], sphere[n + 1], sphere[n + 2]) = ((cos * x) - (sin * y), (sin * x) + (cos * y), z);
        }

        var laid = SphericalRegistration.Run(
            new(new(positions, ico.Triangles), sphere, place, depth, curvature), target);
        Assert.Empty(SphereUnfolding.Folded(laid, ico.Triangles));
        var away = Enumerable.Range(0, ico.VertexCount).Average(v => Math.Acos(Math.Clamp(Enumerable.Range(0, 3)
            .Sum(c => laid[(3 * v) + c] * ico.Positions[(3 * v) + c]), -1, 1)));
        Assert.InRange(away, 0, 0.04); // of radius 1; before it is 0.5, and places 0.04 apart are neighbours

        var labels = Enumerable.Range(0, ico.VertexCount)
            .Select(v => (byte)(ico.Positions[3 * v] > 0.9 ? 0 : ico.Positions[(3 * v) + 1] > 0 ? 1 : 2));
        var atlas = new SurfaceAtlas(
            "Halves", new([new(0, "wall", "", 1), new(1, "front", "", 2), new(2, "back", "", 3)]), [.. labels], [0]);
        var isCortex = Enumerable.Range(0, ico.VertexCount).Select(v => ico.Positions[3 * v] < 0.8).ToArray();
        var carried = atlas.Carry(SphereCorrespondence.Run(laid, place, isCortex, target), isCortex, ico.Neighbours);
        var wrong = Enumerable.Range(0, carried.Length).Count(v => isCortex[v] && carried[v] != atlas.Labels[v]);
        Assert.InRange(wrong, 0, carried.Length / 50);
        Assert.All(Enumerable.Range(0, carried.Length), v => Assert.Equal(isCortex[v], carried[v] != 0));
    }

    [Fact]
    public void Cortex_where_the_population_has_none_joins_the_region_beside_it()
    {
        var ico = Icosphere.Of(3);
        var labels = Enumerable.Range(0, ico.VertexCount).Select(v => (byte)(ico.Positions[3 * v] > 0 ? 0 : 1)).ToArray();
        var atlas = new SurfaceAtlas("Half", new([new(0, "wall", "", 1), new(1, "half", "", 2)]), labels, [0]);
        var carried = atlas.Carry(
            [.. Enumerable.Range(0, ico.VertexCount)], [.. Enumerable.Repeat(true, ico.VertexCount)], ico.Neighbours);
        Assert.All(carried, static l => Assert.Equal(1, l));
    }

    [Fact]
    public void Cortex_that_was_laid_far_from_its_place_in_the_head_is_found_there()
    {
        var ico = Icosphere.Of(5);
        var (positions, depth, curvature) = Ellipsoid(ico.Positions);
        var place = Split(positions);
        var wall = Enumerable.Range(0, ico.VertexCount).Select(v => ico.Positions[3 * v] > 0.95 ? 0f : 1).ToArray();
        var target = new SphereTarget(Hemisphere.Left, 5, depth, curvature, place, wall);
        // A patch of cortex around one vertex was laid 0.4 away, 25 to 40 mm in the head; the rest lies where it belongs.
        var (laid, middle) = ((double[])ico.Positions.Clone(), ico.Positions.AsSpan(0, 3).ToArray());
        var patch = Enumerable.Range(0, ico.VertexCount).Where(v => Dot(ico.Positions, v, middle) > 0.98).ToArray();
        var (sin, cos) = Math.SinCos(0.4);
        foreach (var v in patch)
            (laid[3 * v], laid[(3 * v) + 1]) =
                ((cos * laid[3 * v]) - (sin * laid[(3 * v) + 1]), (sin * laid[3 * v]) + (cos * laid[(3 * v) + 1]));
        var isCortex = Array.ConvertAll(wall, static w => w > 0);
        var found = SphereCorrespondence.Run(laid, place, isCortex, target);
        var apart = Enumerable.Range(0, found.Length).Where(v => isCortex[v])
            .Max(v => Math.Sqrt(place.Sum(p => Math.Pow(p[found[v]] - p[v], 2))));
        Assert.InRange(patch.Length, 50, 200);
        Assert.InRange(apart, 0, 15);
        Assert.All(Enumerable.Range(0, found.Length).Except(patch), v => Assert.Equal(v, found[v]));
    }

    [Fact]
    public void A_search_for_like_places_gets_out_where_steps_downhill_do_not()
    {
        var ico = Icosphere.Of(4);
        var target = Split(Ellipsoid(ico.Positions).Positions);
        // Turned by 100°: downhill leads elsewhere for most.
        var (sin, cos) = Math.SinCos(100 * Math.PI / 180);
        var turned = new double[ico.Positions.Length];
        for (var n = 0; n < turned.Length; n += 3)
            (turned[n], turned[n + 1], turned[n + 2]) = ((cos * ico.Positions[n]) - (sin * ico.Positions[n + 1]),
                (sin * ico.Positions[n]) + (cos * ico.Positions[n + 1]), ico.Positions[n + 2]);
        var moving = Split(Ellipsoid(turned).Positions);
        var warp = SphereWarp.Identity(ico);
        SphereMatching.Run(warp, moving, target, Ones(ico), new(6, 8, 20, 0));
        Assert.Equal(0, warp.Folds());
        var away = Enumerable.Range(0, ico.VertexCount).Average(v => Math.Sqrt(
            Math.Pow((cos * warp.To[3 * v]) - (sin * warp.To[(3 * v) + 1]) - ico.Positions[3 * v], 2)
                + Math.Pow((sin * warp.To[3 * v]) + (cos * warp.To[(3 * v) + 1]) - ico.Positions[(3 * v) + 1], 2)));
        Assert.InRange(away, 0, 0.25); // of radius 1; before it is 1.2
    }

    [Fact]
    public void Scores_depend_on_ranks_alone_and_are_weighed_by_area()
    {
        float[] values = [.. Enumerable.Range(0, 1001).Select(static n => (float)n)], areas = [.. Enumerable.Repeat(1f, 1001)];
        var scores = NormalScores.Of(values, areas);
        Assert.Equal(0, scores[500], 0.01);
        Assert.Equal(1, scores[841], 0.01); // 84 % lie beneath one standard deviation
        Assert.Equal(-1.96, scores[25], 0.02);
        var bent = NormalScores.Of(Array.ConvertAll(values, static v => v * v), areas);
        Assert.All(Enumerable.Range(100, 900), n => Assert.Equal(scores[n], bent[n], 0.1));
        Assert.All(NormalScores.Of(new float[5], [1, 1, 1, 1, 1]), static s => Assert.Equal(0, s, 0.001));
    }

    private static float[] Ones(Icosphere ico) => [.. Enumerable.Repeat(1f, ico.VertexCount)];

    private static double Dot(double[] positions, int v, double[] with) =>
        Enumerable.Range(0, 3).Sum(c => positions[(3 * v) + c] * with[c]);

    private static (float[] Positions, float[] Depth, float[] Curvature) Ellipsoid(double[] sphere)
    {
        var (positions, depth, curvature) = (new float[sphere.Length], new float[sphere.Length / 3], new float[sphere.Length / 3]);
        for (var n = 0; n < sphere.Length; n += 3)
        {
            var (x, y, z) = (sphere[n], sphere[n + 1], sphere[n + 2]);
            (positions[n], positions[n + 1], positions[n + 2]) = ((float)(30 * x), (float)(80 * y), (float)(50 * z));
            depth[n / 3] = (float)(Math.Sin(6 * y) + Math.Cos(5 * z) + Math.Sin(4 * x));
            curvature[n / 3] = (float)(Math.Sin(11 * y) * Math.Cos(9 * z));
        }

        return (positions, depth, curvature);
    }

    private static float[][] Split(float[] positions) =>
        [.. Enumerable.Range(0, 3).Select(c => positions.Where((_, n) => n % 3 == c).ToArray())];
}
