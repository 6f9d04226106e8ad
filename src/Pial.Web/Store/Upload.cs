using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Pial.Formats.Streams;
using Pial.Pipelines;

namespace Pial.Web.Store;

/// <summary>
/// A file as it comes in: streamed to the disk while its hash is taken, then kept in the database with its submission, or under a name.
/// </summary>
internal sealed class Upload : IDisposable
{
    private readonly FileStream file;

    private Upload(FileStream file, string sha256) => (this.file, Sha256) = (file, sha256);

    /// <summary>SHA-256, hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Its size.</summary>
    public long Bytes => file.Length;

    /// <summary>Receives the body of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="folder">Where it lies meanwhile.</param>
    /// <param name="most">The largest that is taken, bytes.</param>
    /// <param name="isText">Whether it must be text.</param>
    /// <exception cref="InputException">It is empty, or no text.</exception>
    public static async Task<Upload> Receive(HttpContext http, string folder, long most, bool isText)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = most;
        Directory.CreateDirectory(folder);
        // Without a name of the sender's, and gone with the handle: a kill leaves a part that the next start removes.
        var part = new FileStream(Path.Combine(folder, $"{Path.GetRandomFileName()}.part"), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
            {
                if (isText && buffer.AsSpan(0, read).Contains((byte)0))
                    throw new InputException("This is no table: send predictions as CSV or TSV, one row a subject.");
                hash.AppendData(buffer, 0, read);
                await part.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            }

            await part.FlushAsync(http.RequestAborted);
            if (part.Length == 0) throw new InputException("The file is empty.");
            return new(part, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps it as a submission's; in the transaction that makes the submission.</summary>
    public void Keep(SqliteConnection opened, long submission)
    {
        Sql.Run(opened, "INSERT INTO uploads (submission, content) VALUES ($1, zeroblob($2))", submission, Bytes);
        using var blob = new SqliteBlob(opened, "uploads", "content", submission);
        file.Position = 0;
        file.CopyTo(blob);
    }

    /// <summary>Keeps it as a file, which is whole when it is there.</summary>
    public void SaveTo(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file.Position = 0;
        AtomicFile.Write(path, file.CopyTo);
    }

    /// <summary>Writes a kept one into a file.</summary>
    public static int WriteTo(SqliteConnection opened, long submission, string path)
    {
        using var blob = new SqliteBlob(opened, "uploads", "content", submission, readOnly: true);
        using var into = File.Create(path);
        blob.CopyTo(into);
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
