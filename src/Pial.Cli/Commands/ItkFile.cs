namespace Pial.Cli.Commands;

/// <summary>Names of transform files.</summary>
internal static class ItkFile
{
    private static readonly string[] Extensions = [".txt", ".tfm", ".mat"];

    /// <summary>Whether the name is one of an affine transform.</summary>
    public static bool IsAffine(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Name of the inverse: <c>_inverse</c> before the extension.</summary>
    public static string Inverse(string path) => path[..^Path.GetExtension(path).Length] + "_inverse" + Path.GetExtension(path);
}
