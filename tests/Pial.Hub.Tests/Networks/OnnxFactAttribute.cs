using Pial.Hub.Networks;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Networks;

/// <summary>A test that runs networks: skipped, and counted as such, where ONNX Runtime is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxFactAttribute : FactAttribute
{
    private static readonly string? Missing = WhyNot();

    /// <summary>Decides whether it runs.</summary>
    public OnnxFactAttribute()
    {
        if (Missing is not null) Skip = Missing;
    }

    private static string? WhyNot()
    {
        try
        {
            OnnxInterop.Load();
            return null;
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }
}
