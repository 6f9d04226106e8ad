using Pial.Formats.Tests.Support;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Formats.Tests.Transforms;

public sealed class RegisterTransformTests : IDisposable
{
    // A conformed anatomy, whose first axis runs to the left, second down, third to the front.
    private static readonly Grid Anatomy = new(new(256, 256, 256), new(-1, 0, 0, 133, 0, 0, 1, -110, 0, -1, 0, 128));
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Write(string matrix)
    {
        File.WriteAllText(folder["register.dat"], $"bert\n3.0\n3.0\n0.15\n{matrix}\nround\n");
        return folder["register.dat"];
    }

    [Fact]
    public void The_identity_between_conformed_images_moves_centre_to_centre()
    {
        var moved = new Grid(Anatomy.Shape, Anatomy.Affine.WithOffset(new(128, -128, 128)));
        var map = TransformFile.Read(Write("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1"), moved, Anatomy);
        var centre = Anatomy.Affine.Apply(new(128, 128, 128));
        Assert.Equal(0, moved.Affine.Apply(new(128, 128, 128)).DistanceTo(map.Apply(centre)), 9);
        Assert.Equal(0, map.Apply(centre + new Point(3, 4, 5)).DistanceTo(map.Apply(centre) + new Point(3, 4, 5)), 9);
    }

    [Fact]
    public void A_shift_in_tkregister_coordinates_is_one_along_the_same_directions()
    {
        // tkregister: x to the right, y to the front, z up.
        var map = TransformFile.Read(Write("1 0 0 2\n0 1 0 3\n0 0 1 4\n0 0 0 1"), Anatomy, Anatomy);
        Assert.Equal(0, map.Apply(new(10, 20, 30)).DistanceTo(new(12, 23, 34)), 9);
    }

    [Fact]
    public void It_needs_both_images() =>
    Assert.Throws<ArgumentException>(() => TransformFile.Read(Write("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1")));
}
