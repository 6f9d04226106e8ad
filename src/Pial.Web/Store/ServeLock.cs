using Pial.Pipelines;

namespace Pial.Web.Store;

/// <summary>One server a folder: two would evaluate a submission twice. It is gone with the process, however that ends.</summary>
internal static class ServeLock
{
    /// <summary>Takes it.</summary>
    /// <exception cref="InputException">Another server has it.</exception>
    public static FileStream Take(string served)
    {
        var path = Path.Combine(Database.FolderOf(served), "lock");
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InputException($"{served} is served already, by another process on this machine; end that one first.", e);
        }
    }
}
