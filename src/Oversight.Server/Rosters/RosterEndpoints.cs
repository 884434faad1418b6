using System.Globalization;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Rosters;

/// <summary>How a member can sit in a period.</summary>
public sealed record AvailabilityBody(MemberId Member, DateTimeOffset From, DateTimeOffset To, Attendance Attendance, int? ReachableWithinMinutes);

/// <summary>The duty roster and the quorum it holds.</summary>
public static class RosterEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/roster", ListAsync).WithName("listAvailability").Produces<Listing<Availability>>().ProducesReadProblems(MayRead);
        api.MapGet("/roster/quorum", QuorumAsync).WithName("findQuorum").Produces<QuorumFinding>().ProducesReadProblems(MayRead);
        api.MapEntry<AvailabilityBody, Roster, RosterEvent, RosterCommand>(
            "/roster/availability", Registers.Roster, caller => RosterRules.MayRecord(caller.Actor, caller.Panel),
            body => new RecordAvailability(body.Member, body.From, body.To, body.Attendance, body.ReachableWithinMinutes)).WithName("recordAvailability");
    }

    private static async Task<IResult> ListAsync(HttpContext http, RegisterBooks books, BusinessClock clock)
    {
        var (version, roster) = await books.ReadAsync(Registers.Roster, http.RequestAborted);
        return RegisterRoutes.View(http, version, new Listing<Availability>(version, Coming(roster, clock.Now)));
    }

    /// <summary>The periods that are not over.</summary>
    public static IReadOnlyList<Availability> Coming(Roster? roster, DateTimeOffset now) => [.. (roster?.Periods ?? []).Where(period => period.To > now)];

    /// <summary>`within` is written 90m or 2h and is at most 48 hours; `at` is an instant, now by itself; `request` a number the caller may read.</summary>
    private static async Task<IResult> QuorumAsync(HttpContext http, QuorumReading reading, BusinessClock clock, string? within, string? at, string? request)
    {
        if (Length(within ?? "2h") is not { } length || Instant(at, clock.Now) is not { } from)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        var (version, finding) = await reading.FindAsync(http.Caller(), from, length, request, http.RequestAborted);
        return RegisterRoutes.View(http, version, finding);
    }

    private static TimeSpan? Length(string text)
    {
        var unit = text.Length == 0 ? ' ' : text[^1];
        if (unit is not ('h' or 'm') || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 48 * 60)
            return null;
        var length = TimeSpan.FromMinutes((long)count * (unit == 'h' ? 60 : 1));
        return length <= TimeSpan.FromHours(48) ? length : null;
    }

    private static DateTimeOffset? Instant(string? text, DateTimeOffset now)
    {
        if (text is null)
            return now;
        return ApiJson.TryParseInstant(text, out var at) ? at : null;
    }

    private static bool MayRead(Caller caller) => Registers.Roster.MayRead(caller.Actor, caller.Panel);
}

/// <summary>What the roster says of a quorum, for the API and the pages.</summary>
public sealed class QuorumReading(RegisterBooks books, RequestReading requests, Rules rules)
{
    /// <summary>The finding with the roster's version; none where the caller may not read the request.</summary>
    public async Task<(int Version, QuorumFinding? Finding)> FindAsync(
        Caller caller, DateTimeOffset at, TimeSpan within, string? request, CancellationToken ct)
    {
        var state = request is null ? null : await requests.FindAsync(request, caller, ct);
        if (request is not null && state is null)
            return (0, null);
        var (version, roster) = await books.ReadAsync(Registers.Roster, ct);
        var need = state is null ? QuorumFinder.Urgent(rules.Book, at) : QuorumFinder.For(state, rules.Book, at);
        return (version, QuorumFinder.Find(roster ?? Roster.Empty, caller.Panel, need, at, within));
    }
}
