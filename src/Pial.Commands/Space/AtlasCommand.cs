using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial atlas list|get</c>.</summary>
internal static class AtlasCommand
{
    public static Command Create() => new("atlas", "Atlases of regions: what is here, and fetching more.") { List(), Get() };

    private static Verb List() => new("list", "Atlases that can be used now.", ["pial atlas list", "pial atlas list --json"], [],
        static run =>
    {
        var here = AtlasProvider.Default().List();
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(here.Select(static a => new
            {
                a.Name,
                a.Space,
                Kind = a.Kind.ToString(),
                Source = a.Origin,
                a.License,
                Path = a.Path.Length > 0 ? a.Path : null,
            })));
            return;
        }

        foreach (var a in here)
            run.Out.WriteLine($"{a.Name,-28} {a.Space,-22} {a.Kind,-12} {(a.Path.Length > 0 ? a.Path : a.Origin)}");
    });

    private static Verb Get()
    {
        var name = new Argument<string>("FILE")
        {
            Description = "File of the atlas, as TemplateFlow names it: tpl-SPACE_res-01_atlas-NAME_…dseg.nii.gz, or its table …dseg.tsv.",
        };
        var sha = new Option<string>("--sha256") { Description = "What the file must hash to.", HelpName = "HEX", Required = true };
        var url = TemplateServer.Option();
        return new Verb(
            "get", "Fetch a file of an atlas into the cache of templates; it is kept only when its SHA-256 is right.",
            ["pial atlas get tpl-MNI152NLin2009cAsym_res-01_atlas-DiFuMo_desc-64dimensions_dseg.nii.gz --sha256 …"],
            [name, sha, url],
            run =>
            {
                var file = run.Get(name)!;
                var space = file.Split('_')[0];
                if (!space.StartsWith("tpl-", StringComparison.Ordinal) || space.Length < 5 || file.AsSpan().IndexOfAny('/', '\\') >= 0
                    || !(file.EndsWith("_dseg.nii.gz", StringComparison.Ordinal) || file.EndsWith("_dseg.tsv", StringComparison.Ordinal)))
                    throw new InputException($"'{file}' is no file of an atlas; expected tpl-SPACE_…atlas-NAME…_dseg.nii.gz or _dseg.tsv.");
                foreach (var path in TemplateDownload
                    .Get([new($"{space}/{file}", run.Get(sha)!)], TemplateProvider.Cache, TemplateServer.Of(run, url),
                        run.Cancellation).GetAwaiter().GetResult())
                    run.Out.WriteLine(path);
            });
    }
}

/// <summary>Where templates and atlases are fetched from.</summary>
internal static class TemplateServer
{
    public static Option<string?> Option() => new("--url")
    {
        Description = "Server to fetch from, in TemplateFlow's layout. Default: PIAL_TEMPLATE_URL, else TemplateFlow's own.",
        HelpName = "URL",
    };

    public static Uri Of(CommandRun run, Option<string?> url)
    {
        var address = run.Get(url) ?? Environment.GetEnvironmentVariable("PIAL_TEMPLATE_URL");
        return Uri.TryCreate(address ?? TemplateDownload.DefaultBase, UriKind.Absolute, out var root) && root.Scheme is "http" or "https"
            ? root
            : throw new InputException($"'{address}' is no address; give one that begins with https://.");
    }
}
