using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Web;

namespace Pial.Cli.Commands;

/// <summary><c>pial serve</c>: the web app, tokens for it, and a copy of what it keeps.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8377;

    public static Command Create()
    {
        var folder = Folder();
        folder.DefaultValueFactory = _ => ".";
        var host = new Option<string>("--host")
        {
            Description = "Address to listen on; 0.0.0.0 lets others in, who need tokens. Default: 127.0.0.1, this machine alone.",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port")
        {
            Description = $"Port; 0 for a free one. Default: {DefaultPort}.",
            HelpName = "P",
            DefaultValueFactory = _ => DefaultPort,
        };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var p) || p is < 0 or > 65535))
                result.AddError("--port must be 0 to 65535.");
        });
        var rater = new Option<string?>("--rater") { Description = "Your name in ratings. Default: the user's.", HelpName = "NAME" };
        var perDay = new Option<int>("--per-day")
        {
            Description = "Hub: submissions of a participant that are evaluated for a task in a day (UTC).",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };
        perDay.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n < 1)
                result.AddError("--per-day must be at least 1.");
        });
        var runs = new Option<int>("--runs")
        {
            Description = "Scans given to the page Run that are run at a time; a head wants some 2 GB.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        runs.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n is < 1 or > 64)
                result.AddError("--runs must be 1 to 64.");
        });
        return new Verb("serve", "The web app: run and review scans in a browser, or run a hub that evaluates predictions.",
            ["pial serve derivatives", "pial serve token add anna derivatives --role rater", "pial serve backup derivatives -o serve.db"],
            [folder, host, port, rater, perDay, runs], run => Serve(run, new()
            {
                Folder = run.Get(folder),
                Host = run.Get(host)!,
                Port = run.Get(port),
                Owner = run.Get(rater) ?? Environment.UserName,
                PerDay = run.Get(perDay),
                RunsAtATime = run.Get(runs),
                Parallel = run.Parallel,
                Log = line => run.Error.WriteLine($"pial: {line}"),
            }).GetAwaiter().GetResult())
        {
            Token(),
            Backup(),
        };
    }

    private static async Task<int> Serve(CommandRun run, ServeOptions options)
    {
        await using var server = await WebServer.Start(options, run.Cancellation);
        run.Out.WriteLine($"{server.What} of {options.Folder}: {server.Address}");
        run.Out.WriteLine($"open this link once, to be let in: {server.Link}");
        if (server.IsOpen)
            run.Error.WriteLine(
                "pial: others can reach this server, and what is sent is not encrypted: put it behind a proxy that speaks TLS, or use it " +
                    "in a network that you trust.");
        run.Note("Ctrl-C ends it; what was rated is kept at once.");
        await server.Wait(run.Cancellation);
        return ExitCodes.Done;
    }

    private static Command Token()
    {
        var (folder, name) = (Folder(), Name());
        var role = new Option<string>("--role")
        {
            Description = $"What they may do: {string.Join(", ", ServeAdmin.Roles)}. Default: participant.",
            HelpName = "ROLE",
            DefaultValueFactory = _ => "participant",
        };
        var (from, who) = (Folder(), Name());
        var token = new Command("token", "Tokens by which others sign in.");
        token.Subcommands.Add(new Verb("add", "Makes somebody known and prints their token, once; an earlier one no longer holds.",
            ["pial serve token add anna hub", "pial serve token add ben derivatives --role rater"], [name, folder, role],
            run => run.Out.WriteLine(ServeAdmin.AddToken(run.Get(folder), run.Get(name), run.Get(role)!))));
        token.Subcommands.Add(new Verb("revoke", "Takes somebody's token and sessions away; what they did stays.",
            ["pial serve token revoke anna hub"], [who, from], run => ServeAdmin.RevokeToken(run.Get(from), run.Get(who))));
        return token;
    }

    private static Verb Backup()
    {
        var folder = Folder();
        var output = new Option<string>("--output", "-o") { Description = "File to write.", HelpName = "FILE", Required = true };
        return new Verb("backup", "Copies all that the server keeps (ratings, submissions, people, its key) into one file, while it runs.",
            ["pial serve backup derivatives -o serve.db"], [folder, output],
            run => ServeAdmin.Backup(run.Get(folder), run.Output(run.Get(output)!)));
    }

    private static Argument<string> Folder() => new("DIR") { Description = "Folder that 'pial run' wrote, or a hub's." };

    private static Argument<string> Name() => new("NAME") { Description = "Their name: letters, digits, -, _ and ." };
}
