using System.Reflection;

namespace Pial.Pipelines;

/// <summary>What made the results.</summary>
public static class Software
{
    /// <summary>Pial's version, without build metadata.</summary>
    public static string Version { get; } =
        typeof(Software).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
