using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Transforms;
using Pial.Operations.Warps;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>
/// The transforms of a command line, <c>-t T1 -t T2 …</c>: each a file, or <c>[FILE,1]</c> (also <c>FILE,invert</c>) for its inverse. Each
/// file pulls points: its own reference → its own moving image. The first takes the points of the reference, the last arrives in the moving
/// image.
/// </summary>
internal sealed class TransformChain
{
    private readonly List<(string Path, bool Inverted)> entries;

    private TransformChain(List<(string Path, bool Inverted)> entries) => this.entries = entries;

    /// <summary>The option of every command that takes a chain.</summary>
    public static Option<string[]> Option() => new("--transform", "-t")
    {
        Description =
            "Transform: ITK affine (.txt, .tfm, .mat) or displacement field (.nii.gz), FreeSurfer .lta, MNI .xfm, FLIRT .mat. [T,1] or " +
                "T,invert is its inverse. Give it again "
            + "to compose; as in antsApplyTransforms the last one given is applied to the moving image first.",
        HelpName = "T",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The files, for the rule that outputs are no inputs.</summary>
    public string[] Files => [.. entries.Select(e => e.Path)];

    /// <summary>Takes the words of the command line apart; reads nothing.</summary>
    public static TransformChain Parse(IEnumerable<string> words) => new([.. words.Select(ParseOne)]);

    /// <summary>
    /// The whole chain as one map. A warp that is to be inverted is inverted on the reference's grid where it comes first, else on one that
    /// covers it.
    /// </summary>
    public PointMap Read(CommandRun run, Grid? moving, Grid? reference)
    {
        var map = PointMap.Identity;
        for (var n = 0; n < entries.Count; n++)
        {
            var one = ReadOne(n, run, moving, reference);
            map = map.Then(entries[n].Inverted ? Inverse(one, n == 0 ? reference : null, entries[n].Path, run) : one);
        }

        return map;
    }

    /// <summary>Takes points of the reference to points of the moving image; inverses are found point by point.</summary>
    public Point[] Apply(Point[] points, CommandRun run, Grid? moving, Grid? reference)
    {
        for (var n = 0; n < entries.Count; n++)
        {
            var map = ReadOne(n, run, moving, reference);
            if (!entries[n].Inverted)
            {
                points = [.. points.Select(map.Apply)];
                continue;
            }

            (points, var residuals) = WarpInverse.Of(map, points);
            Warn(run, entries[n].Path, residuals.Count(r => !(r <= 0.01)), points.Length, "points");
        }

        return points;
    }

    /// <summary>The inverse of a map: exact for affines, a field on a grid for warps.</summary>
    public static PointMap Inverse(PointMap map, Grid? grid, string path, CommandRun run)
    {
        if (map.IsAffine) return map.FirstAffine.Inverse();
        var found = WarpInverse.Run(map, grid ?? Cover(map), null, run.Parallel);
        run.Log($"{Path.GetFileName(path)}: inverted with a mean residual of {found.MeanResidualMm:g3} mm, at most " +
            $"{found.MaxResidualMm:g3} mm");
        Warn(run, path, found.Unsolved, found.Warp.Grid.Shape.Count, "voxels");
        return found.Warp;
    }

    // A FLIRT matrix means something between its own two grids only: known at the two ends of the chain, so for a single transform.
    private PointMap ReadOne(int n, CommandRun run, Grid? moving, Grid? reference)
    {
        var (path, inverted) = entries[n];
        var (from, to) = entries.Count > 1 ? (null, null) : inverted ? (reference, moving) : (moving, reference);
        try
        {
            return TransformFile.Read(path, from, to, run.Parallel);
        }
        catch (ArgumentException e) when (entries.Count > 1)
        {
            throw new InputException(
                $"{e.Message.Split(" (Parameter")[0]} In a chain these are not known: write it in another form with pial transform " +
                    "convert first.", e);
        }
    }

    private static void Warn(CommandRun run, string path, int unsolved, int all, string what)
    {
        if (unsolved > 0)
            run.Note($"{Path.GetFileName(path)}: no exact inverse at {unsolved} of {all} {what}; the field folds or ends there.");
    }

    // Where the map takes the corners of its first field, in boxes of the field's voxel size along x, y and z.
    private static Grid Cover(PointMap map)
    {
        var field = map.Links.First(l => l.Warp is not null).Warp!.Grid;
        var corners = field.Corners().Select(map.Apply).ToArray();
        var size = Math.Min(field.VoxelSize.X, Math.Min(field.VoxelSize.Y, field.VoxelSize.Z));
        int Extent(Func<Point, double> axis) => Math.Clamp((int)Math.Ceiling((corners.Max(axis) - corners.Min(axis)) / size) + 1, 1, 600);
        double Middle(Func<Point, double> axis) => (corners.Max(axis) + corners.Min(axis)) / 2;
        return Grid.Centred(
            new(Extent(p => p.X), Extent(p => p.Y), Extent(p => p.Z)), new(size, size, size),
            new(Middle(p => p.X), Middle(p => p.Y), Middle(p => p.Z)));
    }

    private static (string Path, bool Inverted) ParseOne(string word)
    {
        if (word.StartsWith('[') && word.EndsWith(']'))
        {
            var at = word.LastIndexOf(',');
            var flag = at < 0 ? "" : word[(at + 1)..^1].Trim();
            if (at < 0 || flag is not ("0" or "1"))
                throw new InputException($"{word}: write [FILE,1] for the inverse of a transform, [FILE,0] for the transform itself.");
            return (word[1..at].Trim(), flag == "1");
        }

        return word.EndsWith(",invert", StringComparison.OrdinalIgnoreCase) ? (word[..^",invert".Length], true) : (word, false);
    }
}
