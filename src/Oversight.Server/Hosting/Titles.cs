using Oversight.Server.Texts;

namespace Oversight.Server.Hosting;

/// <summary>Titles of codes in the caller's language.</summary>
public static class Titles
{
    /// <summary>The code's text, or the code itself where there is none.</summary>
    public static string Of(HttpContext http, string code) => http.Words().OfCode(code);
}
