using System.Globalization;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>`GET` on requests, their entries and what waits for the caller.</summary>
public static class ReadEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/requests", ListAsync).WithName("listRequests").Produces<Page<RequestLine>>().ProducesReadProblems();
        api.MapGet("/requests/{id}", FindAsync).WithName("getRequest").Produces<RequestView>().ProducesReadProblems();
        api.MapGet("/requests/{id}/entries", EntriesAsync).WithName("listEntries").Produces<Page<EntryView>>().ProducesReadProblems();
        api.MapGet("/workItems", WaitingAsync).WithName("listWorkItems").Produces<Page<WaitingLine>>().ProducesReadProblems();
    }

    /// <summary>What every GET on a request can answer besides success.</summary>
    internal static RouteHandlerBuilder ProducesReadProblems(this RouteHandlerBuilder route)
    {
        foreach (var status in new[] { 400, 401, 404 })
            route.Produces<Problem>(status, "application/problem+json");
        return route;
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, RequestReading reading, string? state, string? route, string? agency, string? decision, string? cursor, string? limit)
    {
        if (!IsName<RequestStatus>(state) || !IsName<Core.Law.Route>(route) || !IsName<Decision>(decision) || agency?.Any(char.IsControl) == true)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        int? size = limit is null ? null : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? lines : 0;
        if (size is < 1 or > RequestReading.MostLines)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "LimitOutOfRange");
        var page = await reading.ListAsync(http.Caller(), new RequestFilter(state, route, agency, decision, cursor, size), http.RequestAborted);
        if (page is null)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid");
        if (page.Next is { } next)
            http.Response.Headers.Link = NextLink(
                "/api/v1/requests", ("state", state), ("route", route), ("agency", agency), ("decision", decision), ("limit", limit), ("cursor", next));
        return Results.Json(page, ApiJson.Options);
    }

    private static bool IsName<T>(string? text) where T : struct, Enum => text is null || Enum.GetNames<T>().Contains(text);

    /// <summary>Only what this address knows, so that nothing a caller made up ends in a header.</summary>
    internal static string NextLink(string path, params IEnumerable<(string Name, string? Value)> query) =>
        $"<{path}?{string.Join('&', query.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"))}>; rel=\"next\"";

    private static async Task<IResult> FindAsync(HttpContext http, RequestReading reading, string id)
    {
        var caller = http.Caller();
        if (await reading.OpenAsync(id, caller, ReadKind.Request, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        http.Response.Headers.ETag = CommandEndpoints.ETag(state.Version);
        return Results.Json(RequestView.Of(state, reading.FactsFor(caller)), ApiJson.Options);
    }

    private static async Task<IResult> EntriesAsync(HttpContext http, RequestReading reading, OversightDbContext db, string id, string? cursor)
    {
        const int PageSize = 200;
        var caller = http.Caller();
        if (await reading.OpenAsync(id, caller, ReadKind.Entries, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var after = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid");
        var entries = await EntryReading.ReadAsync(db, state, caller.Actor, after, PageSize, http.RequestAborted);
        var next = entries.Count == PageSize ? entries[^1].CaseSeq.ToString(CultureInfo.InvariantCulture) : null;
        if (next is not null)
            http.Response.Headers.Link = NextLink($"/api/v1/requests/{state.Id}/entries", ("cursor", next));
        return Results.Json(new Page<EntryView>(entries, next), ApiJson.Options);
    }

    private static async Task<IResult> WaitingAsync(HttpContext http, RequestReading reading) =>
        Results.Json(new Page<WaitingLine>(await reading.WaitingAsync(http.Caller(), http.RequestAborted), null), ApiJson.Options);
}
