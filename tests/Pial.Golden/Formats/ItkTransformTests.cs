using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Golden.Formats;

/// <summary>Affines ITK wrote map points where ITK maps them.</summary>
public sealed class ItkTransformTests
{
    [Theory]
    [InlineData("affine.txt")]
    [InlineData("affine.mat")]
    public void An_affine_of_ITK_maps_as_ITK_says(string file)
    {
        var map = ItkTransform.Read(Path.Combine(AppContext.BaseDirectory, "itk-transforms", file));
        var mapped = map.Apply(new Point(-1, -2, 3)); // (1, 2, 3) LPS
        Assert.Equal(0, mapped.DistanceTo(new(-5.77, -0.97, 4.54)), 12);
    }
}
