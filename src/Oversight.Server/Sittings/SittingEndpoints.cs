using System.Globalization;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Sittings;

/// <summary>A sitting to call.</summary>
public sealed record CallBody(DateTimeOffset StartsAt, string Place, IReadOnlyList<AgendaItem>? Agenda = null);

/// <summary>The agenda as it shall be.</summary>
public sealed record AgendaBody(IReadOnlyList<AgendaItem> Agenda);

/// <summary>Who is in the room at the opening.</summary>
public sealed record OpeningBody(IReadOnlyList<MemberId> Present);

/// <summary>Who came or left.</summary>
public sealed record MemberBody(MemberId Member);

/// <summary>An item to put off, by its number on the agenda.</summary>
public sealed record DeferralBody(int Item, string Reason);

/// <summary>Why the sitting is called off.</summary>
public sealed record CancellationBody(string Reason);

/// <summary>A command that says everything by being given.</summary>
public sealed record NothingBody;

/// <summary>The sittings of the panel: called, prepared, held and minuted.</summary>
public static class SittingEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sittings", ListAsync).WithName("listSittings").Produces<Listing<SittingSummary>>().ProducesReadProblems(MayRead);
        api.MapGet("/sittings/next/agenda", NextAsync).WithName("readAgenda").Produces<NextAgendaView>().ProducesReadProblems(MayRead);
        api.MapGet("/sittings/{number}", FindAsync).WithName("getSitting").Produces<SittingView>().ProducesReadProblems(MayRead);
        api.MapGet("/sittings/{number}/minutes", MinutesAsync).WithName("getMinutes").Produces<SittingMinutesView>().ProducesReadProblems(MayRead);
        api.MapPost("/sittings", async (HttpContext http, SittingBooks books) =>
        {
            var (body, key, problem) = await RegisterEndpoints.ReadAsync<CallBody>(http);
            return problem ?? RegisterEndpoints.Answer(http, await books.ChangeAsync(
                new CallSitting(body!.StartsAt, body.Place, body.Agenda ?? []), http.Caller(), RegisterRoutes.Entering(http, key!), http.RequestAborted));
        }).For(MayCall, "NotYourCommand").WithName("callSitting").Accepts<CallBody>("application/json").Produces<RegisterAnswer>(201).ProducesCommandProblems();
        MapChange<AgendaBody>(api, "changeAgenda", "agenda", MayPrepare, (number, body) => new ChangeAgenda(number, body.Agenda));
        MapChange<NothingBody>(api, "approveAgenda", "approve", MayCall, (number, _) => new ApproveAgenda(number));
        MapChange<CancellationBody>(api, "cancelSitting", "cancel", MayCall, (number, body) => new CancelSitting(number, body.Reason));
        MapChange<OpeningBody>(api, "openSitting", "open", MayCall, (number, body) => new OpenSitting(number, body.Present));
        MapChange<MemberBody>(api, "recordArrival", "arrive", MayPrepare, (number, body) => new RecordPresence(number, body.Member, IsPresent: true));
        MapChange<MemberBody>(api, "recordDeparture", "leave", MayPrepare, (number, body) => new RecordPresence(number, body.Member, IsPresent: false));
        MapChange<DeferralBody>(api, "deferItem", "defer", IsMember, (number, body) => new DeferItem(number, body.Item, body.Reason));
        MapChange<NothingBody>(api, "closeSitting", "close", IsMember, (number, _) => new CloseSitting(number));
    }

    private static void MapChange<TBody>(
        RouteGroupBuilder api, string name, string segment, Func<Caller, bool> may, Func<int, TBody, SittingCommand> toCommand) where TBody : class =>
        api.MapPost($"/sittings/{{number}}/{segment}", async (HttpContext http, string number, SittingBooks books) =>
        {
            var (body, intent, problem) = await RegisterEndpoints.ReadChangeAsync<TBody>(http);
            return problem ?? RegisterEndpoints.Answer(
                http, await books.ChangeAsync(toCommand(NumberOf(number), body!), http.Caller(), intent!, http.RequestAborted));
        }).For(may, "NotYourCommand").WithName(name).Accepts<TBody>("application/json").Produces<RegisterAnswer>().ProducesCommandProblems();

    private static async Task<IResult> ListAsync(HttpContext http, SittingReading reading)
    {
        var listing = await reading.ListAsync(http.RequestAborted);
        return RegisterRoutes.View(http, listing.Version, listing);
    }

    private static async Task<IResult> NextAsync(HttpContext http, SittingReading reading)
    {
        var (version, view) = await reading.NextAgendaAsync(http.Caller(), http.RequestAborted);
        return RegisterRoutes.View(http, version, view);
    }

    private static async Task<IResult> FindAsync(HttpContext http, SittingReading reading, string number)
    {
        var (version, view) = await reading.FindAsync(NumberOf(number), http.Caller(), http.RequestAborted);
        return RegisterRoutes.View(http, version, view);
    }

    private static async Task<IResult> MinutesAsync(HttpContext http, MinutesReading reading, string number)
    {
        var (version, view) = await reading.FindAsync(NumberOf(number), http.Caller(), http.RequestAborted);
        return RegisterRoutes.View(http, version, view);
    }

    /// <summary>What is no number names no sitting; they count from 1.</summary>
    private static int NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text ? number : 0;

    private static bool MayRead(Caller caller) => SittingRules.MayRead(caller.Actor, caller.Panel);

    private static bool MayCall(Caller caller) => SittingRules.IsChairOrActing(caller.Actor, caller.Panel);

    private static bool MayPrepare(Caller caller) => caller.Actor.Role == Role.Examiner || IsMember(caller);

    private static bool IsMember(Caller caller) => caller.Actor.Role == Role.PanelMember && MayRead(caller);
}
