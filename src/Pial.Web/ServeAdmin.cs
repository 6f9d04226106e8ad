using Microsoft.Data.Sqlite;
using Pial.Pipelines;
using Pial.Web.Store;

namespace Pial.Web;

/// <summary>What the owner of a served folder does beside the server, which may run meanwhile.</summary>
public static class ServeAdmin
{
    /// <summary>Roles a person can have: <c>owner</c>, <c>rater</c>, <c>participant</c>.</summary>
    public static IReadOnlyList<string> Roles => People.Roles;

    /// <summary>Makes somebody known and gives them a token; one they had before no longer holds.</summary>
    /// <returns>The token, which is kept nowhere.</returns>
    /// <exception cref="InputException">The name, the role or the folder cannot be used.</exception>
    public static string AddToken(string folder, string name, string role) => Work(folder, opened =>
    {
        AuditLog.Add(opened, Environment.UserName, "token", $"{name} {role}", "command line");
        return People.Add(opened, name, role);
    });

    /// <summary>Takes somebody's token and sessions away; what they did stays.</summary>
    /// <exception cref="InputException">There is nobody of that name, or the folder cannot be used.</exception>
    public static void RevokeToken(string folder, string name) => Work(folder, opened =>
    {
        AuditLog.Add(opened, Environment.UserName, "token taken away", name, "command line");
        People.Revoke(opened, name);
        return 0;
    });

    /// <summary>Copies everything the server keeps into one file, as it is at this moment.</summary>
    /// <param name="folder">The served folder.</param>
    /// <param name="target">The file; what is there is replaced when the copy is whole.</param>
    /// <exception cref="InputException">The folder was never served, or the file is the one that the server keeps.</exception>
    public static void Backup(string folder, string target)
    {
        if (Path.GetFullPath(target) == Path.GetFullPath(Database.PathOf(folder)))
            throw new InputException($"{target} is what the server itself keeps; give another file.");
        var part = $"{target}.{Environment.ProcessId:x}.part";
        try
        {
            Database.Backup(folder, part);
            File.Move(part, target, overwrite: true);
        }
        catch (SqliteException e)
        {
            throw new InputException($"{folder} could not be backed up: {e.Message.TrimEnd('.')}.", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static T Work<T>(string folder, Func<SqliteConnection, T> work)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder} is not a folder.");
        if (!Review.ReviewFolder.Holds(folder) && !Submissions.HubTask.Holds(folder))
            throw new InputException($"{folder} holds neither subjects (sub-…, as 'pial run' writes them) nor tasks (tasks/*.yaml).");
        return Database.Open(Path.GetFullPath(folder)).Write(work);
    }
}
