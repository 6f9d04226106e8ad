using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pial.Kernels.Tests;

/// <summary>
/// The vectorised kernels give the same bits whatever the processor can do. The test starts its own assembly as a program with instruction
/// sets turned off and compares the checksums of what the kernels return.
/// </summary>
public sealed class InstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512F")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Fewer_instructions_give_the_same_bits(string turnedOff)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(InstructionSetTests).Assembly.Location);
        start.Environment[turnedOff] = "0";
        using var process = Process.Start(start)!;
        var theirs = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Program.Checksums(), theirs);
    }
}

internal static class Program
{
    public static void Main() => Console.Write(Checksums());

    /// <summary>One line for each kernel: its name and the SHA-256 of its output.</summary>
    public static string Checksums()
    {
        const int ni = 37, nj = 29, nk = 23;
        var source = Values.Noise(ni * nj * nk);
        var half = Convolution.GaussianHalfKernel(2.3);
        var smooth = new float[source.Length];
        Convolution.Separable(source, ni, nj, nk, half, half, half, Boundary.Reflect, smooth);
        var line = new SampleLine(-2.3, 4.1, 2.2, 0.71, 0.33, 0.27);
        var (linear, cubic) = (new float[61], new float[61]);
        new TrilinearSampler(source, ni, nj, nk).Sample(line, -1, SampleLine.Rounding, linear);
        CubicSampler.Fit(source, ni, nj, nk).Sample(line, -1, SampleLine.Rounding, cubic);
        var (x, y, z) = (new double[61], new double[61], new double[61]);
        Positions.Line(line, x, y, z);
        Positions.Apply([1.1, 0.1, -0.2, 3, 0.05, 0.9, 0.1, -1, 0.2, 0.1, 1.2, 0.5], x, y, z);
        Positions.Add([0.9, 0.1, -0.2, 0, 0.05, 1.9, 0.1, 0, 0.2, 0.1, -1.2, 0], source.AsSpan(0, 61), source.AsSpan(61, 61),
            source.AsSpan(122, 61), x, y, z);
        var (inside, clamped) = (new float[61], new float[61]);
        new TrilinearSampler(source, ni, nj, nk).Sample(x, y, z, -1, SampleLine.Rounding, inside);
        new TrilinearSampler(source, ni, nj, nk).SampleClamped(x, y, z, clamped);
        var field = new System.Numerics.Vector4[ni * nj * 11];
        for (var n = 0; n < field.Length; n++)
            field[n] = new(source[n], source[n + 1], source[n + 2], 0);
        var (pulled, inverse) = (new System.Numerics.Vector4[field.Length], new System.Numerics.Vector4[field.Length]);
        Pial.Kernels.Fields.FieldKernels.Smooth(field, ni, nj, 11, half);
        Pial.Kernels.Fields.FieldKernels.Compose(field, field, 0.5f, ni, nj, 11, pulled);
        Pial.Kernels.Fields.FieldKernels.Invert(field, ni, nj, 11, inverse);
        var normals = new float[99];
        new CounterRandom(5, 9).FillNormals(normals);
        var (re, im) = (source[..(60 * 8)], source[(60 * 8)..(120 * 8)]);
        new Pial.Kernels.Fourier.FourierLines(60).Forward(re, im, 8, new float[2 * 60 * 8]);
        return $"normals {Hash(normals)}\nfourier {Hash(re)} {Hash(im)}\nfields " +
            $"{Hash(MemoryMarshal.Cast<System.Numerics.Vector4, float>(pulled).ToArray())} " +
            $"{Hash(MemoryMarshal.Cast<System.Numerics.Vector4, float>(inverse).ToArray())}\npositions {Hash(inside)} " +
            $"{Hash(clamped)}\nconvolution {Hash(smooth)}\nlinear {Hash(linear)}\ncubic {Hash(cubic)}\n";
    }

    private static string Hash(float[] values) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)));
}
