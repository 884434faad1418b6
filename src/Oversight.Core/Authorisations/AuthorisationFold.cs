using System.Diagnostics;
using Oversight.Core.Inspections;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>The part of the fold that concerns the authorisation's life.</summary>
internal static class AuthorisationFold
{
    public static RequestState? Apply(RequestState s, RequestEvent @event, Stamp stamp) => @event switch
    {
        AuthorisationIssued e => s with { Authorisation = Issued(e, stamp) },
        AuthorisationStarted => With(s, a => a with { State = AuthorisationState.Active }),
        AuthorisationEnded e => With(s, a => EndedAt(a, e.How, stamp.At)),
        AuthorisationSuspended e => With(s, a => a with
        {
            State = AuthorisationState.Suspended,
            Suspensions = [.. a.Suspensions, new Suspension(SuspendedFrom(a, e, stamp), null, e.Condition, e.Resolution)],
        }),
        AuthorisationResumed => With(s, a => a with
        {
            State = stamp.At < a.Start ? AuthorisationState.Pending : AuthorisationState.Active,
            Suspensions = Closed(a, stamp.At),
        }),
        AuthorisationNarrowed e => With(s, a => a with
        {
            Items = e.Items,
            Narrowings = [.. a.Narrowings, new Narrowing(stamp.At, e.Items, e.Scope, e.Reason)],
        }),
        ActRecorded e => With(s, a => a with { Acts = [.. a.Acts, new Act(e.ActedAt, e.Text, stamp.At)] }),
        ExtensionGranted e => With(s, a => a with { Extension = new GrantedExtension(e.Extension, e.Start, e.End) }),
        ExtensionLost => With(s, a => a with { Extension = null }),
        ConditionReported e => Of(Countersigned(s, e.Documents), e.Condition, standing => Reported(standing, e, stamp)),
        ConditionAccepted e => Of(s, e.Condition, standing => Accepted(standing, e, stamp)),
        ConditionMissed e => Of(s, e.Condition, standing => Missed(standing with { Handled = standing.Handled + 1 }, e.Misses, e.DueAt < stamp.At ? e.DueAt : stamp.At)),
        ConditionBreached e => Of(s, e.Condition, standing => Missed(standing, e.Misses, stamp.At)),
        ErasureRecorded e => s with { Erasure = e.Record, ErasedAt = e.ErasedAt, CarriedOut = e.CarriedOut },
        ErasureKept e => s with { KeptUntil = e.Until, Keeping = e.Record },
        KeepingEnded => s with { KeptUntil = null },
        ErasureCarriedOver e => s with { CarriedOverTo = e.Extension },
        DisclosureRecorded e => Watching(s, m => m with
        {
            Disclosures = [.. m.Disclosures, new Disclosure(e.DisclosedAt, e.Purpose, e.IsListedRecipient, e.Records, e.Recipient, e.Text, stamp.At)],
        }),
        AccessLogRecorded e => Watching(s, m => m with { AccessLogs = [.. m.AccessLogs, new AccessLog(e.From, e.To, e.Digest, e.Lines, stamp.At)] }),
        UsageImported e => Watching(s, m => m with
        {
            Imports =
            [
                .. m.Imports,
                new UsageImport(e.Import, e.Digest, e.Format, e.Records, e.Malformed, e.Unflagged, e.Findings, e.FindingsDigest, e.Name, stamp.At),
            ],
        }),
        _ => null,
    };

    /// <summary>The officer reports with these documents: from here on they are there for whoever may read the request.</summary>
    private static RequestState Countersigned(RequestState s, IReadOnlyList<string> documents) => s with
    {
        Attachments = [.. s.Attachments.Select(file => file with { IsCountersigned = file.IsCountersigned || documents.Contains(file.Digest) })],
    };

    private static Authorisation Issued(AuthorisationIssued e, Stamp stamp) =>
        new(e.ContentVersion, AuthorisationState.Pending, e.Start, e.End, e.Items, e.Use, stamp.At)
        {
            Conditions = [.. (e.Use?.Conditions ?? []).Select(condition => new ConditionStanding(condition, ConditionState.Open))],
        };

    private static ConditionStanding Reported(ConditionStanding standing, ConditionReported e, Stamp stamp)
    {
        var reported = standing with
        {
            Reports = [.. standing.Reports, new ConditionReport(stamp.At, e.DueAt, e.Text, e.Documents)],
            Handled = standing.Handled + (e.DueAt is null ? 0 : 1),
        };
        return standing.Condition switch
        {
            // However late, what must come before use can still be shown; use before it stays an overrun.
            { Kind: ConditionKind.Precedent } when standing.State != ConditionState.Met => reported with { State = ConditionState.Reported },
            _ when standing.State != ConditionState.Open => reported,
            { Due.Kind: ConditionDueKind.At or ConditionDueKind.AfterEvent } when e.DueAt is not null =>
                reported with { State = ConditionState.Met, MetAt = stamp.At },
            _ => reported,
        };
    }

    private static ConditionStanding Accepted(ConditionStanding standing, ConditionAccepted e, Stamp stamp)
    {
        var handled = standing with { Handled = standing.Handled + (e.DueAt is null ? 0 : 1) };
        // What recurs goes on, and what was broken while it lasted stays broken.
        return standing.Condition.Kind == ConditionKind.Precedent
            || (standing.State == ConditionState.Open && standing.Condition.Due.Kind != ConditionDueKind.Recurring)
            ? handled with { State = ConditionState.Met, MetAt = stamp.At }
            : handled;
    }

    private static ConditionStanding Missed(ConditionStanding standing, int misses, DateTimeOffset at) =>
        misses < (standing.Condition.SuspendsAfterMisses ?? 1)
            ? standing with { Misses = misses, MissedAt = at }
            : standing with { Misses = misses, MissedAt = at, State = ConditionState.Breached, BreachedAt = standing.BreachedAt ?? at };

    /// <summary>A missed duty suspends from its due instant, however late the miss is noticed.</summary>
    private static DateTimeOffset SuspendedFrom(Authorisation a, AuthorisationSuspended e, Stamp stamp) =>
        e.Condition is { } condition ? a.Find(condition)?.MissedAt ?? stamp.At : stamp.At;

    /// <summary>What ends by itself ends at the instant it was to end, however late that was noticed.</summary>
    private static Authorisation EndedAt(Authorisation a, AuthorisationEnd how, DateTimeOffset at)
    {
        var ended = how is AuthorisationEnd.Expired or AuthorisationEnd.SupersededByExtension && a.EndsAt < at ? a.EndsAt : at;
        return a with { State = Ended(how), EndedAt = ended, Suspensions = Closed(a, ended) };
    }

    private static IReadOnlyList<Suspension> Closed(Authorisation a, DateTimeOffset at) =>
        a.Suspensions is [.., { To: null } last] ? [.. a.Suspensions.SkipLast(1), last with { To = at }] : a.Suspensions;

    private static RequestState Of(RequestState s, string condition, Func<ConditionStanding, ConditionStanding> change) => With(s, a => a with
    {
        Conditions = [.. a.Conditions.Select(standing => standing.Condition.Id == condition ? change(standing) : standing)],
    });

    private static RequestState With(RequestState s, Func<Authorisation, Authorisation> change) => s with { Authorisation = change(s.Authorisation!) };

    private static RequestState Watching(RequestState s, Func<Monitoring, Monitoring> change) => s with { Monitoring = change(s.Monitoring) };

    private static AuthorisationState Ended(AuthorisationEnd how) => how switch
    {
        AuthorisationEnd.Expired => AuthorisationState.Expired,
        AuthorisationEnd.EndedEarly => AuthorisationState.EndedEarly,
        AuthorisationEnd.Revoked => AuthorisationState.Revoked,
        AuthorisationEnd.SupersededByExtension => AuthorisationState.SupersededByExtension,
        _ => throw new UnreachableException(),
    };
}
