using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pial.Pipelines;

namespace Pial.Web.Pages;

/// <summary>What a page's script sends.</summary>
internal static class Body
{
    /// <summary>A small object in JSON.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static async Task<T> Json<T>(HttpContext http)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, JsonSerializerOptions.Web, http.RequestAborted)
                ?? throw new InputException("The request holds nothing.");
        }
        catch (JsonException e)
        {
            throw new InputException("The request cannot be read; load the page again.", e);
        }
    }
}
