using Pial.Operations.Cortex;
using Pial.Volumes;

namespace Pial.Operations.Tests.Cortex;

public sealed class GreyPotentialTests
{
    [Fact]
    public void Between_two_balls_it_is_that_of_a_charge()
    {
        const double white = 12, pial = 16;
        var potential = Of(CortexPhantom.Shell(white, pial));
        foreach (var r in new[] { 13.0, 14.0, 15.0 })
        {
            var wanted = ((1 / white) - (1 / r)) / ((1 / white) - (1 / pial));
            foreach (var (x, y, z) in new[] { (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.6, 0.0, 0.8), (0.48, 0.6, -0.64) })
                Assert.Equal(wanted, potential.Sample((float)(r * x), (float)(r * y), (float)(r * z)), 0.06);
            var outward = potential.Difference(new((float)(0.6 * r), 0, (float)(0.8 * r)));
            Assert.InRange(((0.6 * outward.X) + (0.8 * outward.Z)) / outward.Length(), 0.98, 1);
        }
    }

    [Fact]
    public void Where_two_banks_meet_without_fluid_it_is_that_of_fluid()
    {
        // 5 mm of grey matter between two walls: halfway is as far as CSF, a quarter of the way half of it.
        var potential = Of(CortexPhantom.Groove(5));
        for (var z = 1f; z < 6; z++)
        {
            Assert.InRange(potential.Sample(0, 0, z), 0.9f, 1);
            Assert.InRange(potential.Sample(1.25f, 0, z), 0.4f, 0.6f);
        }
    }

    private static LevelField Of(CortexPhantom phantom)
    {
        var field = TissueLevels.Build(phantom.Tissues, phantom.Labels, null, Hemisphere.Left, CortexOptions.Default, null)!;
        return GreyPotential.Of(field, GreyBanks.Of(field, default), default);
    }
}
