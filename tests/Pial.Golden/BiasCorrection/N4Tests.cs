using Pial.Formats;
using Pial.Operations.BiasCorrection;
using Pial.Volumes;

namespace Pial.Golden.BiasCorrection;

public sealed class N4Tests
{
    // The files are rounded to 1e-4, and ITK works in single precision. Shrunk, ITK stretches the lattice of the small image over the full
    // one, a shift of up to a voxel, where ours keeps the samples in their places: on this head of 4.5 mm voxels that is up to 2 % of the
    // field.
    [Theory]
    [InlineData("masked", true, 1, "20 20 20", 0, 0.0001, 0.0002)]
    [InlineData("converged", true, 1, "50 50", 0.001, 0.0001, 0.0002)]
    [InlineData("shrunk", true, 2, "20 20 20", 0, 0.01, 0.03)]
    [InlineData("positive", false, 1, "20 20", 0, 0.0001, 0.0002)]
    public void The_field_is_ITKs(string name, bool masked, int shrink, string iterations, double threshold, double typical, double largest)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "n4");
        var mask = ImageFile.LoadMask(Path.Combine(folder, "mask.nii.gz"));
        var result = N4.Run(
            ImageFile.Load(Path.Combine(folder, "image.nii.gz")).Image,
            masked ? mask : null,
            options: new()
            {
                ShrinkFactor = shrink,
                Iterations = [.. iterations.Split(' ').Select(int.Parse)],
                ConvergenceThreshold = threshold,
            });
        var expected = ImageFile.Load(Path.Combine(folder, $"{name}.nii.gz")).Image;
        var inside = Enumerable.Range(0, mask.Shape.Count).Where(n => mask.Span[n]).ToArray();
        var own = inside.Average(n => Math.Log(result.Field.Span[n]));
        var differences = inside.Select(n => Math.Abs(Math.Log(result.Field.Span[n]) - own - expected.Span[n])).ToArray();
        var root = Math.Sqrt(differences.Average(d => d * d));
        Assert.True(root < typical,
            $"{name}: RMS difference {root:f5}, largest {differences.Max():f5}; levels {string.Join("; ", result.Levels)}");
        Assert.True(differences.Max() < largest, $"{name}: largest difference {differences.Max():f5}");
    }
}
