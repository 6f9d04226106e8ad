using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pial.Cli.Shell;

/// <summary>Results as JSON: camelCase, indented, text as it is.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Layout);
}
