namespace Pial.Operations.Augmentation;

/// <summary>The wave along one axis that a point of k-space stands for: cosine and sine at every voxel.</summary>
internal sealed class KSpaceWave
{
    /// <summary>Of a point 0 to 1 along an axis, 0.5 its centre.</summary>
    public KSpaceWave(double position, int extent)
    {
        var frequency = Math.Min((int)(position * extent), extent - 1) - (extent / 2);
        (Cosine, Sine) = (new float[extent], new float[extent]);
        for (var n = 0; n < extent; n++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * ((long)frequency * n % extent) / extent);
            (Cosine[n], Sine[n]) = ((float)c, (float)s);
        }
    }

    public float[] Cosine { get; }

    public float[] Sine { get; }
}
