using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Formats.Gifti;

/// <summary>One array of a GIFTI file.</summary>
/// <param name="Intent">What it holds: <c>NIFTI_INTENT_POINTSET</c>, <c>…_TRIANGLE</c>, <c>…_SHAPE</c>, <c>…_LABEL</c>, …</param>
/// <param name="Dimensions">Its extents.</param>
/// <param name="Values">Its numbers, last dimension fastest.</param>
/// <param name="MetaData">What the file says about it.</param>
public sealed record GiftiArray(string Intent, IReadOnlyList<int> Dimensions, ReadOnlyMemory<double> Values,
    IReadOnlyDictionary<string, string> MetaData)
{
    /// <summary>The coordinate systems of points, as the file names them; empty when it names none.</summary>
    public IReadOnlyList<GiftiCoordinates> Coordinates { get; init; } = [];
}

/// <summary>A coordinate system that the points of a GIFTI file can be brought to.</summary>
/// <param name="DataSpace">What the points are in: <c>NIFTI_XFORM_SCANNER_ANAT</c>, <c>NIFTI_XFORM_UNKNOWN</c>, …</param>
/// <param name="TransformedSpace">What the matrix brings them to.</param>
/// <param name="Matrix">From the one to the other.</param>
public sealed record GiftiCoordinates(string DataSpace, string TransformedSpace, Affine Matrix);

/// <summary>A GIFTI file: meshes, numbers and labels of vertices. <see href="https://www.nitrc.org/projects/gifti"/></summary>
/// <param name="Arrays">The arrays, in file order.</param>
/// <param name="Labels">The label table; null when the file has none.</param>
/// <param name="MetaData">What the file says about itself.</param>
public sealed record GiftiImage(IReadOnlyList<GiftiArray> Arrays, LabelTable? Labels, IReadOnlyDictionary<string, string> MetaData)
{
    /// <summary>The array of an intent; null when there is none.</summary>
    public GiftiArray? Find(string intent) => Arrays.FirstOrDefault(a => string.Equals(a.Intent, intent, StringComparison.Ordinal));

    /// <summary>The mesh of a surface file.</summary>
    internal SurfaceMesh Mesh(string path)
    {
        var points = Find("NIFTI_INTENT_POINTSET")
            ?? throw new ImageFormatException(path, -1, "arrays", "points and triangles (a surface)", Described());
        var triangles = Find("NIFTI_INTENT_TRIANGLE")
            ?? throw new ImageFormatException(path, -1, "arrays", "points and triangles (a surface)", Described());
        return new(Array.ConvertAll(points.Values.ToArray(), v => (float)v), Array.ConvertAll(triangles.Values.ToArray(), v => (int)v));
    }

    /// <summary>The numbers of vertices, from the first array that is no mesh.</summary>
    internal float[] Values(string path)
    {
        var array = Arrays.FirstOrDefault(a => a.Intent is not ("NIFTI_INTENT_POINTSET" or "NIFTI_INTENT_TRIANGLE"))
            ?? throw new ImageFormatException(path, -1, "arrays", "numbers of vertices", Described());
        return Array.ConvertAll(array.Values.ToArray(), v => (float)v);
    }

    private string Described() => Arrays.Count == 0 ? "missing" : string.Join(", ", Arrays.Select(a => a.Intent));
}
