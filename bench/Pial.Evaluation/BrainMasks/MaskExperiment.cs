using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Masks;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.BrainMasks;

/// <summary>
/// Brain extraction alone, with the embedded head template: masks and their volumes beside reference masks drawn to the dura.
/// </summary>
internal static class MaskExperiment
{
    private static readonly ParallelOptions Parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>
    /// Runs the heads of the test data (or those named), heads given as NAME=HEAD,MASK, and keeps the masks in the folder after --keep.
    /// </summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (names, given, keep) = (new List<string>(), new List<(string Name, string Head, string? Mask)>(), (string?)null);
        for (var n = 0; n < arguments.Count; n++)
        {
            if (arguments[n] == "--keep") keep = Directory.CreateDirectory(arguments[++n]).FullName;
            else if (arguments[n].Split('=') is [var name, var files])
                given.Add((name, files.Split(',')[0], files.Split(',').ElementAtOrDefault(1)));
            else names.Add(arguments[n]);
        }

        var heads = Head.All.Where(h => names.Count == 0 || names.Contains(h.Name)).Select(h => (h.Name, h.Path, h.ReferenceMask))
            .Concat(given);
        var template = EmbeddedTemplate.Head(Parallel);
        var rows = heads.Select(h => Row(h.Item1, h.Item2, h.Item3, template, keep)).ToList();
        if (names.Count == 0)
            ResultSection.Replace("masks.md", "Brain extraction of whole heads", Text(rows));
        return 0;
    }

    private static string Row(string name, string path, string? reference, HeadTemplate template, string? keep)
    {
        var image = ImageFile.Load(path, Parallel).Image;
        var before = Environment.CpuUsage.TotalTime;
        var found = BrainExtraction.Run(image, template, null, Parallel);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        if (keep is not null) ImageFile.Save(Path.Combine(keep, $"{name}_mask.nii.gz"), found.Mask);
        var mL = found.Mask.Grid.VoxelVolume / 1000;
        var row = Line($"| {name} | {found.Mask.Span.Count(true) * mL:0} ");
        row += reference is null ? "| – | – | – | – | – " : Against(found.Mask, ImageFile.LoadMask(reference, Parallel), mL);
        row += Line($"| {found.Similarity:0.00} | {seconds:0.0} |");
        Console.WriteLine(row);
        return row;
    }

    private static string Against(Volume<bool> mask, Volume<bool> reference, double mL)
    {
        var (ours, theirs, both) = (mask.Span.Count(true), reference.Span.Count(true), 0);
        for (var n = 0; n < mask.Shape.Count; n++)
            both += mask.Span[n] && reference.Span[n] ? 1 : 0;
        var (missed, added) = ((theirs - both) * mL, (ours - both) * mL);
        return Line(
            $"| {theirs * mL:0} | {100.0 * (ours - theirs) / theirs:+0.0;-0.0} % | {missed:0} / {added:0} | ") +
                Line($"{2.0 * both / (ours + theirs):0.0000} | {Distance(mask, reference):0.0} ");
    }

    // 95 % of either surface lies within this distance of the other.
    private static float Distance(Volume<bool> a, Volume<bool> b)
    {
        var distances = new[] { (a, b), (b, a) }.SelectMany(p =>
        {
            var away = EuclideanDistance.Of(Surface(p.Item2), Parallel);
            var surface = Surface(p.Item1);
            return Enumerable.Range(0, surface.Shape.Count).Where(n => surface.Span[n]).Select(n => away.Span[n]).ToArray();
        }).Order().ToArray();
        return distances[(int)(0.95 * (distances.Length - 1))];
    }

    private static Volume<bool> Surface(Volume<bool> mask)
    {
        var s = mask.Shape;
        int[] steps = [1, -1, s.I, -s.I, s.SliceCount, -s.SliceCount];
        return Volume.Create<bool, Volume<bool>>(mask.Grid, mask, (to, m) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = m.Span[n] && steps.Any(d => n + d < 0 || n + d >= s.Count || !m.Span[n + d]);
        });
    }

    private static string Text(List<string> rows) => $"""

        Made by `dotnet run -c Release --project bench/Pial.Evaluation -- masks ch2=CH2,MASK`, default options. References are drawn to the dura; volume in mL, its difference from the reference's; what is
        missed / added in mL; 95 % of the surfaces lie within the distance (mm). The six heads of ds000011 and the one of ds002608 are among the people of the embedded template; the others are not.

        | head | mask mL | reference mL | difference | missed / added | Dice | distance | similarity | CPU s |
        |---|---|---|---|---|---|---|---|---|
        {string.Join('\n', rows)}
        """;

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
