using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pial.Conformance.Architecture;

/// <summary>
/// The rules of style that .editorconfig calls warnings: a file has one namespace without braces, using directives stand outside of it,
/// and whatever is not a member of an interface says who may use it. A build would run two hundred analysers to find these three.
/// </summary>
public sealed class StyleTests
{
    public static TheoryData<string> Folders { get; } = new("src", "samples", "bench", "tests", "templates");

    [Theory]
    [MemberData(nameof(Folders))]
    public void Rules_of_style_are_kept(string folder)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Docs.MarkdownPages.Root, folder), "*.cs", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.AsParallel().AsOrdered().SelectMany(f =>
            Breaches(File.ReadAllText(f)).Select(b => $"{Path.GetRelativePath(Docs.MarkdownPages.Root, f)}:{b}")));
    }

    [Theory]
    [InlineData("namespace A;\nusing B;", "2: a using directive inside of a namespace")]
    [InlineData("namespace A\n{\n}", "1: a namespace with braces")]
    [InlineData("class A;", "1: a declaration that does not say who may use it")]
    [InlineData("public class A\n{\n    int b;\n}", "3: a declaration that does not say who may use it")]
    [InlineData("public class A\n{\n    A() { }\n}", "3: a declaration that does not say who may use it")]
    [InlineData("public class A\n{\n    event System.Action B;\n}", "3: a declaration that does not say who may use it")]
    [InlineData("public interface IA\n{\n    class B { int C() => 1; }\n}", "3: a declaration that does not say who may use it")]
    [InlineData("using B;\nnamespace A;\npublic interface IA\n{\n    int B { get; }\n    void C();\n}")]
    [InlineData("file class A\n{\n    static A() { }\n    ~A() { }\n    void System.IDisposable.Dispose() { }\n    private int b;\n}")]
    [InlineData("public enum A { B, C }")]
    [InlineData("public static class A\n{\n    extension(int a)\n    {\n        int B() => a;\n    }\n}",
        "5: a declaration that does not say who may use it")]
    [InlineData("public partial class A\n{\n    partial void B();\n}\npartial class A;\nvar c = 3;\nvoid D() { }")]
    public void They_are_told_from_the_text(string text, params string[] breaches) => Assert.Equal(breaches, Breaches(text));

    private static IEnumerable<string> Breaches(string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview));
        foreach (var node in tree.GetRoot().DescendantNodes(
            n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            var what = node switch
            {
                NamespaceDeclarationSyntax => "a namespace with braces",
                UsingDirectiveSyntax { Parent: BaseNamespaceDeclarationSyntax } => "a using directive inside of a namespace",
                MemberDeclarationSyntax member when NeedsAccessibility(member) => "a declaration that does not say who may use it",
                _ => null,
            };
            if (what is not null) yield return $"{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {what}";
        }
    }

    // Who may use a part of a type may stand at another part; static constructors, finalisers and what implements an interface by its name
    // can say nothing.
    private static bool NeedsAccessibility(MemberDeclarationSyntax member)
    {
        var says = member.Modifiers.Any(m => m.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword
            or SyntaxKind.ProtectedKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.FileKeyword or SyntaxKind.PartialKeyword);
        if (says || member.Parent is InterfaceDeclarationSyntax) return false;
        return member switch
        {
            ExtensionBlockDeclarationSyntax => false,
            BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseFieldDeclarationSyntax => true,
            ConstructorDeclarationSyntax constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword),
            MethodDeclarationSyntax method => method.ExplicitInterfaceSpecifier is null,
            BasePropertyDeclarationSyntax property => property.ExplicitInterfaceSpecifier is null,
            _ => false, // the compiler asks for what operators say
        };
    }
}
