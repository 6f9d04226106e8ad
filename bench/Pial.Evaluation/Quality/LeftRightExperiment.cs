using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Quality;
using Pial.Operations.Registration;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Quality;

/// <summary>
/// How often a scan and its mirrored copy are told apart: each is registered on its own and compared with the embedded template.
/// </summary>
internal static class LeftRightExperiment
{
    /// <summary>Arguments: scans as NAME=BRAIN or NAME=HEAD,MASK; a name that ends in + is one of the template's own subjects.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var template = EmbeddedTemplate.Target().Brain();
        var rows = new List<(string Name, bool Own, LeftRight AsIs, LeftRight Mirrored)>();
        foreach (var argument in arguments)
        {
            var (name, files) = (argument[..argument.IndexOf('=', StringComparison.Ordinal)],
                argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(','));
            var brain = ImageFile.Load(files[0]).Image;
            if (files.Length > 1) brain = new MaskingStep().Run((brain, ImageFile.LoadMask(files[1])), new());
            var mirrored = brain.WithGrid(new(brain.Shape, Pial.Volumes.Affine.Scaling(-1, 1, 1) * brain.Grid.Affine));
            rows.Add((name.TrimEnd('+'), name.EndsWith('+'), Of(brain, template), Of(mirrored, template)));
            Console.Error.WriteLine($"{name} {rows[^1].AsIs.Difference:0.0000} {rows[^1].Mirrored.Difference:0.0000}");
        }

        var text = new StringBuilder("| scan | difference | of its mirrored copy | in the template |\n|---|---|---|---|\n");
        foreach (var (name, own, asIs, mirrored) in rows.OrderBy(r => r.AsIs.Difference))
            text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {asIs.Difference:0.0000}{(asIs.SuspectedFlip ? " suspected" : "")} | " +
                    $"{mirrored.Difference:0.0000}{(mirrored.SuspectedFlip ? " suspected" : "")} | {(own ? "yes" : "")} |\n");
        var (mean, sd) = Moments(rows.Select(r => r.AsIs.Difference).ToArray());
        text.Append(CultureInfo.InvariantCulture,
            $"\n{rows.Count} scans: difference {mean:0.0000} ± {sd:0.0000}; suspected as they are " +
                $"{rows.Count(r => r.AsIs.SuspectedFlip)}, mirrored {rows.Count(r => r.Mirrored.SuspectedFlip)}.\n");
        Console.Write(text);
        return 0;
    }

    private static LeftRight Of(Volume<float> brain, Volume<float> template) =>
        LeftRight.Of(brain, template, AffineRegistration.Run(brain, template).ReferenceToMoving);

    private static (double Mean, double Sd) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(values.Length - 1, 1)));
    }
}
