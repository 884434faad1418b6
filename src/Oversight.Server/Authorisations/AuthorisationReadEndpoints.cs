using System.Globalization;
using System.Text;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;

namespace Oversight.Server.Authorisations;

/// <summary>What operating systems of an agency check before they act: the authorisation, its signed document, and its status.</summary>
public static class AuthorisationReadEndpoints
{
    /// <summary>Name of the one POST under `/api` besides signing in that changes nothing.</summary>
    public const string CheckName = "checkUse";

    /// <summary>What a document is served as (RFC 7515 §9.2.1).</summary>
    public const string DocumentMediaType = "application/jose";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/authorisations", ListAsync).WithName("listAuthorisations").Produces<Page<AuthorisationLine>>().ProducesReadProblems();
        api.MapGet("/authorisations/{number}", FindAsync).WithName("getAuthorisation").Produces<AuthorisationView>().ProducesReadProblems();
        api.MapGet("/authorisations/{number}/document", DocumentAsync).WithName("getAuthorisationDocument").Produces<string>(200, DocumentMediaType).ProducesReadProblems()
            .Produces<Problem>(409, Problems.MediaType).Produces<Problem>(503, Problems.MediaType);
        // Nothing is written, so there is nothing an idempotency key could keep from being done twice.
        api.MapPost("/authorisations/{number}/check", CheckAsync).WithName(CheckName)
            .Accepts<UseBody>("application/json").Produces<CheckAnswer>().ProducesReadProblems()
            .Produces<Problem>(413, Problems.MediaType).Produces<Problem>(415, Problems.MediaType).Produces<Problem>(422, Problems.MediaType);
    }

    /// <summary>Outside `/api`, because whoever verifies a document has no account here.</summary>
    public static void MapStatusLists(WebApplication app) =>
        app.MapGet("/status-lists/{list}", StatusAsync).WithName("readStatusList").AllowAnonymous().Produces<string>(200, $"application/{StatusTokens.ListType}")
            .Produces<Problem>(404, Problems.MediaType).Produces<Problem>(503, Problems.MediaType);

    private static async Task<IResult> ListAsync(HttpContext http, AuthorisationReading reading, string? cursor, string? limit)
    {
        int? size = limit is null ? null : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? lines : 0;
        if (size is < 1 or > RequestReading.MostLines)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "LimitOutOfRange");
        if (await reading.ListAsync(http.Caller(), cursor, size, http.RequestAborted) is not { } page)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid");
        if (page.Next is { } next)
            http.Response.Headers.Link = ReadEndpoints.NextLink("/api/v1/authorisations", ("limit", limit), ("cursor", next));
        return Results.Json(page, ApiJson.Options);
    }

    private static async Task<IResult> FindAsync(HttpContext http, AuthorisationReading reading, OversightOptions options, string number) =>
        await reading.FindAsync(number, http.Caller(), options.AddressOf(http.Request), http.RequestAborted) is var (view, _)
            ? Results.Json(view, ApiJson.Options)
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");

    private static async Task<IResult> DocumentAsync(
        HttpContext http, AuthorisationReading reading, StatusTokens tokens, OversightOptions options, string number)
    {
        if (await reading.FindAsync(number, http.Caller(), options.AddressOf(http.Request), http.RequestAborted) is not var (view, request))
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        return view.IsNotYetEffective
            ? Problems.Result(http, StatusCodes.Status409Conflict, view.AwaitsCondition ? "ConditionNotMet" : "NotYetEffective")
            : Signed(http, (await tokens.DocumentAsync(view, request.Authorisation!, http.RequestAborted))?.Token, DocumentMediaType);
    }

    private static async Task<IResult> StatusAsync(HttpContext http, StatusLists lists, OversightOptions options, string list)
    {
        http.Response.Headers.CacheControl = "no-store";
        return int.TryParse(list, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await lists.ReadAsync(number, options.AddressOf(http.Request), http.RequestAborted) is (true, var token)
            ? Signed(http, token, $"application/{StatusTokens.ListType}")
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
    }

    private static IResult Signed(HttpContext http, string? token, string mediaType) => token is null
        ? Problems.Result(http, StatusCodes.Status503ServiceUnavailable, SigningKeys.Missing)
        : Results.Bytes(Encoding.ASCII.GetBytes(token), mediaType);

    private static async Task<IResult> CheckAsync(HttpContext http, UsageChecking checking, string number)
    {
        var (body, problem) = await ApiJson.ReadAsync<UseBody>(http);
        if (problem is not null)
            return problem;
        var (answer, refusal) = await checking.CheckAsync(number, http.Caller(), body!, http.RequestAborted);
        return refusal is null ? Results.Json(answer, ApiJson.Options) : Problems.Result(http, refusal);
    }
}
