using Oversight.Core.Panels;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;
using Outcome = Oversight.Server.Storage.Outcome;

namespace Oversight.Server.Accounts;

/// <summary>A person for a seat; the name is the account's.</summary>
public sealed record FillSeatBody(string Member, bool IsFullTime, DateOnly TermStart, DateOnly TermEnd, string Appointment)
{
    /// <summary>The person in the seat, under the name of the account.</summary>
    public SeatHolder HolderNamed((string NameEn, string NameJa) name) =>
        new(new MemberId(Member), name.NameEn, name.NameJa, IsFullTime, TermStart, TermEnd, Appointment);
}

/// <summary>Why a seat becomes vacant.</summary>
public sealed record VacateSeatBody(string Reason);

/// <summary>Who acts for the chair.</summary>
public sealed record ActingChairBody(string Member);

/// <summary>The panel as it is composed.</summary>
public sealed record PanelView(int Version, IReadOnlyList<Seat> Seats, MemberId? ActingChair);

/// <summary>Where the panel's register stands after a change.</summary>
public sealed record PanelAnswer(int Version);

/// <summary>The panel's composition: read by everybody, changed by administrators. How votes are counted is law, and no endpoint changes it.</summary>
public static class PanelEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/panel", ReadAsync).WithName("readPanel").RequireAuthorization().Produces<PanelView>();
        var panel = app.MapGroup("/api/v1/panel").RequireAuthorization(AccountsHosting.Administrators);
        panel.MapPost("/seats/{seat:int}/fill", FillAsync).WithName("fillSeat")
            .Accepts<FillSeatBody>("application/json").Produces<PanelAnswer>().ProducesCommandProblems();
        panel.MapPost("/seats/{seat:int}/vacate", VacateAsync).WithName("vacateSeat")
            .Accepts<VacateSeatBody>("application/json").Produces<PanelAnswer>().ProducesCommandProblems();
        panel.MapPost("/actingChair", NameActingChairAsync).WithName("nameActingChair")
            .Accepts<ActingChairBody>("application/json").Produces<PanelAnswer>().ProducesCommandProblems();
    }

    private static async Task<IResult> ReadAsync(HttpContext http, RegisterReading reading)
    {
        var panel = await reading.PanelAsync(http.RequestAborted);
        http.Response.Headers.ETag = CommandEndpoints.ETag(panel.Version);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(panel, ApiJson.Options);
    }

    private static async Task<IResult> FillAsync(HttpContext http, int seat, PanelChanges changes)
    {
        var (body, intent, problem) = await RegisterEndpoints.ReadChangeAsync<FillSeatBody>(http);
        return problem ?? Answer(http, await changes.FillAsync(seat, body!.Member, body.HolderNamed, intent!, http.RequestAborted));
    }

    private static async Task<IResult> VacateAsync(HttpContext http, int seat, PanelChanges changes)
    {
        var (body, intent, problem) = await RegisterEndpoints.ReadChangeAsync<VacateSeatBody>(http);
        return problem ?? Answer(http, await changes.ChangeAsync(new VacateSeat(seat, body!.Reason), intent!, http.RequestAborted));
    }

    private static async Task<IResult> NameActingChairAsync(HttpContext http, PanelChanges changes)
    {
        var (body, intent, problem) = await RegisterEndpoints.ReadChangeAsync<ActingChairBody>(http);
        return problem ?? Answer(http, await changes.ChangeAsync(new NameActingChair(new MemberId(body!.Member)), intent!, http.RequestAborted));
    }

    private static IResult Answer(HttpContext http, Outcome outcome) =>
        RegisterEndpoints.Answer(http, outcome, written => new PanelAnswer(written.Version));
}
