using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>Conditions as live duties: reported, accepted, missed, breached, and suspending as each one says.</summary>
internal static class ConditionRules
{
    public static Refusal? Report(Unfolding u, ReportCondition c, Facts facts)
    {
        if (u.State.Authorisation!.Find(c.Condition) is not { Condition.Owner: ConditionOwner.Agency } standing)
            return new Refusal(RefusalKind.Invalid, "NoSuchCondition", "/condition");
        if (c.Documents.Any(digest => u.State.Attachments.All(file => file.Digest != digest)))
            return new Refusal(RefusalKind.Invalid, "DocumentNotAttached", "/documents");
        u.Emit(new ConditionReported(c.Condition, DueReportedOn(standing, u.State.Authorisation, facts.Now), c.Documents, c.Text));
        return null;
    }

    /// <summary>The next due instant, once the one before it is past: one report does not answer for two.</summary>
    private static DateTimeOffset? DueReportedOn(ConditionStanding standing, Authorisation authorisation, DateTimeOffset now)
    {
        var next = ConditionDues.Next(standing, authorisation);
        var before = standing.Handled == 0 ? null : ConditionDues.Of(standing.Condition, authorisation).ElementAtOrDefault(standing.Handled - 1) as DateTimeOffset?;
        return before > now ? null : next;
    }

    public static Refusal? Accept(Unfolding u, AcceptCondition c, Facts facts)
    {
        if (u.State.Authorisation!.Find(c.Condition) is not { } standing)
            return new Refusal(RefusalKind.Invalid, "NoSuchCondition", "/condition");
        var due = DueReportedOn(standing, u.State.Authorisation, facts.Now);
        if (!ConditionDues.IsAcceptable(standing, u.State.Authorisation) || (standing.Condition.Kind == ConditionKind.Continuing && due is null))
            return new Refusal(RefusalKind.Conflict, "NothingToAccept", "/condition");
        u.Emit(new ConditionAccepted(c.Condition, due));
        return null;
    }

    public static void Miss(Unfolding u, string condition)
    {
        var standing = u.State.Authorisation!.Find(condition)!;
        var dueAt = ConditionDues.Next(standing, u.State.Authorisation)!.Value;
        u.Emit(new ConditionMissed(condition, dueAt, standing.Misses + 1));
        SuspendFor(u, condition);
    }

    public static void Breach(Unfolding u, string condition, int inspection)
    {
        u.Emit(new ConditionBreached(condition, u.State.Authorisation!.Find(condition)!.Misses + 1, inspection));
        SuspendFor(u, condition);
    }

    private static void SuspendFor(Unfolding u, string condition)
    {
        var authorisation = u.State.Authorisation!;
        var standing = authorisation.Find(condition)!;
        if (authorisation.State is AuthorisationState.Pending or AuthorisationState.Active && standing.Misses >= standing.Condition.SuspendsAfterMisses)
            u.Emit(new AuthorisationSuspended(condition, null));
    }
}
