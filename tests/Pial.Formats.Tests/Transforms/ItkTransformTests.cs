using Pial.Formats.Tests.Support;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Formats.Tests.Transforms;

public sealed class ItkTransformTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void On_disk_x_and_y_are_turned()
    {
        // 3 mm to the right, 5 mm forwards, 7 mm up: in LPS the first two change sign.
        ItkTransform.Write(folder["t.txt"], Affine.Translation(new(3, 5, 7)));
        Assert.Contains("Parameters: 1 0 0 0 1 0 0 0 1 -3 -5 7", File.ReadAllText(folder["t.txt"]), StringComparison.Ordinal);
        Assert.Equal(new Point(4, 6, 8), ItkTransform.Read(folder["t.txt"]).Apply(new(1, 1, 1)));
    }

    [Fact]
    public void A_centre_of_rotation_is_folded_in()
    {
        // 90° about z through (10, 20, 30) LPS, then 1 mm along x: (11, 20, 30) goes to (10, 21, 30) + (1, 0, 0).
        File.WriteAllText(
            folder["c.txt"],
            "#Insight Transform File V1.0\n#Transform 0\nTransform: MatrixOffsetTransformBase_double_3_3\nParameters: 0 -1 0 1 0 0 0 0 1 " +
                "1 0 0\nFixedParameters: 10 20 30\n");
        var ras = ItkTransform.Read(folder["c.txt"]).Apply(new(-11, -20, 30));
        Assert.Equal(0, ras.DistanceTo(new(-11, -21, 30)), 12);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.tfm")]
    [InlineData("a.mat")]
    public void What_was_written_is_read(string name)
    {
        var map = Affine.Translation(new(1.25, -8, 30)) * Affine.Rotation(0.1, 0.2, -0.3) * Affine.Scaling(1.1, 0.9, 1.05);
        ItkTransform.Write(folder[name], map);
        var back = ItkTransform.Read(folder[name]);
        for (var r = 0; r < 3; r++)
            for (var c = 0; c < 4; c++)
                Assert.Equal(map[r, c], back[r, c], 12);
    }
}
