using System.Diagnostics;
using System.Text.Json.Nodes;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests;

/// <summary>Both of BIDS's validators: the legacy one, and the one that reads the specification's schema.</summary>
internal static class BidsValidators
{
    /// <summary>What they call errors in a dataset; nothing where they are not installed.</summary>
    public static IReadOnlyList<string> Errors(string dataset) =>
        BidsValidatorFactAttribute.Folder is { } folder ? [.. Legacy(folder, dataset), .. Schema(folder, dataset)] : [];

    // It knows no names of derivatives, so it may not know those under sub-*; what lies above and in the description is checked.
    private static IEnumerable<string> Legacy(string folder, string dataset)
    {
        const string Program =
            "require(process.argv[1]).default([process.argv[2], '--json', '--verbose']).catch(code => process.exit(code))";
        var issues = Run("node", "-e", Program, Path.Combine(folder, "package", "dist", "commonjs", "cli.js"),
            dataset)["issues"]!["errors"]!.AsArray();
        foreach (var issue in issues)
        {
            foreach (var file in issue!["files"]!.AsArray())
            {
                var path = (string?)file!["file"]?["relativePath"] ?? "";
                var isDerivative = path.StartsWith("/sub-", StringComparison.Ordinal)
                    && (path.Contains("_desc-", StringComparison.Ordinal) || path.Contains("_dseg.", StringComparison.Ordinal)
                        || path.Contains("_probseg.", StringComparison.Ordinal) || path.Contains("_mask.", StringComparison.Ordinal));
                var unknown = (string?)issue["key"] == "NOT_INCLUDED" && isDerivative;
                var empty = (string?)issue["key"] == "NO_VALID_DATA_FOUND_FOR_SUBJECT"
                    && Directory.EnumerateFiles(dataset, "sub-*_desc-*", SearchOption.AllDirectories).Any();
                if (!unknown && !empty) yield return $"legacy: {issue["key"]} {path} {file["evidence"]}";
            }
        }
    }

    private static IEnumerable<string> Schema(string folder, string dataset)
    {
        var deno = Directory.EnumerateFiles(Path.Combine(folder, "node_modules", "@deno"), "deno", SearchOption.AllDirectories).First();
        var issues = Run(deno, "run", "--allow-read", "--allow-env", "--no-lock",
            Path.Combine(folder, "package", "dist", "validator", "bids-validator.js"), dataset, "--json")["issues"]!["issues"]!.AsArray();
        return issues.Where(i => (string?)i!["severity"] == "error")
            .Select(i => $"schema: {i!["code"]} {i["subCode"]} {i["location"]} {i["issueMessage"]}");
    }

    private static JsonNode Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        start.Environment["DENO_NO_UPDATE_CHECK"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Length > 0 ? JsonNode.Parse(output)! : throw new InvalidOperationException($"{program} said nothing: {error.Result}");
    }
}
