using System.Diagnostics;
using System.Text.Json.Serialization;
using Oversight.Core.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Hosting;

/// <summary>An RFC 9457 problem. The code is stable and never translated; the title follows Accept-Language.</summary>
public sealed record Problem(
    [property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("title")] string Title, [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonPropertyName("errors"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FieldProblem>? Errors,
    [property: JsonPropertyName("traceId")] string TraceId);

/// <summary>One field at fault.</summary>
public sealed record FieldProblem(
    [property: JsonPropertyName("pointer")] string Pointer, [property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("title")] string Title);

/// <summary>The one place where a refusal becomes an answer.</summary>
public static class Problems
{
    /// <summary>The media type of every answer that is not a success.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem with the code's title in the caller's language.</summary>
    public static IResult Result(HttpContext http, int status, string code, IEnumerable<FieldError>? errors = null, string? detail = null)
    {
        var fields = errors?.Select(e => new FieldProblem(e.Pointer, e.Code, Titles.Of(http, e.Code))).ToList();
        var problem = new Problem(
            $"/errors/{code}", Titles.Of(http, code), status, code, detail, fields is { Count: > 0 } ? fields : null,
            Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier);
        http.Response.Headers.ContentLanguage = http.Words().Code;
        http.Response.Headers.Vary = "Accept-Language";
        return Results.Json(problem, ApiJson.Options, MediaType, status);
    }

    /// <summary>A refusal of the rules.</summary>
    public static IResult Result(HttpContext http, Refusal refusal) =>
        Result(http, StatusOf(refusal.Kind), refusal.Code, refusal.Errors, refusal.Detail);

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        _ => throw new UnreachableException(),
    };
}
