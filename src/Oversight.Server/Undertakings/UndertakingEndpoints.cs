using Oversight.Core.Law;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Undertakings;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Undertakings;

/// <summary>A promise to record.</summary>
public sealed record UndertakingBody(string PromisedBy, Bilingual Text, string? Request = null, DateOnly? DueOn = null);

/// <summary>What became of a promise.</summary>
public sealed record CloseUndertakingBody(UndertakingOutcome Outcome, string Text);

/// <summary>A promise as it stands today.</summary>
public sealed record UndertakingView(
    string Id, string? Request, string? PromisedBy, Bilingual? Text, DateOnly? DueOn, bool IsOverdue, UndertakingOutcome? Outcome, string? Closing);

/// <summary>What was promised in answers and hearings.</summary>
public static class UndertakingEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/undertakings", ListAsync).WithName("listUndertakings").Produces<Listing<UndertakingView>>().ProducesReadProblems(MayRead);
        api.MapEntry<UndertakingBody, UndertakingsRegister, UndertakingEvent, UndertakingCommand>(
            "/undertakings", Registers.Undertakings, caller => UndertakingRules.MayRecord(caller.Actor),
            body => new RecordUndertaking(body.Request, body.PromisedBy, body.Text, body.DueOn)).WithName("recordUndertaking");
        api.MapChange<CloseUndertakingBody, UndertakingsRegister, UndertakingEvent, UndertakingCommand>(
            "/undertakings/{id}/close", Registers.Undertakings, caller => UndertakingRules.MayClose(caller.Actor),
            (id, body) => new CloseUndertaking(id, body.Outcome, body.Text), replaces: false).WithName("closeUndertaking");
    }

    private static async Task<IResult> ListAsync(HttpContext http, UndertakingReading reading, string? request)
    {
        if (request is not null && !RequestId.TryParse(request, out _))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        var listing = await reading.ListAsync(http.Caller(), request, http.RequestAborted);
        return RegisterRoutes.View(http, listing.Version, listing);
    }

    private static bool MayRead(Caller caller) => Registers.Undertakings.MayRead(caller.Actor, caller.Panel);
}

/// <summary>Reads promises for a caller; what was promised in a request is for those who may read the request.</summary>
public sealed class UndertakingReading(RegisterBooks books, RequestReading requests, BusinessClock clock)
{
    /// <summary>The promises the caller sees, of one request or of all; open ones first, the next due before the others.</summary>
    public async Task<Listing<UndertakingView>> ListAsync(Caller caller, string? request, CancellationToken ct)
    {
        var (version, register) = await books.ReadAsync(Registers.Undertakings, ct);
        var all = (register ?? UndertakingsRegister.Empty).Undertakings.Where(u => request is null || u.Request == request).ToList();
        var seen = await requests.SeenAsync(all.Select(u => u.Request).OfType<string>(), caller, ct);
        var today = Jst.DateOf(clock.Now);
        return new Listing<UndertakingView>(version,
        [
            .. all.Where(u => UndertakingRules.MayRead(u, caller.Actor, u.Request is { } number && seen.Contains(number)))
                .OrderBy(u => u.Outcome is not null).ThenBy(u => u.DueOn ?? DateOnly.MaxValue)
                .Select(u => new UndertakingView(u.Id, u.Request, u.PromisedBy, u.Text, u.DueOn, u.IsOverdueOn(today), u.Outcome, u.Closing)),
        ]);
    }
}
