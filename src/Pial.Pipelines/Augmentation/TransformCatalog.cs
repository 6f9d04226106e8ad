using System.Collections.Immutable;
using System.Reflection;
using Pial.Operations.Augmentation;

namespace Pial.Pipelines.Augmentation;

/// <summary>The transforms a file may name, and their parameters.</summary>
public static class TransformCatalog
{
    private static ImmutableSortedDictionary<string, Type> all = typeof(Transform).Assembly.GetExportedTypes()
        .Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(Transform)))
        .ToImmutableSortedDictionary(NameOf, t => t, StringComparer.Ordinal);

    /// <summary>Every transform by its name: that of TorchIO or MONAI where they have it.</summary>
    public static IReadOnlyDictionary<string, Type> All => all;

    /// <summary>
    /// Adds a transform for this process: files can name it, and histories replay it. A random transform and the fixed one it draws are
    /// two.
    /// </summary>
    /// <exception cref="ArgumentException">Another transform has the name.</exception>
    public static void Add<T>()
        where T : Transform
    {
        var name = NameOf(typeof(T));
        if (all.TryGetValue(name, out var known) && known != typeof(T))
            throw new ArgumentException($"There is a transform {name} already: {known}.");
        ImmutableInterlocked.Update(ref all, list => list.SetItem(name, typeof(T)));
    }

    /// <summary>The name of a transform in files.</summary>
    public static string NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Name.EndsWith("Transform", StringComparison.Ordinal) ? type.Name[..^"Transform".Length] : type.Name;
    }

    /// <summary>The name of a parameter in files.</summary>
    public static string ParameterName(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return Snake(property.Name);
    }

    /// <summary>The parameters of a transform, by their names in files.</summary>
    internal static ImmutableArray<(string Name, PropertyInfo Property)> Parameters(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0).Select(p => (Snake(p.Name), p)),
    ];

    /// <summary>The constructor that takes the parameters a transform cannot be without.</summary>
    internal static ConstructorInfo Constructor(Type type) =>
        type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();

    internal static string Snake(string name) =>
        string.Concat(name.Select((c, n) => char.IsUpper(c) ? (n > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
