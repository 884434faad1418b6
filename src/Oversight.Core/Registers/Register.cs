using System.Text.Json;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Registers.Undertakings;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;

namespace Oversight.Core.Registers;

/// <summary>
/// A register: one case whose entries are chained like any other. <typeparamref name="TState"/> is the fold of its
/// <typeparamref name="TEvent"/>s, null before the first. Thread-safe.
/// </summary>
public sealed class Register<TState, TEvent>(string name, Func<TState?, TEvent, DateTimeOffset, TState> apply, EventCodec<TEvent>? shared = null)
    where TState : class
    where TEvent : class
{
    private readonly EventCodec<TEvent> codec = shared ?? new();

    /// <summary>A register whose state does not depend on when something happened.</summary>
    public Register(string name, Func<TState?, TEvent, TState> apply) : this(name, (state, happened, _) => apply(state, happened)) { }

    /// <summary>The case its entries belong to.</summary>
    public string Case { get; } = name;

    /// <summary>The same kind of register as a case of another name.</summary>
    public Register<TState, TEvent> Called(string name) => new(name, apply, codec);

    /// <summary>The state after one more event, which happened at <paramref name="at"/>.</summary>
    public TState Apply(TState? state, TEvent happened, DateTimeOffset at = default) => apply(state, happened, at);

    /// <summary>The entry of an event, chained to the register's last leaf (lower-case hex, empty for the first).</summary>
    public Entry Encode(string log, RegisterPlace place, Actor actor, TEvent happened, SaltSource salts) =>
        codec.Encode(
            new EntryHeader(
                log, Case, place.CaseSeq, place.LastLeaf, place.At, actor.Id, RequestEntries.RoleName(actor.Role), actor.Agency?.Id ?? ""),
            happened, salts);

    /// <summary>Reads one entry back.</summary>
    public DecodedEntry<TEvent> Read(StoredEntry entry) => codec.Decode(entry.Bytes, entry.Parts);

    /// <summary>The state the entries add up to, in order from the first; null for none.</summary>
    public TState? Rebuild(IEnumerable<StoredEntry> entries) =>
        entries.Select(Read).Aggregate((TState?)null, (state, entry) => apply(state, entry.Event, entry.Header.At));

    /// <summary>The state as it is stored.</summary>
    public string Write(TState state) => JsonSerializer.Serialize(state, OversightJson.Options);

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    public TState Parse(string snapshot) => JsonSerializer.Deserialize<TState>(snapshot, OversightJson.Options)!;
}

/// <summary>Where an entry goes: its number in the register, from 1, the leaf hash before it, and the instant of the act.</summary>
public sealed record RegisterPlace(int CaseSeq, string LastLeaf, DateTimeOffset At);

/// <summary>The registers there are.</summary>
public static class Registers
{
    /// <summary>Who sits on the panel.</summary>
    public static Register<Panel, PanelEvent> Panel { get; } = new(
        "panel", (panel, happened) => (panel ?? Panels.Panel.Vacant(1)).Apply(happened));

    /// <summary>Who has an account, in which role and for which agency.</summary>
    public static Register<AccountsRegister, AccountEvent> Accounts { get; } = new(
        "accounts", (accounts, happened) => (accounts ?? AccountsRegister.Empty).Apply(happened));

    /// <summary>Which keys sign documents.</summary>
    public static Register<KeysRegister, KeyEvent> Keys { get; } = new("keys", (keys, happened) => (keys ?? KeysRegister.Empty).Apply(happened));

    /// <summary>The consent agreements of the Cabinet Office (Art 11–16 of the Act): inspected, never approved.</summary>
    public static RuledRegister<AgreementsRegister, AgreementEvent, AgreementCommand> Agreements { get; } = new(
        new("agreements", (agreements, happened) => (agreements ?? AgreementsRegister.Empty).Apply(happened)),
        AgreementRules.MayRead, AgreementRules.Decide, happened => happened.Agreement);

    /// <summary>What was promised in answers and hearings.</summary>
    public static RuledRegister<UndertakingsRegister, UndertakingEvent, UndertakingCommand> Undertakings { get; } = new(
        new("undertakings", (undertakings, happened) => (undertakings ?? UndertakingsRegister.Empty).Apply(happened)),
        UndertakingRules.MayRead, UndertakingRules.Decide, happened => happened.Undertaking);

    /// <summary>When the members of the panel can sit.</summary>
    public static RuledRegister<Roster, RosterEvent, RosterCommand> Roster { get; } = new(
        new("roster", (roster, happened) => (roster ?? Rosters.Roster.Empty).Apply(happened)),
        RosterRules.MayRead, RosterRules.Decide, happened => happened.Member.Value);

    /// <summary>What the server decides by.</summary>
    public static Register<AdoptedRulebook, RulebookEvent> Rulebook { get; } = new("rulebook", (_, happened) => AdoptedRulebook.After(happened));

    /// <summary>The sittings of the panel (会議).</summary>
    public static Register<SittingsRegister, SittingEvent> Sittings { get; } = new(
        "sittings", (sittings, happened, at) => (sittings ?? SittingsRegister.Empty).Apply(happened, at));

    /// <summary>The incidents that operators of special social infrastructure reported; the state is their number, the reports are the entries.</summary>
    public static Register<ReportCount, OperatorReportEvent> OperatorReports { get; } = new(
        "operatorReports", (count, happened) => (count ?? ReportCount.None).Apply(happened));
}

/// <summary>What the rules of a register say to a command.</summary>
public abstract record RegisterVerdict<TEvent>
{
    private RegisterVerdict() { }

    /// <summary>The command holds; <paramref name="Events"/> are to be recorded, in this order.</summary>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : RegisterVerdict<TEvent>
    {
        /// <summary>A command that leads to one event.</summary>
        public Accepted(TEvent happened) : this([happened]) { }

        /// <summary>The event of a command that leads to one.</summary>
        public TEvent Event => Events.Single();
    }

    /// <summary>The command is refused and changes nothing.</summary>
    public sealed record Refused(Refusal Refusal) : RegisterVerdict<TEvent>;
}
