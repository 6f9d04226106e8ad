namespace Pial.Tests.Shared;

/// <summary>As <see cref="DataFactAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides whether it runs.</summary>
    /// <param name="needs">What else must be there, relative to the folder; null for nothing.</param>
    public DataTheoryAttribute(string? needs = null) => Skip = DataFactAttribute.Missing(needs);
}
