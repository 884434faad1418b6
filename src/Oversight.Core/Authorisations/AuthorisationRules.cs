using Oversight.Core.Inspections;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Authorisations;

/// <summary>What the agency does with an authorisation: acts, narrows, ends, reports, erases.</summary>
internal static class AuthorisationRules
{
    public static Refusal? RecordAct(Unfolding u, RecordAct c, Facts facts)
    {
        if (c.ActedAt > facts.Now)
            return new Refusal(RefusalKind.Invalid, "DateInFuture", "/actedAt");
        if (c.ActedAt < u.State.Authorisation!.Start)
            return new Refusal(RefusalKind.Invalid, "DateTooEarly", "/actedAt");
        u.Emit(new ActRecorded(c.ActedAt, c.Text));
        return null;
    }

    public static Refusal? Narrow(Unfolding u, Narrow c)
    {
        var granted = u.State.Authorisation!.Permitted;
        if (c.Scope.Count == 0 || c.Scope.Keys.FirstOrDefault(item => !granted.ContainsKey(item)) is not null)
            return new Refusal(RefusalKind.Invalid, "NoSuchItem", "/scope");
        if (c.Scope.Keys.FirstOrDefault(item => !ScopeRules.IsWithin(c.Scope[item], granted[item])) is { } wider)
            return new Refusal(RefusalKind.Invalid, "NarrowedScopeIsWider", $"/scope/{wider}");
        u.Emit(new AuthorisationNarrowed([.. c.Scope.Keys.Order(StringComparer.Ordinal)], ItemNames.Sorted(c.Scope), c.Reason));
        return null;
    }

    public static Refusal? EndEarly(Unfolding u, EndEarly c)
    {
        u.Emit(new AuthorisationEnded(AuthorisationEnd.EndedEarly, c.Reason));
        u.CompleteWhere(Ports.EndedEarly);
        return null;
    }

    /// <summary>The start was reached. What continues a suspended or revoked authorisation begins suspended: only the panel lets it go on.</summary>
    public static void Begin(Unfolding u, Facts facts)
    {
        u.Emit(new AuthorisationStarted());
        if (facts.Parent?.Authorisation is { } parent && (parent.State is AuthorisationState.Suspended or AuthorisationState.Revoked || EndedSuspended(parent)))
            u.Emit(new AuthorisationSuspended(null, null));
    }

    private static bool EndedSuspended(Authorisation a) => a.EndedAt is { } ended && a.Suspensions.Count > 0 && a.Suspensions[^1].To == ended;

    /// <summary>
    /// At its end an authorisation expires, or gives way to the live extension that follows without a gap and takes over the duty to erase. An
    /// extension that was to take its place before and is over itself leaves it running to its own end.
    /// </summary>
    public static void Expire(Unfolding u, Facts facts)
    {
        var extension = u.State.Authorisation!.Extension;
        var isLive = facts.Extension?.Authorisation is { IsLive: true };
        if (extension is not null && !isLive && extension.Start < u.State.Authorisation.End)
        {
            u.Emit(new ExtensionLost(extension.Number));
            return;
        }
        var follows = extension is not null && isLive && extension.Start <= u.State.Authorisation.End;
        u.Emit(new AuthorisationEnded(follows ? AuthorisationEnd.SupersededByExtension : AuthorisationEnd.Expired, null));
        u.CompleteWhere(Ports.Expired);
        if (!follows)
            return;
        u.Emit(new ErasureCarriedOver(extension!.Number));
        u.CompleteWhere(Ports.Recorded);
    }

    // — Erasure —

    /// <summary>Something was obtained that must go: an authorisation, or a measure whose destruction was ordered; and it has not gone yet.</summary>
    public static bool OwesErasure(RequestState s) =>
        s.ErasedAt is null && s.CarriedOverTo is null
        && (s.Authorisation is { IsLive: false } || (s.Measure is not null && s.Orders.Contains("destroy")) || s.State == RequestStatus.ErasureDue);

    public static Refusal? RecordErasure(Unfolding u, RecordErasure c, Facts facts)
    {
        if (c.ErasedAt > facts.Now)
            return new Refusal(RefusalKind.Invalid, "DateInFuture", "/erasedAt");
        if (c.ErasedAt < LastUse(u.State))
            return new Refusal(RefusalKind.Invalid, "ErasedBeforeTheEnd", "/erasedAt");
        var orders = OrderRules.ToReport(u.State, facts);
        if (!orders.ToHashSet().SetEquals(c.CarriedOut ?? []))
            return new Refusal(RefusalKind.Invalid, "OrdersNotReported", "/carriedOut", string.Join(", ", orders.Select(OrderRules.NameOf)));
        u.Emit(new ErasureRecorded(c.ErasedAt, c.Record, orders.Count > 0 ? orders : null));
        u.CompleteWhere(Ports.Recorded);
        return null;
    }

    /// <summary>The first instant at which there can have been anything to erase: what ended before it began is erased as soon as it was issued.</summary>
    public static DateTimeOffset? FirstUse(RequestState s) => s switch
    {
        { Authorisation: { EndedAt: { } ended } a } when ended <= a.Start => a.IssuedAt,
        { Authorisation: { } a } => a.Start,
        _ => s.Measure?.MeasuredAt,
    };

    /// <summary>
    /// From here on there was nothing more to obtain: the end, or the measure, or the last use on record if that was later. What was erased before is no
    /// erasure of everything.
    /// </summary>
    private static DateTimeOffset? LastUse(RequestState s) => s.Monitoring.Disclosures.Select(disclosure => disclosure.DisclosedAt)
        .Concat(s.Authorisation?.Acts.Select(act => act.ActedAt) ?? [])
        .Cast<DateTimeOffset?>().Append(s.Authorisation is { } a ? a.EndedAt : s.Measure?.MeasuredAt).Max();

    /// <summary>What was ordered destroyed is not kept, whatever the reason.</summary>
    public static string? KeepingBar(RequestState s) =>
        !OwesErasure(s) || s.KeptUntil is not null ? "NotPossibleNow" : s.Orders.Contains("destroy") ? "DestructionOrdered" : null;

    public static Refusal? KeepLonger(Unfolding u, KeepLonger c, Facts facts)
    {
        if (c.Until <= facts.Now)
            return new Refusal(RefusalKind.Invalid, "DateInPast", "/until");
        if (c.Until > KeepingLimit(u.State, facts))
            return new Refusal(RefusalKind.Invalid, "KeptTooLong", "/until");
        u.Emit(new ErasureKept(c.Until, c.Record));
        u.CompleteWhere(Ports.Recorded);
        return null;
    }

    /// <summary>It runs from the end that opened the duty, however often something is kept.</summary>
    private static DateTimeOffset? KeepingLimit(RequestState s, Facts facts)
    {
        var from = s.Authorisation?.EndedAt ?? s.DecidedAt ?? facts.Now;
        return facts.Rules.Law.InForceAt(s.JudgedAt ?? facts.Now).KeepingLimit?.Value.DueFrom(from, facts.Rules.Calendar);
    }

    // — Reports —

    public static Refusal? RecordDisclosure(Unfolding u, RecordDisclosure c, Facts facts)
    {
        if (c.DisclosedAt > facts.Now)
            return new Refusal(RefusalKind.Invalid, "DateInFuture", "/disclosedAt");
        if (c.Records is < 1 or > ContentRules.MostRecords)
            return new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/records");
        var isListed = u.State.Content.Handling?.Recipients?.Contains(c.Recipient) == true;
        u.Emit(new DisclosureRecorded(c.DisclosedAt, c.Purpose, isListed, c.Records, c.Recipient, c.Text));
        return null;
    }

    public static Refusal? RecordAccessLog(Unfolding u, RecordAccessLog c, Facts facts)
    {
        if (c.To > facts.Now)
            return new Refusal(RefusalKind.Invalid, "DateInFuture", "/to");
        if (c.From >= c.To)
            return new Refusal(RefusalKind.Invalid, "PeriodEndsBeforeItStarts", "/to");
        if (c.Lines is < 0 or > ContentRules.MostRecords)
            return new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/lines");
        u.Emit(new AccessLogRecorded(c.From, c.To, c.Digest, c.Lines));
        return null;
    }

    /// <summary>Files a matched file; records outside the permission open an incident at once.</summary>
    public static Refusal? FileUsage(Unfolding u, FileUsage c, Facts facts)
    {
        if (u.State.Monitoring.Imports.Any(import => import.Digest == c.Digest))
            return new Refusal(RefusalKind.Conflict, "UsageFiledAlready", "/digest");
        if (c.Records is < 0 or > ContentRules.MostRecords || c.Malformed is < 0 or > ContentRules.MostRecords
            || c.Findings.Any(finding => finding.Count < 1 || finding.Count > c.Records))
            return new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/records");
        var found = c.Findings.Sum(finding => finding.Count);
        if (found > c.Records)
            return new Refusal(RefusalKind.Invalid, "NumberOutOfRange", "/records");
        var number = u.State.Monitoring.Imports.Count + 1;
        u.Emit(new UsageImported(number, c.Digest, c.Format, c.Records, c.Malformed, c.Records - found, c.Findings, c.FindingsDigest, c.Name));
        if (found > 0)
            u.Emit(IncidentRules.Opened(u.State, number, c.Findings.Any(finding => finding.Kinds.Contains("domesticOnly")), found, null, facts));
        return null;
    }
}
