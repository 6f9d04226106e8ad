namespace Pial.Pipelines.Templates;

/// <summary>Which template it really is: of several that share a space, a name of a space says little.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Name">Its name: <c>PialMNI</c>, an identifier of TemplateFlow, or the name of a file.</param>
/// <param name="Words">The same for a sentence, with its space.</param>
public sealed record TemplateIdentity(TemplateKind Kind, string Name, string Words)
{
    /// <summary>The identity of a source.</summary>
    public static TemplateIdentity Of(TemplateSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = Path.GetFileName(source.T1wPath);
        return source.Kind switch
        {
            TemplateKind.Embedded => new(source.Kind, EmbeddedTemplate.Name,
                $"{EmbeddedTemplate.Name} ({source.Name!.Split(": ")[^1]}, in the coordinates of {EmbeddedTemplate.Space})"),
            TemplateKind.TemplateFlow => new(source.Kind, source.Space, $"{source.Space} (TemplateFlow's {file})"),
            _ => new(source.Kind, file, $"the image {file} (its space is called {source.Space})"),
        };
    }
}
