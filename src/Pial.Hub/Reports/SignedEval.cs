using System.Globalization;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Pial.Hub.Evaluation;
using Pial.Hub.Records;
using Pial.Pipelines;

namespace Pial.Hub.Reports;

/// <summary>What a hub evaluated: whose file, which one, received when.</summary>
/// <param name="Sha256">SHA-256 of the file as it was received, hexadecimal.</param>
/// <param name="By">Who sent it.</param>
/// <param name="Received">When, UTC.</param>
public sealed record Submitted(string Sha256, string By, DateTime Received);

/// <summary>
/// An <c>eval.yaml</c> that a hub signed: every byte before its last line, and so task, data, code version, submission and every digit. A
/// changed byte is refused, be it a line break.
/// </summary>
/// <param name="EvalId">Suite, model, UTC date and time.</param>
/// <param name="Sha256">SHA-256 of the predictions it is about.</param>
/// <param name="By">Who sent them.</param>
public sealed record SignedEval(string EvalId, string Sha256, string By)
{
    private const string Last = "signature: {algorithm: Ed25519, key: ";
    private const int MostBytes = 8 << 20;

    /// <summary>Writes and signs an evaluation.</summary>
    public static string Write(RunResult run, Submitted submitted, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(submitted);
        ArgumentNullException.ThrowIfNull(key);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{EvalFile.Write(run).TrimEnd('\n')}\nsubmission:\n  sha256: '{submitted.Sha256}'\n" +
            $"  by: '{submitted.By}'\n  received: '{submitted.Received:yyyy-MM-dd'T'HH:mm:ss'Z'}'\n");
        return text + Line(key.Public, key.Sign(text));
    }

    /// <summary>Checks a file.</summary>
    /// <param name="path">The <c>eval.yaml</c>.</param>
    /// <param name="key">The hub's public key, base64, from the hub itself: the one in the file may be anybody's.</param>
    /// <returns>What it is about; null where the signature does not hold.</returns>
    /// <exception cref="InputException">No such file, no signed eval, or no key.</exception>
    public static SignedEval? Read(string path, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var file = new FileInfo(path);
        if (!file.Exists) throw new InputException($"{path} does not exist.");
        if (file.Length > MostBytes) throw new InputException($"{path} has {file.Length} bytes; an eval has at most {MostBytes}.");
        var known = SigningKey.PublicOf(key);
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes("\n" + Last)) + 1;
        var line = at > 0 ? Encoding.UTF8.GetString(bytes.AsSpan(at)) : "";
        if (line.Split(", value: ") is not [_, var value] || !value.EndsWith("}\n", StringComparison.Ordinal))
            throw new InputException($"{path} is not signed: its last line is no 'signature'.");
        var signature = new byte[Ed25519.SignatureSize];
        // Base64 can be written in several ways; here it is in one, so that no byte of the file can be changed.
        if (!Convert.TryFromBase64String(value[..^2], signature, out var read) || read != signature.Length
            || line != Line(Convert.ToBase64String(known.GetEncoded()), signature)
            || !known.Verify(Ed25519.Algorithm.Ed25519, null, bytes, 0, at, signature, 0)) return null;
        var entry = RecordFile.Parse(Encoding.UTF8.GetString(bytes), path, EvalFields.Kind).Entry;
        var submission = entry.Required("submission");
        return new(entry.Required("eval_id").Text(), submission.Required("sha256").Text(), submission.Required("by").Text());
    }

    private static string Line(string key, byte[] signature) => $"{Last}{key}, value: {Convert.ToBase64String(signature)}}}\n";
}
