using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>How much of a brain lies against one face of what a scan shows.</summary>
/// <param name="Axis">Voxel axis the face is across, 0 to 2.</param>
/// <param name="AtEnd">Whether it is the face where that axis ends; else the one where it begins.</param>
/// <param name="Padded">Whether layers of one value lie beyond it, so that the brain there may end by itself.</param>
/// <param name="Outward">Direction out of the face, RAS+, of length 1.</param>
/// <param name="AreaMm2">Area of the brain in the outermost layer of voxels, mm².</param>
/// <param name="NextMm2">The same one layer further in.</param>
public sealed record FaceContact(int Axis, bool AtEnd, bool Padded, Point Outward, double AreaMm2, double NextMm2);

/// <summary>Measures how a field of view cuts a brain.</summary>
public static class FieldOfViewCut
{
    /// <summary>
    /// The six faces, those where each axis begins and ends in turn. Layers of one value all over, as padding and resampling add them, are
    /// no part of what the scan shows.
    /// </summary>
    /// <param name="image">The scan as read.</param>
    /// <param name="mask">Its brain, on the same grid.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static IReadOnlyList<FaceContact> Of(Volume<float> image, Volume<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask ({mask.Grid}) does not lie on the image's grid ({image.Grid}).", nameof(mask));
        var faces = new List<FaceContact>();
        for (var axis = 0; axis < 3; axis++)
        {
            var (varies, counts) = Layers(image, mask, axis);
            var (first, last) = (Array.IndexOf(varies, true), Array.LastIndexOf(varies, true));
            if (first < 0) (first, last) = (0, varies.Length - 1);
            var a = mask.Grid.Affine;
            var (u, v) = (a.Column((axis + 1) % 3), a.Column((axis + 2) % 3));
            var normal = new Point((u.Y * v.Z) - (u.Z * v.Y), (u.Z * v.X) - (u.X * v.Z), (u.X * v.Y) - (u.Y * v.X));
            var along = a.Column(axis);
            var sign = (normal.X * along.X) + (normal.Y * along.Y) + (normal.Z * along.Z) < 0 ? -1 : 1;
            var outward = normal * (sign / normal.Length);
            double Area(int layer) => layer >= 0 && layer < counts.Length ? counts[layer] * normal.Length : 0;
            faces.Add(new(axis, false, first > 0, outward * -1, Area(first), Area(first + 1)));
            faces.Add(new(axis, true, last < varies.Length - 1, outward, Area(last), Area(last - 1)));
        }

        return faces;
    }

    // Of each layer across an axis: whether the image varies in it, and how many of its voxels are brain.
    private static (bool[] Varies, int[] Counts) Layers(Volume<float> image, Volume<bool> mask, int axis)
    {
        var shape = image.Shape;
        var (varies, counts) = (new bool[shape[axis]], new int[shape[axis]]);
        var value = new float[shape[axis]];
        Array.Fill(value, float.NaN);
        var n = 0;
        for (var k = 0; k < shape.K; k++)
        {
            for (var j = 0; j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i++, n++)
                {
                    var layer = axis switch { 0 => i, 1 => j, _ => k };
                    var v = float.IsFinite(image.Span[n]) ? image.Span[n] : 0;
                    if (float.IsNaN(value[layer])) value[layer] = v;
                    varies[layer] |= v != value[layer];
                    if (mask.Span[n]) counts[layer]++;
                }
            }
        }

        return (varies, counts);
    }
}
