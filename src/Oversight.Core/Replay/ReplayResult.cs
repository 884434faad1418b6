using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>One entry at its place in the log, with the disclosures of the parts still kept, by name. Index is the leaf index.</summary>
public sealed record LoggedEntry(long Index, byte[] Bytes, IReadOnlyDictionary<string, string> Parts)
{
    internal StoredEntry Stored => new(Bytes, Parts);
}

/// <summary>The first thing wrong in a case: where, a stable code (<see cref="DivergenceCodes"/>), what was recorded and what follows from the rules. No content of parts.</summary>
public sealed record Divergence(long Index, string Case, int CaseSeq, string Code, string Explanation);

/// <summary>A part whose disclosure is not there although no order erased it.</summary>
public sealed record WithheldPart(long Index, string Case, int CaseSeq, string Name);

/// <summary>A part that was erased; Order is the number of the order in its case.</summary>
public sealed record ErasedPart(long Index, string Case, int CaseSeq, string Name, int Order);

/// <summary>A timer that was due before the last entry of the log and has not fired; late is not wrong, but somebody should look.</summary>
public sealed record OverdueTimer(string Case, string Timer, DateTimeOffset DueAt);

/// <summary>A rulebook and the index from which on it was used.</summary>
public sealed record AdoptedAt(long Index, AdoptedRulebook Rulebook);

/// <summary>What a replay came to.</summary>
/// <param name="Entries">Entries taken.</param>
/// <param name="Cases">Requests among the cases; registers are not counted.</param>
/// <param name="Decisions">Decisions of the panel that were made again and came out as recorded.</param>
/// <param name="Authorisations">Authorisations that were issued again and came out as recorded.</param>
/// <param name="Divergences">At most one of each case, the first, by index; none when everything follows from the rules.</param>
/// <param name="Withheld">Parts that should be there and are not, by index.</param>
public sealed record ReplayResult(
    long Entries, int Cases, int Decisions, int Authorisations, IReadOnlyList<Divergence> Divergences, IReadOnlyList<WithheldPart> Withheld)
{
    /// <summary>Parts erased under an order, by index.</summary>
    public IReadOnlyList<ErasedPart> Erased { get; init; } = [];

    /// <summary>Commands and firings of timers that were decided again and came out as recorded, those of registers included.</summary>
    public long Commands { get; init; }

    /// <summary>Commands that could not be decided again because a part they rest on is erased or withheld; what follows from the rest was checked.</summary>
    public long NotDerivable { get; init; }

    /// <summary>The rulebooks that decisions were made by, in order; whether they are the right ones is for the auditor to say.</summary>
    public IReadOnlyList<AdoptedAt> Rulebooks { get; init; } = [];

    /// <summary>
    /// Entries dated more than an hour before an earlier entry of the log. Lawful only where cases of the past were entered afterwards; cosignatures
    /// tell when they were really put in.
    /// </summary>
    public long DatedBack => DatedBackAt.Count;

    /// <summary>Leaf indexes of those, ascending.</summary>
    public IReadOnlyList<long> DatedBackAt { get; init; } = [];

    /// <summary>Timers that should have fired.</summary>
    public IReadOnlyList<OverdueTimer> Overdue { get; init; } = [];
}

/// <summary>The codes of divergences; they never change.</summary>
public static class DivergenceCodes
{
    /// <summary>The bytes are not in canonical form.</summary>
    public const string NotCanonical = nameof(NotCanonical);

    /// <summary>The bytes are no entry, or not one of the type they name.</summary>
    public const string MalformedEntry = nameof(MalformedEntry);

    /// <summary>The case or the type of the entry is unknown.</summary>
    public const string UnknownEntry = nameof(UnknownEntry);

    /// <summary>The entry names another log than the first one.</summary>
    public const string OtherLog = nameof(OtherLog);

    /// <summary>The number in the case does not follow the one before.</summary>
    public const string WrongSequence = nameof(WrongSequence);

    /// <summary>The entry does not name the leaf hash of the case's entry before.</summary>
    public const string WrongPrevious = nameof(WrongPrevious);

    /// <summary>The entry is dated before the case's entry before.</summary>
    public const string TimeGoesBack = nameof(TimeGoesBack);

    /// <summary>A disclosure does not open its commitment.</summary>
    public const string BadOpening = nameof(BadOpening);

    /// <summary>The actor has no account, a closed one, or not this role.</summary>
    public const string ActorNotEntitled = nameof(ActorNotEntitled);

    /// <summary>No rulebook was adopted before the entry.</summary>
    public const string NoRulebook = nameof(NoRulebook);

    /// <summary>A document the decision rests on is missing or is another one.</summary>
    public const string DocumentMissing = nameof(DocumentMissing);

    /// <summary>The rules refuse the command the entry is the result of.</summary>
    public const string CommandRefused = nameof(CommandRefused);

    /// <summary>No command leads to this entry here.</summary>
    public const string FollowsFromNothing = nameof(FollowsFromNothing);

    /// <summary>The system acted though no timer was due, or another one was due first.</summary>
    public const string TimerNotDue = nameof(TimerNotDue);

    /// <summary>The rules lead to another event than the recorded one.</summary>
    public const string EventDiffers = nameof(EventDiffers);

    /// <summary>The rules lead to the event, but the entry's header says something else.</summary>
    public const string HeaderDiffers = nameof(HeaderDiffers);

    /// <summary>The case ends before everything that follows from its last command is recorded.</summary>
    public const string ConsequenceMissing = nameof(ConsequenceMissing);

    /// <summary>An extension is noted on its parent without being granted as noted.</summary>
    public const string ExtensionNotGranted = nameof(ExtensionNotGranted);

    /// <summary>The rules cannot be applied to what is recorded.</summary>
    public const string RulesFailed = nameof(RulesFailed);

    /// <summary>A stored state is not what the entries add up to.</summary>
    public const string StateDiffers = nameof(StateDiffers);

    /// <summary>A state is stored of which there are no entries.</summary>
    public const string StateWithoutEntries = nameof(StateWithoutEntries);

    /// <summary>The entries add up to a state that is not stored.</summary>
    public const string StateMissing = nameof(StateMissing);

    /// <summary>A row of a table is stored that does not follow from the entries.</summary>
    public const string RowWithoutEntries = nameof(RowWithoutEntries);

    /// <summary>A row follows from the entries and is not stored.</summary>
    public const string RowMissing = nameof(RowMissing);

    /// <summary>An entry a dump brings is not the one the log has of that number.</summary>
    public const string DumpEntryDiffers = nameof(DumpEntryDiffers);

    /// <summary>A document was adopted that is not in the auditor's list.</summary>
    public const string RulebookNotAccepted = nameof(RulebookNotAccepted);

    /// <summary>A definition was adopted that lets the panel decide without the quorum the Act asks for.</summary>
    public const string DefinitionBelowLaw = nameof(DefinitionBelowLaw);

    /// <summary>A round was decided without the quorum the Act asks for.</summary>
    public const string BelowLegalQuorum = nameof(BelowLegalQuorum);

    /// <summary>An item was carried by fewer than the Act asks for.</summary>
    public const string BelowLegalMajority = nameof(BelowLegalMajority);
}

/// <summary>A code of <see cref="DivergenceCodes"/> and what is to be said of it.</summary>
internal sealed record Fault(string Code, string Explanation);

/// <summary>Where an entry stands.</summary>
internal readonly record struct Spot(long Index, string Case, int CaseSeq);
