using System.Globalization;
using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// FLIRT matrices (<c>.mat</c>, text, 4×4): moving FSL mm → reference FSL mm. FSL mm are voxel indices times voxel size, with the first
/// axis turned round, <c>(n − 1 − i)·size</c>, when the grid's affine has a positive determinant. The matrix therefore means nothing
/// without both grids.
/// </summary>
/// <remarks>
/// FSL's page "What is the format of the matrix used by FLIRT, and how does it relate to the transformation parameters?", FLIRT FAQ.
/// </remarks>
public static class FslTransform
{
    /// <summary>Reads a matrix as a pull map.</summary>
    /// <param name="path">The file.</param>
    /// <param name="moving">Grid of the image FLIRT moved (<c>-in</c>).</param>
    /// <param name="reference">Grid of its <c>-ref</c>.</param>
    /// <returns>Reference RAS mm → moving RAS mm.</returns>
    /// <exception cref="ImageFormatException">Not sixteen numbers with a last row of 0 0 0 1, or a matrix that cannot be
    /// inverted.</exception>
    public static Affine Read(string path, Grid moving, Grid reference)
    {
        var m = TransformText.Matrix(path, TransformText.Load(path), "FLIRT matrix");
        return FromFsl(moving) * TransformText.Inverse(path, m) * ToFsl(reference);
    }

    /// <summary>Writes a matrix.</summary>
    /// <param name="path">The file.</param>
    /// <param name="referenceToMoving">Reference RAS mm → moving RAS mm.</param>
    /// <param name="moving">Grid of the moving image.</param>
    /// <param name="reference">Grid of the reference.</param>
    /// <exception cref="ArgumentException">The map is singular.</exception>
    public static void Write(string path, Affine referenceToMoving, Grid moving, Grid reference)
    {
        var m = ToFsl(reference) * TransformText.Inverse(referenceToMoving) * FromFsl(moving);
        var text = new StringBuilder();
        for (var r = 0; r < 4; r++)
        {
            for (var c = 0; c < 4; c++)
                text.Append((r < 3 ? m[r, c] : c == 3 ? 1 : 0).ToString("0.0###############", CultureInfo.InvariantCulture)).Append("  ");
            text.Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(text.ToString())));
    }

    /// <summary>RAS mm → FSL mm of a grid.</summary>
    private static Affine ToFsl(Grid grid)
    {
        var size = grid.VoxelSize;
        var scale = grid.Affine.Determinant > 0
            ? Affine.Scaling(-size.X, size.Y, size.Z).WithOffset(new((grid.Shape.I - 1) * size.X, 0, 0))
            : Affine.Scaling(size.X, size.Y, size.Z);
        return scale * grid.WorldToVoxel;
    }

    private static Affine FromFsl(Grid grid) => ToFsl(grid).Inverse();
}
