using System.Globalization;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Reads;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>`GET /requests/{id}/decision`: the decision document for machines; the page of the same path is the one for people.</summary>
public static class DecisionEndpoint
{
    public static void Map(RouteGroupBuilder requests) =>
        requests.MapGet("/{id}/decision", FindAsync).WithName("getDecision").Produces<DecisionView>().ProducesReadProblems();

    private static async Task<IResult> FindAsync(HttpContext http, RequestReading reading, OversightDbContext db, ReadLog reads, string id, string? round)
    {
        var caller = http.Caller();
        if (await reading.FindAsync(id, caller, http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        var number = int.TryParse(round, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : (int?)null;
        if (round is not null && number is null)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        if (await DecisionReading.ReadAsync(db, state, caller.Actor, number, http.RequestAborted) is not { } decision)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        await reads.RecordAsync(state, caller.Actor, DecisionReading.Opened(state, decision), http.RequestAborted);
        http.Response.Headers.Link = $"</requests/{state.Id}/decision/{decision.Round}>; rel=\"alternate\"; type=\"text/html\"";
        return Results.Json(decision, ApiJson.Options);
    }
}
