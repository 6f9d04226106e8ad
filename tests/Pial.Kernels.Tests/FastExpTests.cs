using System.Runtime.Intrinsics;

namespace Pial.Kernels.Tests;

public class FastExpTests
{
    [Fact]
    public void AgreesWithTheLibraryOverItsRange()
    {
        for (var x = -80f; x <= 80f; x += 0.0137f)
        {
            var expected = Math.Exp(x);
            Assert.InRange(FastExp.Exp(Vector256.Create(x))[3], expected * (1 - 1e-4), expected * (1 + 1e-4));
        }
    }

    [Fact]
    public void FarBelowItStaysFiniteAndNearZero() => Assert.InRange(FastExp.Exp(Vector256.Create(-1e6f))[0], 0, 1e-30f);
}
