using System.Globalization;
using Oversight.Core.Registers.Reads;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>`GET /requests/{id}/versions` and `/changes`: the content's versions as far as the caller may see them, and what changed between two.</summary>
public static class ChangeEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapGet("/{id}/versions", VersionsAsync).WithName("listVersions").Produces<Page<VersionView>>().ProducesReadProblems();
        requests.MapGet("/{id}/changes", ChangesAsync).WithName("getChanges").Produces<ChangesView>().ProducesReadProblems();
    }

    private static async Task<IResult> VersionsAsync(HttpContext http, RequestReading reading, OversightDbContext db, string id)
    {
        var caller = http.Caller();
        if (await reading.FindAsync(id, caller, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var versions = await CaseEntries.VersionsAsync(db, state, caller.Actor, http.RequestAborted);
        return Results.Json(new Page<VersionView>([.. versions.Select(VersionView.Of)], null), ApiJson.Options);
    }

    private static async Task<IResult> ChangesAsync(HttpContext http, RequestReading reading, OversightDbContext db, string id, string? from, string? to)
    {
        var caller = http.Caller();
        if (await reading.OpenAsync(id, caller, ReadKind.Changes, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if (!IsNumber(from, out var first) || !IsNumber(to, out var last))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        var versions = await CaseEntries.VersionsAsync(db, state, caller.Actor, http.RequestAborted);
        var usual = ChangesView.Usual(state, versions);
        return ChangesView.Between(versions, first ?? usual.From, last ?? usual.To) is { } changes
            ? Results.Json(changes, ApiJson.Options)
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
    }

    private static bool IsNumber(string? text, out int? number)
    {
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
        return text is null || number is not null;
    }
}
