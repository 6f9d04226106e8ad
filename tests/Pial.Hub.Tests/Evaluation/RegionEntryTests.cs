using Pial.Hub.Entries;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tests.Evaluation;

public class RegionEntryTests
{
    [Theory]
    [InlineData("training_seg_01")]
    [InlineData("sub-Training_Seg_16")]
    public void A_head_that_the_embedded_atlas_was_made_of_is_not_predicted(string id)
    {
        var one = new ImageCase(id, Volume.Filled(Grid.Centred(new(2, 2, 2), new(1, 1, 1), default), 1f), null, null, null,
            new Dictionary<string, string>());
        var refused = Assert.Throws<InputException>(() => new RegionEntry().Predict(new(null!, "1", [], [one], 1)));
        Assert.Contains(id, refused.Message, StringComparison.Ordinal);
    }
}
