using System.Diagnostics;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Known = Oversight.Core.Registers.Registers;

namespace Oversight.Core.Replay;

/// <summary>The one table from the name of a case to the register it is.</summary>
internal static class ReplayedRegisters
{
    /// <summary>The register of this case, null where there is none of that name.</summary>
    public static RegisterReplay? Of(string name) => name switch
    {
        "rulebook" => new RegisterReplay<AdoptedRulebook, RulebookEvent>(Known.Rulebook, Judge, (world, state, _, entry) => world.Adopt(state, entry.Spot)),
        "accounts" => new RegisterReplay<AccountsRegister, AccountEvent>(Known.Accounts, Judge, (world, _, happened, entry) => world.Note(happened, new Change(entry.Spot.Index, entry.At))),
        "panel" => new RegisterReplay<Panel, PanelEvent>(Known.Panel, Judge, (world, state, _, entry) => world.Seat(state, new Change(entry.Spot.Index, entry.At))),
        "keys" => new RegisterReplay<KeysRegister, KeyEvent>(Known.Keys, Judge),
        "agreements" => new RegisterReplay<Registers.Agreements.AgreementsRegister, Registers.Agreements.AgreementEvent>(Known.Agreements.Register, RegisterCommands.Judge),
        "undertakings" =>
            new RegisterReplay<Registers.Undertakings.UndertakingsRegister, Registers.Undertakings.UndertakingEvent>(Known.Undertakings.Register, RegisterCommands.Judge),
        "roster" => new RegisterReplay<Registers.Rosters.Roster, Registers.Rosters.RosterEvent>(Known.Roster.Register, RegisterCommands.Judge),
        "operatorReports" => new RegisterReplay<Registers.OperatorReports.ReportCount, Registers.OperatorReports.OperatorReportEvent>(
            Known.OperatorReports, new ReportsOnFile().Judge),
        "sittings" => new RegisterReplay<Sittings.SittingsRegister, Sittings.SittingEvent>(Known.Sittings, SittingReplay.Judge),
        _ when ReadRegisters.IsOne(name) => new RegisterReplay<ReadCount, ReadEvent>(ReadRegisters.Called(name), Judge),
        _ => null,
    };

    // — Readings: whoever has an account may have opened what he may see —

    private static Fault? Judge(RegisterSight<ReadCount> sight, ReadEvent happened) => happened switch
    {
        ContentRead => sight.NotYours(sight.Actor.Role != Role.System),
        _ => throw new UnreachableException(),
    };

    // — The rulebook: that its documents are there is seen when it is adopted —

    private static Fault? Judge(RegisterSight<AdoptedRulebook> sight, RulebookEvent happened) => happened switch
    {
        RulebookAdopted => sight.NotYours(sight.Actor.Role == Role.System),
        _ => throw new UnreachableException(),
    };

    // — Accounts —

    private static Fault? Judge(RegisterSight<AccountsRegister> sight, AccountEvent happened)
    {
        var register = sight.Before ?? AccountsRegister.Empty;
        if (happened is FirstAdministratorCreated)
            return sight.NotYours(sight.Actor.Role == Role.System && register.Accounts.Count == 0);
        if (happened is PasswordSet set)
            return sight.NotYours(sight.Actor.Id == set.Account);
        AccountCommand command = happened switch
        {
            AgencyRegistered e => new RegisterAgency(e.Agency, e.Kind, e.NameEn, e.NameJa),
            // Names of people are kept out of entries; that there were some is the server's word.
            AccountOpened e => new OpenAccount(e.Account, e.Role, e.Agency, CommandTable.Erased, CommandTable.Erased),
            AccountClosed e => new CloseAccount(e.Account, e.Reason ?? CommandTable.Erased),
            PasswordReset e => new ResetPassword(e.Account),
            _ => throw new UnreachableException(),
        };
        var holdsSeat = command is CloseAccount close && sight.Facts().Panel.Seats.Any(seat => seat.Member?.Value == close.Account);
        return sight.NotYours(MayAdminister(sight)) ?? sight.Compare(happened, AccountRules.Decide(register, command, new AccountFacts(sight.Actor.Id, holdsSeat)));
    }

    /// <summary>An administrator; or the system while it sets up what there is before the first request.</summary>
    private static bool MayAdminister<T>(RegisterSight<T> sight) where T : class =>
        sight.Actor.Role == Role.Administrator || (sight.Actor.Role == Role.System && sight.World.Requests.Count == 0);

    // — The panel —

    private static Fault? Judge(RegisterSight<Panel> sight, PanelEvent happened)
    {
        var law = sight.World.Book!.Law.InForceAt(sight.Now);
        if (happened is PanelEstablished)
            return sight.NotYours(sight.Actor.Role == Role.System && sight.Before is null)
                ?? sight.Compare<PanelEvent>(happened, new RegisterVerdict<PanelEvent>.Accepted(new PanelEstablished(law.PanelSeats.Value)));
        PanelCommand command = happened switch
        {
            SeatFilled e => new FillSeat(e.Number, e.Holder),
            SeatVacated e => new VacateSeat(e.Number, e.Reason ?? CommandTable.Erased),
            ActingChairNamed e => new NameActingChair(e.Member),
            _ => throw new UnreachableException(),
        };
        var account = command is FillSeat fill ? sight.World.Account(fill.Holder.Member.Value) : null;
        if (command is FillSeat && account is not { Role: Role.PanelMember, Closed: null })
            return new Fault(DivergenceCodes.CommandRefused, "A seat is filled by the holder of an open account of a panel member.");
        var facts = new PanelFacts(new MemberId(sight.Actor.Id), Jst.DateOf(sight.Now), account?.Agency is not null, law.MaximumPartTime.Value);
        RegisterVerdict<PanelEvent> verdict = PanelRules.Decide(sight.Before ?? Panel.Vacant(1), command, facts) switch
        {
            PanelDecision.Accepted accepted => new RegisterVerdict<PanelEvent>.Accepted(accepted.Event),
            PanelDecision.Refused refused => new RegisterVerdict<PanelEvent>.Refused(new Refusal(RefusalKind.Conflict, refused.Refusal.Code)),
            _ => throw new UnreachableException(),
        };
        return sight.NotYours(MayAdminister(sight)) ?? sight.Compare(happened, verdict);
    }

    // — Keys —

    private static Fault? Judge(RegisterSight<KeysRegister> sight, KeyEvent happened)
    {
        var added = (SigningKeyAdded)happened;
        var last = sight.Before?.Keys[^1].Kid;
        return sight.NotYours(last is null ? sight.Actor.Role == Role.System : sight.Actor.Role == Role.Administrator)
            ?? sight.Compare<KeyEvent>(happened, new RegisterVerdict<KeyEvent>.Accepted(new SigningKeyAdded(added.Key.Thumbprint(), added.Key, last)));
    }
}
