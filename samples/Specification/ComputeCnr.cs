namespace Specification;

/// <summary>
/// Contrast-to-noise ratio of grey and white matter. <c>cnr_spec</c> is the specification's formula as written, which divides by the
/// deviation of grey matter alone, partial volume included; <c>cnr</c> has the noise of both tissues and of the air (Magnotta and Friedman
/// 2006), and <c>cjv</c> needs no air.
/// </summary>
internal static class ComputeCnr
{
    public static void Run()
    {
        foreach (var metric in ComputeSnr.Measured().Where(m => m.Name is "cnr_spec" or "cnr" or "cjv"))
            Console.WriteLine($"{metric.Name}: {(metric.Value is { } value ? $"{value:0.00}" : $"undefined, {metric.Reason}")}");
    }
}
