using Pial.Volumes;

namespace Pial.Formats.Voxels;

/// <summary>How voxels lie in a file: type, byte order, scaling and where they start.</summary>
/// <param name="Type">Their type.</param>
/// <param name="BigEndian">Their byte order.</param>
/// <param name="Slope">Factor of the stored values; 1 for none.</param>
/// <param name="Intercept">Added after the factor; 0 for none.</param>
/// <param name="Offset">Byte of the first voxel, decompressed.</param>
public readonly record struct VoxelLayout(StoredType Type, bool BigEndian, double Slope, double Intercept, long Offset)
{
    /// <summary>Whether slope and intercept change anything.</summary>
    public bool IsScaled => Slope != 1 || Intercept != 0;

    /// <summary>The layout of one volume of a series; volumes lie one behind the other.</summary>
    public VoxelLayout OfVolume(int? volume, Shape shape) =>
        this with { Offset = Offset + ((volume ?? 0) * (long)shape.Count * Type.ByteSize()) };
}
