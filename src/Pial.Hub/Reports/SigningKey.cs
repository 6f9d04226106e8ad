using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Pial.Pipelines;

namespace Pial.Hub.Reports;

/// <summary>A hub's key, by which it signs what it evaluated (Ed25519, RFC 8032).</summary>
public sealed class SigningKey
{
    private readonly Ed25519PrivateKeyParameters key;

    private SigningKey(Ed25519PrivateKeyParameters key) => this.key = key;

    /// <summary>A new key.</summary>
    public static SigningKey Create() => new(new(new SecureRandom()));

    /// <summary>A key that was kept.</summary>
    /// <param name="secret">Its 32 bytes.</param>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public static SigningKey Of(byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Length == Ed25519PrivateKeyParameters.KeySize ? new(new(secret))
            : throw new ArgumentException($"A key has {Ed25519PrivateKeyParameters.KeySize} bytes.", nameof(secret));
    }

    /// <summary>Its 32 bytes, to be kept where nobody else reads.</summary>
    public byte[] Secret => key.GetEncoded();

    /// <summary>What others need to check signatures, base64.</summary>
    public string Public => Convert.ToBase64String(key.GeneratePublicKey().GetEncoded());

    internal byte[] Sign(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var signature = new byte[Ed25519PrivateKeyParameters.SignatureSize];
        key.Sign(Org.BouncyCastle.Math.EC.Rfc8032.Ed25519.Algorithm.Ed25519, null, bytes, 0, bytes.Length, signature, 0);
        return signature;
    }

    /// <summary>A public key of base64.</summary>
    /// <exception cref="InputException">It is none.</exception>
    internal static Ed25519PublicKeyParameters PublicOf(string base64)
    {
        var bytes = new byte[Ed25519PublicKeyParameters.KeySize];
        try
        {
            if (Convert.TryFromBase64String(base64.Trim(), bytes, out var read) && read == bytes.Length) return new(bytes);
        }
        catch (ArgumentException)
        {
            // 32 bytes that are no point of the curve
        }

        throw new InputException($"'{(base64.Length > 60 ? base64[..60] : base64)}' is no public key; 32 bytes in base64 are expected.");
    }
}
