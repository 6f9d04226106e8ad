namespace Pial.Web.Access;

/// <summary>A request that is answered by one sentence and nothing else.</summary>
/// <param name="status">The status of HTTP.</param>
/// <param name="sentence">What is wrong and what to do.</param>
internal sealed class Refusal(int status, string sentence) : Exception(sentence)
{
    /// <summary>The status of HTTP.</summary>
    public int Status => status;

    /// <summary>What is not there, or not for this person: nobody can tell which.</summary>
    public static Refusal NotFound() => new(404, "There is no such page here.");
}
