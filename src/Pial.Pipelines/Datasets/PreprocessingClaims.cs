using System.Text.RegularExpressions;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Faces;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Datasets;

/// <summary>An image that was looked at: whether it shows a head or a brain.</summary>
/// <param name="Path">Its place in the dataset.</param>
/// <param name="Kind">What it shows; null when it cannot be told.</param>
/// <param name="Problem">Why it cannot be told.</param>
public sealed record SeenHead(string Path, HeadKind? Kind, string? Problem);

/// <summary>Claims about what was done to the images, by what it leaves: in the image itself, in names and in sidecars.</summary>
internal static partial class PreprocessingClaims
{
    public static IEnumerable<Claim> Of(DatasetRecord record, DatasetContent content, IReadOnlyList<SeenHead> seen)
    {
        var text = string.Join("; ", record.Preprocessing);
        var claims = new List<Claim>();
        if (Stripping().IsMatch(text)) claims.Add(State("skull-stripped", HeadKind.Stripped, record, content, seen));
        if (Defacing().IsMatch(text)) claims.Add(State("defaced", HeadKind.Defaced, record, content, seen));
        if (Bias().IsMatch(text))
            claims.Add(Step("bias-corrected", record, content,
                s => s.StartsWith("n4", StringComparison.OrdinalIgnoreCase) || s.Contains("bias", StringComparison.OrdinalIgnoreCase)));
        if (Segmented().IsMatch(text)) claims.Add(Files("segmented", content, i => i.Name.Suffix is "probseg" or "dseg", "tissue maps"));
        if (Normalised().IsMatch(text))
            claims.Add(Files("normalised", content, i => SpaceClaim.SpaceOf(i, content) is { } space and not "native",
                "images in a standard space"));
        if (claims.Count > 0)
            return [.. claims, .. record.Preprocessing.Where(word => !Known().Any(k => k.IsMatch(word)))
                .Select(word => new Claim($"preprocessing: {word}", "yes", "files do not show it", Verdict.CannotTell))];
        var found = seen.Count == 0 ? "not looked at"
            : $"images show: {DatasetCheck.Tally(seen.Where(s => s.Kind is not null).Select(s => Word(s.Kind!.Value)))}";
        return [new("preprocessing", text, found, text.Length == 0 ? Verdict.NotStated : Verdict.CannotTell)
        {
            Note = text.Length == 0 ? null : "no word of it names something that files show",
        }];
    }

    /// <summary>Looks at some images: whether they show a head with a face, one without, or a brain alone.</summary>
    /// <param name="record">Which images are meant.</param>
    /// <param name="content">The files.</param>
    /// <param name="most">How many to look at, evenly spaced; each takes seconds.</param>
    /// <param name="progress">Told how many were looked at.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<SeenHead> Look(DatasetRecord record, DatasetContent content, int most, Action<int, int>? progress,
        ParallelOptions? parallel)
    {
        var main = ImageClaims.Main(record, content).Where(i => ContrastName.StandsAlone(ContrastName.Of(i.Path)!)).ToList();
        var count = Math.Min(most, main.Count);
        var seen = new List<SeenHead>();
        for (var n = 0; n < count; n++)
        {
            var image = main[(int)((long)n * main.Count / count)];
            seen.Add(Look(content, image, parallel));
            progress?.Invoke(n + 1, count);
        }

        return seen;
    }

    public static string Word(HeadKind kind) => kind switch
    {
        HeadKind.WithFace => "head with face",
        HeadKind.Defaced => "defaced head",
        HeadKind.Stripped => "brain alone",
        _ => "head, face not in view",
    };

    private static Regex[] Known() => [Stripping(), Defacing(), Bias(), Segmented(), Normalised()];

    private static SeenHead Look(DatasetContent content, ImageFacts image, ParallelOptions? parallel)
    {
        try
        {
            var volume = ImageFile.Load(Path.Combine(content.Folder, image.Path), parallel).Image;
            var brain = BrainExtraction.Run(volume, EmbeddedTemplate.Head(parallel), null, parallel);
            return new(image.Path, brain.AlreadyStripped ? HeadKind.Stripped : HeadState.Of(volume, brain.Mask, null, parallel).Kind, null);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or ArgumentException or InputException)
        {
            return new(image.Path, null, e.Message.Split('\n')[0]);
        }
    }

    private static Claim State(string name, HeadKind kind, DatasetRecord record, DatasetContent content, IReadOnlyList<SeenHead> seen)
    {
        var main = ImageClaims.Main(record, content);
        var said = main.Where(i => content.SidecarOf(i).SkullStripped is not null).ToList();
        var parts = new List<string>();
        var against = seen
            .Where(s => s.Kind is { } k && k != kind && !(kind == HeadKind.Defaced && k is HeadKind.Stripped or HeadKind.FaceNotInView))
            .Select(s => $"{s.Path}: {Word(s.Kind!.Value)}").ToList();
        if (seen.Count > 0)
            parts.Add(
                $"{seen.Count} of {main.Count} images looked at: " +
                    $"{DatasetCheck.Tally(seen.Select(s => s.Kind is { } k ? Word(k) : "cannot be told"))}");
        if (kind == HeadKind.Stripped && said.Count > 0)
        {
            parts.Add(
                $"sidecars of {said.Count} say SkullStripped: " +
                    $"{DatasetCheck.Tally(said.Select(i => content.SidecarOf(i).SkullStripped == true ? "true" : "false"))}");
            against.AddRange(said.Where(i => content.SidecarOf(i).SkullStripped == false).Select(i => $"{i.Path}: SkullStripped is false"));
        }

        var evidence = seen.Any(s => s.Kind is not null) || (kind == HeadKind.Stripped && said.Count > 0);
        return new($"preprocessing: {name}", "yes", parts.Count > 0 ? string.Join("; ", parts) : "not looked at",
            against.Count > 0 ? Verdict.False : evidence ? Verdict.Holds : Verdict.CannotTell)
        {
            Against = against,
            Note = seen.Count > 0 && seen.Count < main.Count ? $"a sample; a look at {main.Count} sees all" : null,
        };
    }

    private static Claim Step(string name, DatasetRecord record, DatasetContent content, Func<string, bool> isStep)
    {
        var main = ImageClaims.Main(record, content);
        var told = main.Where(i => content.SidecarOf(i).Steps is not null || i.Name["desc"] == "preproc").ToList();
        var done = told.Where(i => content.SidecarOf(i).Steps?.Any(isStep) == true || i.Name["desc"] == "preproc").ToList();
        string[] against = [.. told.Except(done).Select(i => $"{i.Path}: its provenance has no such step")];
        var found = told.Count == 0 ? "no sidecar tells which steps were done"
            : $"{done.Count} of {main.Count} images by name or provenance";
        return new($"preprocessing: {name}", "yes", found,
            against.Length > 0 ? Verdict.False : told.Count == main.Count && main.Count > 0 ? Verdict.Holds : Verdict.CannotTell)
        { Against = against };
    }

    private static Claim Files(string name, DatasetContent content, Func<ImageFacts, bool> isOne, string what)
    {
        var there = content.Images.Where(isOne).Select(i => i.Name.Subject).ToHashSet(StringComparer.Ordinal);
        string[] lacking = [.. content.Subjects.Where(s => !there.Contains(s)).Select(s => $"sub-{s} has no {what}")];
        return new($"preprocessing: {name}", "yes", $"{what} of {there.Count} of {content.Subjects.Count} subjects",
            there.Count == 0 ? Verdict.CannotTell : lacking.Length == 0 ? Verdict.Holds : Verdict.False)
        {
            Against = there.Count == 0 ? [] : lacking,
        };
    }

    [GeneratedRegex("skull.?strip|brain.?extract|stripped", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Stripping();

    [GeneratedRegex("deface|face removed", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Defacing();

    [GeneratedRegex(@"bias|\bN4\b|inhomogeneity", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Bias();

    [GeneratedRegex("segment|tissue map", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Segmented();

    [GeneratedRegex("(?<!intensity.?)normali[sz](ed|ation)|standard space|MNI|registered to", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Normalised();
}
