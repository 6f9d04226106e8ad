using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Pial.Conformance.Architecture;

/// <summary>
/// The libraries that say they may be trimmed and compiled natively (docs/adr/0004-packages.md) call nothing that needs reflection: no
/// member that the framework marks so, nor one that wants the members of a type kept. This is the SDK's analysers' question, which take a
/// minute for it where this takes a second.
/// </summary>
public sealed class TrimmingTests
{
    private static readonly Type[] Marks =
    [
        typeof(RequiresUnreferencedCodeAttribute), typeof(RequiresDynamicCodeAttribute), typeof(RequiresAssemblyFilesAttribute),
        typeof(DynamicallyAccessedMembersAttribute),
    ];

    [Theory]
    [InlineData("Pial.Volumes")]
    [InlineData("Pial.Kernels")]
    [InlineData("Pial.Formats")]
    [InlineData("Pial.Operations")]
    public void Nothing_that_needs_reflection_is_called(string assembly) =>
        Assert.Empty(Called(Assembly.Load(assembly)).Where(IsMarked).Select(m => $"{m.DeclaringType}.{m.Name}"));

    [Fact]
    public void What_needs_reflection_is_found()
    {
        var marked = Called(typeof(TrimmingTests).Assembly).Where(IsMarked).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ToList();
        Assert.Contains("Assembly.GetTypes", marked);
        Assert.Contains("Type.GetMethods", marked);
    }

    private static bool IsMarked(MethodBase method)
    {
        IEnumerable<ICustomAttributeProvider> places = [method, method.DeclaringType!, .. method.GetParameters(),
            .. method.IsGenericMethod ? ((MethodInfo)method).GetGenericMethodDefinition().GetGenericArguments() : [],
            .. method.DeclaringType is { IsGenericType: true } type ? type.GetGenericTypeDefinition().GetGenericArguments() : []];
        return places.Any(p => Marks.Any(m => p.IsDefined(m, inherit: false)));
    }

    private static IEnumerable<MethodBase> Called(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        foreach (var handle in reader.MemberReferences)
            if (reader.GetMemberReference(handle).GetKind() == MemberReferenceKind.Method
                && Resolved(assembly.ManifestModule, MetadataTokens.GetToken(handle)) is { } method)
                yield return method;
    }

    private static MethodBase? Resolved(Module module, int token)
    {
        // Which type a generic one is called for does not matter here.
        var any = Enumerable.Repeat(typeof(float), 8).ToArray();
        try
        {
            return module.ResolveMethod(token, any, any);
        }
        catch (TypeLoadException e) when (e.Message.Contains("on 'Pial.", StringComparison.Ordinal))
        {
            return null; // of a generic type of its own that does not take any
        }
    }
}
