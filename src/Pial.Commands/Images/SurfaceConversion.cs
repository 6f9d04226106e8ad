using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary>The part of <c>pial convert</c> that is about surfaces and numbers of their vertices.</summary>
internal static class SurfaceConversion
{
    /// <summary>What the input holds; null when it is to be converted as an image.</summary>
    public static SurfaceContent? KindOf(string input, string output)
    {
        if (!File.Exists(input)) return null;
        if (ImageFormats.OfName(input) is null) return SurfaceFile.ContentOf(input);
        return SurfaceFile.NamesNumbers(output) && ImageFormats.OfName(output) is null ? SurfaceContent.Numbers : null; // an MGH overlay
    }

    public static string Words(this SurfaceContent content) => content == SurfaceContent.Mesh ? "a surface" : "numbers of vertices";

    public static void Run(CommandRun run, SurfaceContent content, string input, string output, string? reference, bool keep)
    {
        run.Output(output, input, reference);
        if (content == SurfaceContent.Mesh)
        {
            Mesh(run, input, output, reference, keep);
            return;
        }

        if (reference is not null || keep)
            throw new InputException($"--reference and --keep-coordinates are for surfaces; {input} holds numbers of vertices.");
        if (!SurfaceFile.NamesNumbers(output))
            throw new InputException($"{output} names no form that numbers of vertices are written in: {SurfaceFile.NumberEndings}.");
        SurfaceFile.WriteNumbers(output, Numbers(run, input));
    }

    private static void Mesh(CommandRun run, string input, string output, string? reference, bool keep)
    {
        if (SurfaceFile.SpaceOf(output) is not { } space)
            throw new InputException($"{output} names no form that surfaces are written in: {SurfaceFile.Endings}.");
        if (keep && reference is not null) throw new InputException("Give one of --reference and --keep-coordinates.");
        var surface = SurfaceFile.ReadPlaced(input);
        var volume = reference is null ? null : new SurfaceGeometry(run.Load(reference).Image.Grid, Path.GetFileName(reference));
        if (!keep)
        {
            if (surface.Space != space && surface.Geometry is null && volume is null)
                throw new InputException(Unplaced(input, output, surface.Space));
            surface = surface.To(space, volume);
        }

        SurfaceFile.Write(output, surface);
    }

    private static string Unplaced(string input, string output, SurfaceSpace space) => space == SurfaceSpace.TkRas
        ? $"{input} holds FreeSurfer's coordinates and does not name its volume; give it with --reference, or --keep-coordinates."
        : $"{output} is to hold FreeSurfer's coordinates, which start from the centre of a volume; give it with --reference, or " +
            "--keep-coordinates.";

    private static float[] Numbers(CommandRun run, string path)
    {
        if (ImageFormats.OfName(path) is not null)
        {
            var image = run.Load(path).Image;
            return image.Shape.J * image.Shape.K == 1
                ? image.Span.ToArray() : throw new InputException($"{path} is an image of {image.Shape} voxels, not one number a vertex.");
        }

        if (!Path.GetFileName(path).Contains(".gii", StringComparison.OrdinalIgnoreCase)) return MorphometryFile.Read(path);
        var arrays = GiftiReader.Read(path).Arrays;
        if (arrays.Count != 1)
            throw new InputException($"{path} holds {arrays.Count} arrays; only files of one number a vertex are converted.");
        return arrays[0].Intent != "NIFTI_INTENT_LABEL"
            ? MorphometryFile.Read(path) : throw new InputException($"{path} holds labels; only numbers of vertices are converted.");
    }
}
