using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>Fills the cavities of masks.</summary>
public static class FillHoles
{
    /// <summary>
    /// Sets every background voxel that is cut off from the edge of the image. Along an axis of one voxel there is no edge, so a single
    /// slice is filled in its plane.
    /// </summary>
    /// <param name="mask">May be empty or full: then it comes back as it is.</param>
    /// <param name="background">How background voxels connect. Default faces, scipy's <c>binary_fill_holes</c>; corners leaves cavities
    /// that leak diagonally.</param>
    public static Volume<bool> Apply(Volume<bool> mask, Connectivity background = Connectivity.Faces)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var parts = ConnectedComponents.Run(mask.Map(static v => !v), background);
        var open = new bool[parts.Sizes.Count + 1];
        var s = mask.Shape;
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = parts.Labels.Span.Slice(s.Index(0, j, k), s.I);
                if ((s.K > 1 && (k == 0 || k == s.K - 1)) || (s.J > 1 && (j == 0 || j == s.J - 1)))
                {
                    foreach (var label in row)
                        open[label] = true;
                }
                else if (s.I > 1)
                {
                    open[row[0]] = open[row[^1]] = true;
                }
            }
        }

        return parts.Labels.Map(label => label == 0 || !open[label]);
    }
}
