using Pial.Pipelines.Reports;

namespace Pial.Pipelines.Tests.Reports;

public class StructureRangeTests
{
    private static readonly StructureRange Hippocampus = StructureRange.All.Single(r => r.Name == "hippocampus");

    [Theory]
    [InlineData(12.1, 1500, false)]
    [InlineData(12.1, 2050, true)]
    [InlineData(14.5, 2050, false)]
    [InlineData(4.8, 1500, false)]
    [InlineData(4.8, 1200, true)]
    [InlineData(11.9, 1000, true)] // a small head narrows nothing
    [InlineData(12.1, double.NaN, false)]
    public void A_large_head_may_have_larger_structures_and_a_small_one_smaller(double ml, double tiv, bool possible) =>
        Assert.Equal(possible, new StructureFound(Hippocampus, ml, 0.9, tiv).Possible);
}
