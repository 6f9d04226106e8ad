using Pial.Hub.Networks;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tests.Networks;

/// <summary>Networks of models/make.py, whose answers can be worked out by hand.</summary>
public sealed class OnnxNetworkTests
{
    [OnnxFact]
    public void A_table_network_gives_its_probabilities()
    {
        using var network = OnnxNetwork.Open(Model("table.onnx"));
        Assert.Equal(("features", "probabilities"), (network.Input, network.Output));
        Assert.Equal([-1, 3], network.InputShape);
        var (values, shape) = network.Run([1, 2, 4, 0, 0, 0], 2, 3);
        Assert.Equal([2, 2], shape);
        Assert.Equal(1 / (1 + Math.Exp(-1)), values[1], 1e-6);
        Assert.Equal(0.5f, values[2]);
    }

    [OnnxFact]
    public void A_window_slides_over_an_image_and_leaves_no_seams()
    {
        var image = Ramp(new(13, 11, 9));
        using var network = OnnxNetwork.Open(Model("volume.onnx"));
        foreach (var overlap in (double[])[0, 0.5])
        {
            var channels = new SlidingWindow(network, new(6, 6, 4), overlap).Predict(image);
            Assert.Equal(2, channels.Count);
            for (var n = 0; n < image.Shape.Count; n++)
                Assert.Equal((2 * image.Span[n]) + 1, channels[1].Span[n], 1e-3);
        }

        // Inside, the mean of 27 voxels of a ramp is the voxel itself, but for windows' own borders where the network sees zeros.
        var whole = new SlidingWindow(network, image.Shape).Predict(image);
        Assert.Equal(image[6, 5, 4], whole[0][6, 5, 4], 1e-3);
    }

    [OnnxFact]
    public void A_small_image_is_widened_and_cut_again()
    {
        var image = Ramp(new(5, 4, 3));
        using var network = OnnxNetwork.Open(Model("volume-fixed.onnx"));
        var channels = new SlidingWindow(network).Predict(image);
        Assert.Equal(image.Grid, channels[0].Grid);
        Assert.Equal((2 * image[4, 3, 2]) + 1, channels[1][4, 3, 2], 1e-3);
    }

    [OnnxFact]
    public void What_cannot_be_used_is_told()
    {
        Assert.Contains("does not exist", Message(() => OnnxNetwork.Open("nothing.onnx")), StringComparison.Ordinal);
        Assert.Contains("make.py is no network", Message(() => OnnxNetwork.Open(Model("make.py"))), StringComparison.Ordinal);
        Assert.Equal("table.onnx has no input 'x'; it has features.", Message(() => OnnxNetwork.Open(Model("table.onnx"), input: "x")));
        using var free = OnnxNetwork.Open(Model("volume.onnx"));
        Assert.Contains("give a window", Message(() => new SlidingWindow(free)), StringComparison.Ordinal);
        using var own = OnnxNetwork.Open(Model("volume-fixed.onnx"));
        Assert.Contains("takes 8×6×4 voxels", Message(() => new SlidingWindow(own, new(8, 8, 8))), StringComparison.Ordinal);
        using var table = OnnxNetwork.Open(Model("table.onnx"));
        Assert.Contains("for images", Message(() => new SlidingWindow(table)), StringComparison.Ordinal);
        Assert.StartsWith("ONNX Runtime:", Message(() => table.Run([1, 2], 1, 2)), StringComparison.Ordinal);
    }

    private static string Message(Action act) => Assert.ThrowsAny<InputException>(act).Message;

    private static string Model(string name) => Path.Combine(AppContext.BaseDirectory, "Networks", "models", name);

    private static Volume<float> Ramp(Shape shape) => Volume.CreateParallel<float>(new(shape, Affine.Identity), memory =>
    {
        for (var n = 0; n < memory.Length; n++)
            memory.Span[n] = (n % shape.I) + (10 * (n / shape.I % shape.J)) + (100 * (n / shape.SliceCount));
    });
}
