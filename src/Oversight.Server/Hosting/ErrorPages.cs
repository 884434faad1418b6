using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Oversight.Server.Texts;

namespace Oversight.Server.Hosting;

/// <summary>`GET /errors/{code}`, where a problem's type leads, and the list of all at `/errors`; in the reader's language, for anybody.</summary>
public static class ErrorPages
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/errors", (HttpContext http) => Page(http, "Oversight: API", ProblemCatalogue.Statuses.Keys)).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/errors/{code}", (HttpContext http, string code) => ProblemCatalogue.Statuses.ContainsKey(code)
            ? Page(http, code, [code])
            : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Page(HttpContext http, string title, IEnumerable<string> codes)
    {
        var words = http.Words();
        http.Response.Headers.ContentLanguage = words.Code;
        http.Response.Headers.Vary = "Accept-Language, Cookie";
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="{words.Code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
            <body><main><h1>{title}</h1><dl>
            """);
        foreach (var code in codes)
        {
            var status = ProblemCatalogue.Statuses[code] is { } number ? $" · HTTP {number}" : "";
            html.Append(CultureInfo.InvariantCulture, $"\n<dt id=\"{code}\"><a href=\"/errors/{code}\"><code>{code}</code></a>{status}</dt>");
            html.Append(CultureInfo.InvariantCulture, $"<dd>{HtmlEncoder.Default.Encode(words.OfCode(code))}</dd>");
        }
        return Results.Content(html.Append("\n</dl></main></body></html>\n").ToString(), "text/html", Encoding.UTF8);
    }
}
