using System.CommandLine;
using System.Security.Cryptography;
using Pial.Cli.Shell;
using Pial.Hub.Reports;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark verify EVAL</c>: whether a hub signed it, to the last byte.</summary>
internal static class BenchmarkVerifyCommand
{
    public static Command Create()
    {
        var eval = new Argument<string>("EVAL") { Description = "An eval.yaml that a hub signed." };
        var key = new Option<string>("--key")
        {
            Description = "The hub's public key, or a file that holds it; take it from the hub itself (its page /key).",
            HelpName = "KEY|FILE",
            Required = true,
        };
        var predictions = new Option<string?>("--predictions") { Description = "Also check that it is about this file.", HelpName = "CSV" };
        return new Verb("verify", "Checks a hub's signature of an eval.yaml, without a network. Exit code 1 when it does not hold.",
            ["pial benchmark verify eval.yaml --key hub.pub", "pial benchmark verify eval.yaml --key hub.pub --predictions mine.csv"],
            [eval, key, predictions], run =>
            {
                var given = run.Get(key)!;
                var signed = SignedEval.Read(run.Get(eval), File.Exists(given) ? File.ReadAllText(given) : given);
                var file = run.Get(predictions);
                var same = signed is null || file is null || signed.Sha256 == Hash(file);
                if (run.Json)
                    run.Out.WriteLine(JsonText.Of(new { Holds = signed is not null && same, signed?.EvalId, signed?.By, signed?.Sha256 }));
                else if (signed is null) run.Out.WriteLine("the signature does not hold: the file was changed, or another hub signed it");
                else if (!same) run.Out.WriteLine($"{signed.EvalId} is signed, but about another file than {file}");
                else run.Out.WriteLine($"{signed.EvalId} is as the hub signed it, for {signed.By}, file sha256 {signed.Sha256}");
                return signed is not null && same ? ExitCodes.Done : ExitCodes.Failed;
            });
    }

    private static string Hash(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist.");
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
