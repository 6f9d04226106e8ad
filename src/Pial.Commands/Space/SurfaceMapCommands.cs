using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial surface smooth|resample</c>: maps of vertices along a surface, and from one sphere to another.</summary>
internal static class SurfaceMapCommands
{
    private static readonly Argument<string> Input = new("MAP")
    {
        Description = "One number a vertex: FreeSurfer's curv form, MGH or GIFTI.",
    };

    private static readonly Argument<string> Target = new("OUT")
    {
        Description = "Map to write: *.shape.gii, or any other name in curv form.",
    };

    public static Command Smooth()
    {
        var mesh = new Option<string>("--surface", "-s") { Description = "Surface the map is of.", HelpName = "MESH", Required = true };
        var fwhm = new Option<double>("--fwhm") { Description = "Full width at half maximum, mm.", HelpName = "MM", Required = true };
        var label = new Option<string?>("--mask")
        {
            Description = "Map that is 0 at vertices to leave out: they are not read and get 0.",
            HelpName = "MAP",
        };
        return new Verb("smooth", "A map of vertices, smoothed along a surface by a Gaussian of a width in mm.",
            ["pial surface smooth lh.thickness lh.thickness.fwhm10 --surface lh.white --fwhm 10 --mask lh.thickness"],
            [Input, Target, mesh, fwhm, label], run =>
        {
            if (!(run.Get(fwhm) is >= 0 and <= 100)) throw new InputException("--fwhm must be between 0 and 100 mm.");
            var output = run.Output(run.Get(Target)!, run.Get(Input), run.Get(mesh), run.Get(label));
            var surface = Mesh(run.Get(mesh)!);
            var map = Map(run.Get(Input)!, surface, run.Get(mesh)!);
            var kept = run.Get(label) is { } path ? Array.ConvertAll(Map(path, surface, run.Get(mesh)!), static x => x != 0)
                : Array.ConvertAll(map, static _ => true);
            for (var v = 0; v < map.Length; v++)
                if (kept[v] && !float.IsFinite(map[v]))
                    throw new InputException($"{run.Get(Input)}: vertex {v} is not a number; leave it out with --mask.");
            Write(run, output, new SurfaceSmoothing(surface, kept).Run(map, run.Get(fwhm)), surface.TriangleCount);
        });
    }

    public static Command Resample()
    {
        var from = new Option<string>("--from")
        {
            Description = "Sphere the map is of: ?h.sphere.reg.",
            HelpName = "SPHERE",
            Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = "Sphere whose vertices are wanted, laid in the same space.",
            HelpName = "SPHERE",
            Required = true,
        };
        var nearest = new Option<bool>("--nearest") { Description = "Value of the nearest vertex, for labels. Default: linear." };
        return new Verb("resample", "A map of vertices at those of another sphere that is registered to the same population.",
            ["pial surface resample lh.thickness lh.thickness.fsaverage5 --from lh.sphere.reg --to fsaverage5/surf/lh.sphere"],
            [Input, Target, from, to, nearest], run =>
        {
            var output = run.Output(run.Get(Target)!, run.Get(Input), run.Get(from), run.Get(to));
            var (source, target) = (Mesh(run.Get(from)!), Mesh(run.Get(to)!));
            var map = Map(run.Get(Input)!, source, run.Get(from)!);
            var sampling = new SphereSampling(Directions(source, run.Get(from)!), source.Triangles, Directions(target, run.Get(to)!));
            var moved = run.Get(nearest) ? Array.ConvertAll(sampling.Nearest(), v => map[v]) : sampling.Linear(map);
            Write(run, output, moved, target.TriangleCount);
        });
    }

    private static TriangleMesh Mesh(string path)
    {
        var mesh = SurfaceFile.Read(path);
        return new(mesh.Coordinates.ToArray(), mesh.Triangles.ToArray());
    }

    private static float[] Map(string path, TriangleMesh surface, string of)
    {
        var map = MorphometryFile.Read(path);
        return map.Length == surface.VertexCount ? map
            : throw new InputException(
                $"{path} has {map.Length} numbers, {of} {surface.VertexCount} vertices: the map is of another mesh.");
    }

    // Directions from the middle; what is no sphere around it is refused.
    private static double[] Directions(TriangleMesh sphere, string path)
    {
        var (p, directions, least, most) = (sphere.Positions, new double[sphere.Positions.Length], double.PositiveInfinity, 0.0);
        for (var n = 0; n < p.Length; n += 3)
        {
            var radius = Math.Sqrt(((double)p[n] * p[n]) + ((double)p[n + 1] * p[n + 1]) + ((double)p[n + 2] * p[n + 2]));
            (least, most) = (Math.Min(least, radius), Math.Max(most, radius));
            for (var c = 0; c < 3; c++)
                directions[n + c] = p[n + c] / radius;
        }

        return least > 0.98 * most ? directions : throw new InputException(
            FormattableString.Invariant($"{path} is no sphere around the origin: its vertices lie {least:0.#} to {most:0.#} from it."));
    }

    private static void Write(CommandRun run, string path, float[] map, int triangles)
    {
        if (path.EndsWith(".gii", StringComparison.OrdinalIgnoreCase)) GiftiWriter.Shape(path, map);
        else FreeSurferWriter.Morphometry(path, map, triangles);
        run.Wrote(path);
    }
}
