namespace Pial.Web.Pages;

/// <summary>Where a token is given for a session.</summary>
internal static class SignInPage
{
    /// <summary>The page.</summary>
    /// <param name="said">Why it is shown.</param>
    public static WebPage Of(string said) => new WebPage("Sign in", "sign-in", null, []).Add($"""
        <section><p class="lead">{said}</p><form id="sign-in"><label>Token <input name="token" type="password" autocomplete="current-password" required size="44"></label>
        <button>Sign in</button></form></section>
        """);
}
