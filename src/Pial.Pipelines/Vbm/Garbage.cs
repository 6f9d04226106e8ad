namespace Pial.Pipelines.Vbm;

/// <summary>
/// Keeps what is no longer used below a quarter of a gigabyte: beside a gigabyte of voxels that stays, the collector would let large arrays pile up to about as much again. A collection costs
/// milliseconds then, for arrays of numbers are not looked into.
/// </summary>
internal sealed class Garbage
{
    private const long Bound = 256 << 20;
    private long last = GC.GetTotalAllocatedBytes();

    /// <summary>Collects when that much was allocated since the last time.</summary>
    public void Check()
    {
        if (GC.GetTotalAllocatedBytes() - last < Bound) return;
        GC.Collect();
        last = GC.GetTotalAllocatedBytes();
    }
}
