using Microsoft.EntityFrameworkCore;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Outcome = Oversight.Server.Storage.Outcome;

namespace Oversight.Server.Accounts;

/// <summary>What an administrator does to the panel's composition: the rules of the panel, and that only members of the panel take its seats.</summary>
public sealed class PanelChanges(RegisterStore registers, Rules rules, BusinessClock clock)
{
    /// <summary>Seats the account's holder, under the name the account has.</summary>
    public Task<Outcome> FillAsync(
        int seat, string member, Func<(string NameEn, string NameJa), SeatHolder> holderOf, RegisterIntent intent, CancellationToken ct)
    {
        var now = clock.Now;
        return registers.ChangeAsync(Registers.Panel, intent, now, async (db, panel) =>
        {
            var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == member, ct);
            var command = new FillSeat(seat, holderOf((account?.NameEn ?? member, account?.NameJa ?? member)));
            var verdict = Decide(panel!, command, intent.Actor, now, account?.AgencyId is not null);
            if (verdict is RegisterVerdict<PanelEvent>.Refused || account is { Role: Role.PanelMember, ClosedAt: null })
                return verdict;
            return new RegisterVerdict<PanelEvent>.Refused(
                new Refusal(RefusalKind.Invalid, account is null ? "NoSuchAccount" : "NotAPanelMembersAccount", "/member"));
        }, ct);
    }

    public Task<Outcome> ChangeAsync(PanelCommand command, RegisterIntent intent, CancellationToken ct)
    {
        var now = clock.Now;
        return registers.ChangeAsync(
            Registers.Panel, intent, now, (_, panel) => Task.FromResult(Decide(panel!, command, intent.Actor, now, isMemberOfAgency: false)), ct);
    }

    private RegisterVerdict<PanelEvent> Decide(Panel panel, PanelCommand command, Actor actor, DateTimeOffset now, bool isMemberOfAgency)
    {
        var facts = new PanelFacts(new MemberId(actor.Id), Jst.DateOf(now), isMemberOfAgency, rules.Book.Law.InForceAt(now).MaximumPartTime.Value);
        return PanelRules.Decide(panel, command, facts) switch
        {
            PanelDecision.Accepted accepted => new RegisterVerdict<PanelEvent>.Accepted(accepted.Event),
            PanelDecision.Refused { Refusal: var refusal } => new RegisterVerdict<PanelEvent>.Refused(new Refusal(KindOf(refusal), refusal.Code)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static RefusalKind KindOf(PanelRefusal refusal)
    {
        if (refusal == PanelRefusal.NoSuchSeat)
            return RefusalKind.NotFound;
        PanelRefusal[] malformed =
            [PanelRefusal.NameMissing, PanelRefusal.AppointmentMissing, PanelRefusal.TermEndsBeforeItStarts, PanelRefusal.ReasonMissing];
        return malformed.Contains(refusal) ? RefusalKind.Invalid : RefusalKind.Conflict;
    }
}
