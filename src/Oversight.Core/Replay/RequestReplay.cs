using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>One request, entry by entry: each either follows from the command before it or begins one that the rules accept.</summary>
internal sealed class RequestReplay(World world, Findings findings, RequestId id)
{
    private readonly List<PartPlace> parts = [];
    private IReadOnlyList<Expectation> ways = [];
    private (DateTimeOffset At, string Actor, string Role)? unchecked_, begun;
    private bool isBroken;

    /// <summary>The case as its entries add up, null before the first.</summary>
    public RequestState? State { get; private set; }

    /// <summary>The case before its last command.</summary>
    public RequestState? Before { get; private set; }

    /// <summary>Where and when the last command was.</summary>
    public Change Changed { get; private set; }

    /// <summary>True when content is missing that rules look into: then what rests on it cannot be decided again.</summary>
    public bool IsBlind { get; private set; }

    /// <summary>True when the entries cannot be put together any more.</summary>
    public bool IsBroken => isBroken || State is null;

    /// <summary>What follows from the last command and is not recorded; null for nothing.</summary>
    public RequestEvent? Awaited => ways.Count > 0 && ways.All(way => !way.IsDone) ? ways[0].Next : null;

    /// <summary>Notes which parts an entry committed to, for orders that erase them.</summary>
    public void Commit(EntryDocument document) => parts.AddRange(ErasureRules.PartsOf([document]));

    public void Add(Spot spot, DecodedEntry<RequestEvent> entry)
    {
        if (isBroken)
            return;
        // A state that was put together from forged entries may be one the rules were never made for; whatever they then throw is a finding and no crash.
        try
        {
            if (!findings.HasDiverged(spot.Case) && Judge(spot, entry) is { } fault)
                findings.Diverge(spot, fault);
            Fold(spot, entry);
        }
        catch (DocumentMissingException fault)
        {
            Break(spot, new Fault(DivergenceCodes.DocumentMissing, fault.Message));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Break(spot, new Fault(DivergenceCodes.RulesFailed, $"The rules cannot be applied to {entry.Type}: {fault.GetType().Name}."));
        }
    }

    private void Break(Spot spot, Fault fault)
    {
        findings.Diverge(spot, fault);
        isBroken = true;
    }

    // — Judging —

    private Fault? Judge(Spot spot, DecodedEntry<RequestEvent> entry)
    {
        if (world.Book is null)
            return new Fault(DivergenceCodes.NoRulebook, "No rulebook was adopted before this entry.");
        if (entry.Header.Definition.Length > 0)
            world.Hold(entry.Header.Definition);
        // Only what no command begins with can be the rest of one that could not be derived.
        if (unchecked_ is { } passed && passed == (entry.Header.At, entry.Header.Actor, entry.Header.Role) && CommandTable.Of(id, entry.Event) is null)
            return BlindChecks.Of(world, id, State, entry);
        unchecked_ = null;
        if (Following(entry))
            return Accept(spot, entry);
        // The way that is left, and not begun anew, says what had to come.
        if (Awaited is not null)
            return Pass(entry, ways.Select(way => way.Judge(entry)).First(fault => fault is not null)!);
        return Begin(spot, entry);
    }

    private bool Following(DecodedEntry<RequestEvent> entry)
    {
        var following = ways.Where(way => !way.IsDone && way.Judge(entry) is null).ToList();
        if (following.Count == 0)
            return false;
        ways = following;
        return true;
    }

    private Fault? Begin(Spot spot, DecodedEntry<RequestEvent> entry)
    {
        (Before, Changed, ways) = (State, new Change(spot.Index, entry.Header.At), []);
        var command = (entry.Header.At, entry.Header.Actor, entry.Header.Role);
        var isOfTheLast = begun == command;
        begun = command;
        var (actor, notEntitled) = world.ActorOf(entry.Header);
        if (notEntitled is not null)
            return notEntitled;
        var (found, fault) = Derive(entry, actor!);
        // Missing content hides where a command led to, and not that one was given.
        if (fault is { Code: DivergenceCodes.FollowsFromNothing } && !isOfTheLast)
            return fault;
        if (fault is not null)
            return Pass(entry, fault);
        ways = found;
        findings.Commands++;
        return Accept(spot, entry);
    }

    /// <summary>What rules throw on content that is missing is no more than that it is missing.</summary>
    private (IReadOnlyList<Expectation> Ways, Fault? Fault) Derive(DecodedEntry<RequestEvent> entry, Actor actor)
    {
        try
        {
            return Deriving.Of(world, id, State, parts, entry, actor);
        }
        catch (Exception fault) when (IsBlindFor(entry) && fault is InvalidOperationException or NullReferenceException or ArgumentException or KeyNotFoundException)
        {
            return ([], new Fault(DivergenceCodes.RulesFailed, fault.GetType().Name));
        }
    }

    /// <summary>Where the rules would have to look into what is erased or withheld, the fault is none; what needs no content is checked all the same.</summary>
    private Fault? Pass(DecodedEntry<RequestEvent> entry, Fault fault)
    {
        if (fault.Code == DivergenceCodes.HeaderDiffers || !IsBlindFor(entry))
            return fault;
        findings.NotDerivable++;
        ways = [];
        unchecked_ = (entry.Header.At, entry.Header.Actor, entry.Header.Role);
        return BlindChecks.Of(world, id, State, entry);
    }

    private bool IsBlindFor(DecodedEntry<RequestEvent> entry) => IsBlind || entry.MissingParts.Any(part => CommandTable.IsDecisive(entry.Event, part.Name));

    private Fault? Accept(Spot spot, DecodedEntry<RequestEvent> entry)
    {
        if (!ways.Any(way => way.IsWhole(entry)))
            findings.NotDerivable++;
        foreach (var way in ways)
            way.Take();
        switch (entry.Event)
        {
            case RoundClosed { Decision: not null }:
                findings.Decisions++;
                break;
            case AuthorisationIssued issued:
                findings.Authorisations++;
                if (State!.Content is { Route: Route.R4, Parent: { } parent })
                    world.Granted[parent] = (spot, id.Value, issued.Start, issued.End);
                break;
            case ExtensionGranted granted:
                return Note(granted);
            case PartsErased:
                // Only an order the rules lead to erases anything.
                findings.Note(spot, entry.Event);
                break;
        }
        return null;
    }

    private Fault? Note(ExtensionGranted granted)
    {
        return world.Granted.Remove(id.Value, out var issued) && (issued.Extension, issued.Start, issued.End) == (granted.Extension, granted.Start, granted.End)
            ? null
            : new Fault(DivergenceCodes.ExtensionNotGranted, $"{granted.Extension} was not granted from {CanonicalInstant.Format(granted.Start)} to {CanonicalInstant.Format(granted.End)} just before.");
    }

    // — Folding —

    private void Fold(Spot spot, DecodedEntry<RequestEvent> entry)
    {
        if (world.Book is null)
        {
            isBroken = true;
            return;
        }
        State = RequestFold.Apply(State, id, entry.Event, new Stamp(spot.CaseSeq, entry.Header.At, entry.Header.Actor), world.Book.Definitions);
        IsBlind |= CommandTable.Lasts(entry.Event) && entry.MissingParts.Any(part => CommandTable.IsDecisive(entry.Event, part.Name));
        world.Note(this, entry.Event);
    }
}
