using System.Text;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Requests;
using Oversight.Server.Storage;
using Route = Oversight.Core.Law.Route;

namespace Oversight.Server.Authorisations;

/// <summary>A use about to be made, or one made before. SrcIp may be left out on R5–R8 only, where dstIp is the target; at is now unless said otherwise.</summary>
public sealed record UseBody(
    string DstIp, Protocol Protocol, string Operator, string? SrcIp = null, int? Port = null, DataType? DataType = null, string? Action = null,
    DateTimeOffset? At = null);

/// <summary>Whether the use lies inside the authorisation; else every way in which it does not, and the conditions that stand in its way.</summary>
public sealed record CheckAnswer(bool Allowed, IReadOnlyList<string> Reasons, IReadOnlyList<string> Conditions, AuthorisationState State, DateTimeOffset At);

/// <summary>Holds a use against an authorisation, by the matcher that judges reported uses. Nothing is written.</summary>
public sealed class UsageChecking(OversightDbContext db, RequestReading requests, Rules rules, BusinessClock clock)
{
    /// <summary>The answer, or why there is none: the caller may not read it, it is not there, or the use cannot be understood.</summary>
    public async Task<(CheckAnswer? Answer, Refusal? Refusal)> CheckAsync(string number, Caller caller, UseBody body, CancellationToken ct)
    {
        if (await requests.FindAsync(number, caller, ct) is not { Authorisation: { } authorisation } state)
            return (null, new Refusal(RefusalKind.NotFound, "NotFound"));
        var now = clock.Now;
        var at = body.At is { } said ? CanonicalInstant.Truncate(said) : now;
        if (at > now)
            return (null, new Refusal(RefusalKind.Invalid, "DateInFuture", "/at"));
        var route = await RouteOfAsync(state, ct);
        var errors = Errors(body, Routes.IsAcquisition(route)).ToList();
        if (errors.Count > 0)
            return (null, new Refusal(RefusalKind.Invalid, "InvalidUse") { Errors = errors });
        var (history, use) = (HistoryOf(authorisation, route), RecordOf(body, at));
        var answer = UsageCheck.Ask(history, rules.Book.Map, use, at);
        var conditions = answer.IsAllowed ? [] : new UsageMatcher(history, rules.Book.Map).ConditionsAgainst(use);
        return (new CheckAnswer(answer.IsAllowed, answer.Kinds, conditions, AuthorisationStanding.At(authorisation, at), at), null);
    }

    private static IEnumerable<FieldError> Errors(UseBody body, bool needsSource)
    {
        if (body.SrcIp is null ? needsSource : !IsAddress(body.SrcIp))
            yield return new FieldError("/srcIp", "OneAddressExpected");
        if (!IsAddress(body.DstIp))
            yield return new FieldError("/dstIp", "OneAddressExpected");
        if (body.Protocol == Protocol.Any)
            yield return new FieldError("/protocol", "OneProtocolExpected");
        if (body.Port is < 0 or > 65_535)
            yield return new FieldError("/port", "OnePortExpected");
    }

    private static UsageRecord RecordOf(UseBody body, DateTimeOffset at) => new(
        at, body.SrcIp is null ? null : Read(body.SrcIp), Read(body.DstIp)!.Value, body.Protocol, body.Port, body.DataType, body.Operator, body.Action ?? "");

    private static bool IsAddress(string text) => Read(text) is not null;

    private static Address? Read(string text) => Address.TryParse(Encoding.UTF8.GetBytes(text), out var address) ? address : null;

    /// <summary>The route; of an extension that of the request it extends, however often it was extended.</summary>
    private async Task<Route> RouteOfAsync(RequestState s, CancellationToken ct)
    {
        var content = s.Content;
        for (var seen = new HashSet<string>(); content.Route == Route.R4 && content.Parent is { } parent && seen.Add(parent);)
        {
            if (await db.Requests.AsNoTracking().Where(r => r.Id == parent).Select(r => new { r.Content, r.Snapshot }).SingleOrDefaultAsync(ct) is not { } row)
                break;
            content = new RequestSnapshot(row.Content, row.Snapshot).Read().Content;
        }
        return content.Route == Route.R4
            ? throw new InvalidOperationException($"The request that {s.Id} extends cannot be found.")
            : content.Route;
    }

    /// <summary>
    /// What is on record of an authorisation today. A fulfilled condition and the times of a suspension are not: a precedent condition stands in the way,
    /// and a suspension counts from the start.
    /// </summary>
    private static AuthorisationHistory HistoryOf(Authorisation a, Route route) => new()
    {
        Route = route,
        Start = a.Start,
        End = AuthorisationStanding.LastsUntil(a),
        Scopes = a.Use is null ? [] : [new GrantedScope(a.Start, a.Use.Scope)],
        Operators = a.Use?.Operators ?? [],
        Windows = a.Use?.Windows ?? [],
        Holds = [.. (a.Use?.Conditions ?? []).Where(condition => condition.Kind == ConditionKind.Precedent)
            .Select(condition => new ConditionHold(condition.Id, HoldKind.Unmet, a.Start, null, condition.Items, condition.Ports))],
        Inactive = a.State == AuthorisationState.Suspended ? [new InactiveSpan(a.Start)] : [],
    };
}
