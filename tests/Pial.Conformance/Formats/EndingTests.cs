using Pial.Analysis.Splits;
using Pial.Formats;

namespace Pial.Conformance.Formats;

/// <summary>
/// Analysis sees no images, so that it cannot ask <see cref="ImageFormats"/> for their endings: what it knows of them is compared here.
/// </summary>
public sealed class EndingTests
{
    [Fact]
    public void A_person_is_found_behind_the_name_of_an_image_in_every_format()
    {
        var endings = ImageFormats.All.SelectMany(f => f.Endings).ToArray();

        Assert.Contains(".nii.gz", endings);
        Assert.All(endings, e => Assert.Equal("P7x", SubjectKey.Of("P7x" + e)));
    }
}
