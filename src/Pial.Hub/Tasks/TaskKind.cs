namespace Pial.Hub.Tasks;

/// <summary>What a task asks for.</summary>
public enum TaskKind
{
    /// <summary>One of some classes for every subject.</summary>
    Classification,

    /// <summary>A number for every subject.</summary>
    Regression,

    /// <summary>Labels of structures for every image.</summary>
    Segmentation,

    /// <summary>A clean image for every noisy one.</summary>
    Denoising,
}
