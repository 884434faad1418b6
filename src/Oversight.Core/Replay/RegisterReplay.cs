using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>What a register's entry is judged by.</summary>
/// <param name="Before">The register before the entry, null before the first.</param>
/// <param name="Behind">Whether to look at the world as it was a moment before (<see cref="World"/>).</param>
internal sealed record RegisterSight<TState>(World World, TState? Before, Actor Actor, EntryHeader Header, IReadOnlyList<PartDigest> Missing, bool Behind)
    where TState : class
{
    public DateTimeOffset Now => Header.At;

    public bool IsMissing(string part) => Missing.Any(missing => missing.Name == part);

    public RegisterFacts Facts(string? namedRequest = null)
    {
        var panel = World.PanelAt(Now, Behind);
        var sees = namedRequest is null || (World.StateOf(namedRequest, Now, Behind) is { } state && Reading.MayRead(state, Actor, panel));
        return new RegisterFacts(Actor, panel, Now, sees);
    }

    /// <summary>Null where the rules lead to the recorded event and to nothing else.</summary>
    public Fault? Compare<TEvent>(TEvent recorded, RegisterVerdict<TEvent> verdict) where TEvent : class => verdict switch
    {
        RegisterVerdict<TEvent>.Refused { Refusal: var refusal } => new Fault(
            DivergenceCodes.CommandRefused, $"{EventText.NameOf(recorded)} by {Actor.Id} ({Header.Role}) does not follow: the rules refuse the command: {refusal.Code}."),
        RegisterVerdict<TEvent>.Accepted { Events: [var derived] } => EventText.AreSame(recorded, derived, Missing)
            ? null
            : new Fault(DivergenceCodes.EventDiffers, EventText.Difference(recorded, derived, Missing) + "."),
        _ => new Fault(DivergenceCodes.EventDiffers, $"{EventText.NameOf(recorded)} is one event; the rules lead to several."),
    };

    public Fault? NotYours(bool may) =>
        may ? null : new Fault(DivergenceCodes.CommandRefused, $"{Actor.Id} ({Header.Role}) may not do this.");
}

/// <summary>One register, entry by entry.</summary>
internal abstract class RegisterReplay
{
    /// <summary>The register's state as it is stored; null before the first entry and once entries cannot be put together.</summary>
    public abstract string? Snapshot { get; }

    public abstract void Add(World world, Findings findings, Spot spot, LoggedEntry entry);
}

/// <summary>A register with the rules its entries must follow from, and what others learn from them.</summary>
internal sealed class RegisterReplay<TState, TEvent>(
    Register<TState, TEvent> register, Func<RegisterSight<TState>, TEvent, Fault?> judge, Action<World, TState, TEvent, (Spot Spot, DateTimeOffset At)>? tell = null) : RegisterReplay
    where TState : class
    where TEvent : class
{
    private TState? state;
    private bool isBroken;

    public override string? Snapshot => state is null || isBroken ? null : register.Write(state);

    public override void Add(World world, Findings findings, Spot spot, LoggedEntry entry)
    {
        if (isBroken || findings.Read(spot, entry, register.Read) is not { } decoded)
            return;
        try
        {
            if (!findings.HasDiverged(spot.Case) && Judge(world, decoded) is { } fault)
                findings.Diverge(spot, fault);
            else
                findings.Commands++;
            state = register.Apply(state, decoded.Event, decoded.Header.At);
            tell?.Invoke(world, state, decoded.Event, (spot, decoded.Header.At));
        }
        catch (DocumentMissingException fault)
        {
            findings.Diverge(spot, new Fault(DivergenceCodes.DocumentMissing, fault.Message));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // As with requests: forged entries can make a state the rules were never made for.
            isBroken = true;
            findings.Diverge(spot, new Fault(DivergenceCodes.RulesFailed, $"The rules cannot be applied to {decoded.Type}: {fault.GetType().Name}."));
        }
    }

    private Fault? Judge(World world, DecodedEntry<TEvent> entry)
    {
        if (world.Book is null && typeof(TEvent) != typeof(RulebookEvent))
            return new Fault(DivergenceCodes.NoRulebook, "No rulebook was adopted before this entry.");
        var (actor, notEntitled) = world.ActorOf(entry.Header);
        if (notEntitled is not null)
            return notEntitled;
        if (entry.Header != entry.Header with { Agency = actor!.Agency?.Id ?? "", Route = "", Definition = "", RuleSet = "" })
            return new Fault(DivergenceCodes.HeaderDiffers, "The header of a register's entry names its actor's agency, and no route, definition or rule set.");
        var sight = new RegisterSight<TState>(world, state, actor, entry.Header, entry.MissingParts, Behind: false);
        return judge(sight, entry.Event) is { } fault && judge(sight with { Behind = true }, entry.Event) is not null ? fault : null;
    }
}
