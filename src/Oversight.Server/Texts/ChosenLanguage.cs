using Microsoft.Net.Http.Headers;

namespace Oversight.Server.Texts;

/// <summary>The reader's language: the cookie the switch in the header sets, else the browser's wish, else English.</summary>
public static class ChosenLanguage
{
    /// <summary>Name of the cookie; it holds `en` or `ja` and nothing else.</summary>
    public const string Cookie = "oversight-language";

    /// <summary>The words in the language of this request.</summary>
    public static Words Words(this HttpContext http)
    {
        if (http.Items[typeof(Words)] is Words words)
            return words;
        words = new Words(Wordbook.Shipped, Of(http.Request));
        http.Items[typeof(Words)] = words;
        return words;
    }

    private static Language Of(HttpRequest request)
    {
        if (Parse(request.Cookies[Cookie]) is { } chosen)
            return chosen;
        return request.GetTypedHeaders().AcceptLanguage.OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => Parse(PrimaryTag(wish))).FirstOrDefault(language => language is not null) ?? Language.En;
    }

    /// <summary>The language of a code, or null.</summary>
    public static Language? Parse(string? code) => code switch { "en" => Language.En, "ja" => Language.Ja, _ => null };

    private static string? PrimaryTag(StringWithQualityHeaderValue wish) => wish.Value.Value?.Split('-')[0].ToLowerInvariant();
}
