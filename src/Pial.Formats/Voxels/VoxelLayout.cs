using Pial.Volumes;

namespace Pial.Formats.Voxels;

/// <summary>How voxels lie in a file: type, byte order, scaling and where they start.</summary>
internal readonly record struct VoxelLayout(StoredType Type, bool BigEndian, double Slope, double Intercept, long Offset)
{
    public bool IsScaled => Slope != 1 || Intercept != 0;

    /// <summary>The layout of one volume of a series; volumes lie one behind the other.</summary>
    public VoxelLayout OfVolume(int? volume, Shape shape) => this with { Offset = Offset + ((volume ?? 0) * (long)shape.Count * Type.ByteSize()) };
}
