using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial template list|get|build</c>.</summary>
internal static class TemplateCommand
{
    public static Command Create() => new("template", "Templates: what is here, fetching more, and making one of a group.") { List(), Get(),
        TemplateBuildCommand.Create() };

    private static Verb List() => new("list", "Templates that can be used now, and those that can be fetched.",
        ["pial template list", "pial template list --json"], [], static run =>
    {
        var here = TemplateProvider.Default().List();
        var missing = TemplateDownload.Known.Keys.Where(k => here.All(t => t.Kind == TemplateKind.Embedded || t.Space != k)).ToArray();
        if (run.Json)
        {
            var rows = here.Select(t => new
            {
                t.Space,
                Kind = t.Kind.ToString(),
                t.Name,
                Path = t.T1wPath.Length > 0 ? t.T1wPath : null,
            }).ToArray();
            run.Out.WriteLine(JsonText.Of(new { Here = rows, CanBeFetched = missing }));
            return;
        }

        foreach (var t in here)
            run.Out.WriteLine($"{t.Space,-28} {t.Kind,-12} {(t.T1wPath.Length > 0 ? t.T1wPath : t.Name)}");
        foreach (var name in missing)
            run.Out.WriteLine($"{name,-28} {"not here",-12} pial template get {name}");
    });

    private static Verb Get()
    {
        var name = new Argument<string>("NAME") { Description = "TemplateFlow identifier." };
        var url = TemplateServer.Option();
        var file = new Option<string?>("--file")
        {
            Description = "One file to fetch, for templates Pial has no checksum of; with --sha256.",
            HelpName = "tpl-ID_…nii.gz",
        };
        var sha = new Option<string?>("--sha256") { Description = "What that file must hash to.", HelpName = "HEX" };
        return new Verb(
            "get", "Fetch a template into the cache; a file is kept only when its SHA-256 is right.",
            ["pial template get MNI152NLin2009cAsym",
                "pial template get MNIPediatricAsym --file tpl-MNIPediatricAsym_res-1_T1w.nii.gz --sha256 …"],
            [name, url, file, sha],
            run =>
            {
                var id = run.Get(name);
                var files = run.Get(file) is { } one
                    ? [new TemplateFile($"tpl-{id}/{one}",
                        run.Get(sha) ?? throw new InputException("--file needs --sha256: nothing is kept unchecked."))]
                    : TemplateDownload.Known.TryGetValue(id, out var known) ? known
                    : throw new InputException(
                        $"Pial has no checksums of {id} (it has: {string.Join(", ", TemplateDownload.Known.Keys)}); give --file and " +
                            $"--sha256, or put its folder under {TemplateProvider.Cache}.");
                foreach (var path in TemplateDownload.Get(files, TemplateProvider.Cache, TemplateServer.Of(run, url), run.Cancellation)
                    .GetAwaiter().GetResult())
                    run.Out.WriteLine(path);
            });
    }
}
