using System.Text;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Log;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>A use about to be made, or one made before. SrcIp may be left out on R5–R8 only, where dstIp is the target; at is now unless said otherwise.</summary>
public sealed record UseBody(
    string DstIp, Protocol Protocol, string Operator, string? SrcIp = null, int? Port = null, DataType? DataType = null, string? Action = null,
    DateTimeOffset? At = null);

/// <summary>Whether the use lies inside the authorisation; else every way in which it does not, and the conditions that stand in its way.</summary>
public sealed record CheckAnswer(bool Allowed, IReadOnlyList<string> Reasons, IReadOnlyList<string> Conditions, AuthorisationState State, DateTimeOffset At);

/// <summary>Holds a use against an authorisation, by the matcher that judges reported uses. Nothing is written.</summary>
public sealed class UsageChecking(RequestReading requests, EffectivenessGate gate, Rules rules, BusinessClock clock)
{
    /// <summary>The answer, or why there is none: the caller may not read it, it is not there, or the use cannot be understood.</summary>
    public async Task<(CheckAnswer? Answer, Refusal? Refusal)> CheckAsync(string number, Caller caller, UseBody body, CancellationToken ct)
    {
        if (await requests.FindToActOnAsync(number, caller, ct) is not { Authorisation: { } authorisation } state)
            return (null, new Refusal(RefusalKind.NotFound, "NotFound"));
        var now = clock.Now;
        var at = body.At is { } said ? CanonicalInstant.Truncate(said) : now;
        if (at > now)
            return (null, new Refusal(RefusalKind.Invalid, "DateInFuture", "/at"));
        var history = AuthorisationHistory.Of(state);
        var errors = Errors(body, Routes.IsAcquisition(history.Route)).ToList();
        if (errors.Count > 0)
            return (null, new Refusal(RefusalKind.Invalid, "InvalidUse") { Errors = errors });
        var use = RecordOf(body, at);
        var answer = UsageCheck.Ask(history, rules.Book.Map, use, at);
        var conditions = answer.IsAllowed ? [] : new UsageMatcher(history, rules.Book.Map).ConditionsAgainst(use);
        // What nobody outside has seen gives nobody leave to act.
        if (!await gate.IsOpenAsync(state.Id.Value, ct))
            return (new CheckAnswer(false, [.. answer.Kinds, "notYetEffective"], conditions, AuthorisationStanding.At(authorisation, at), at), null);
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
}
