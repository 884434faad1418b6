using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>What the rules lead to from one command: the events one by one, and what their headers say.</summary>
internal sealed class Expectation(Verdict.Accepted accepted, Facts facts, Unseen unseen)
{
    private readonly string ruleSet = RequestEntries.NameOf(facts.Rules.Law.InForceAt(accepted.State.JudgedAt ?? facts.Now));
    private int taken;

    public bool IsDone => taken == accepted.Events.Count;

    public RequestEvent Next => accepted.Events[taken];

    /// <summary>Whether the entry is the event to the letter, and not only as far as the cases it was compared with can still be seen.</summary>
    public bool IsWhole(DecodedEntry<RequestEvent> entry) => ReferenceEquals(unseen.Without(entry.Event, Next), entry.Event) || EventText.AreSame(entry.Event, Next, entry.MissingParts);

    public void Take() => taken++;

    /// <summary>Null when the entry is the next event of this one command; else what is wrong.</summary>
    public Fault? Judge(DecodedEntry<RequestEvent> entry)
    {
        var header = entry.Header;
        var recorded = unseen.Without(entry.Event, Next);
        if (!EventText.AreSame(recorded, Next, entry.MissingParts))
            return new Fault(DivergenceCodes.EventDiffers, EventText.Difference(recorded, Next, entry.MissingParts) + ".");
        var s = accepted.State;
        var expected = header with
        {
            At = facts.Now, Actor = facts.Actor.Id, Role = RequestEntries.RoleName(facts.Actor.Role), Agency = s.Agency.Id, Route = s.Content.Route.ToString(),
            Definition = s.Definition ?? "", RuleSet = ruleSet,
        };
        return header == expected ? null : new Fault(DivergenceCodes.HeaderDiffers, $"The header reads {Line(header)}; from the rules follows {Line(expected)}.");
    }

    private static string Line(EntryHeader h) =>
        string.Join(' ', CanonicalInstant.Format(h.At), h.Actor, h.Role, h.Agency, h.Route, $"definition={h.Definition}", $"ruleSet={h.RuleSet}");
}

/// <summary>Decides the command again that an entry begins with, by the same rules and with the facts as the log has them at this place.</summary>
internal static class Deriving
{
    /// <summary>The system decides nothing that a panel would be asked for.</summary>
    private static readonly Panel NoPanel = Panel.Vacant(5);

    /// <summary>Every way in which the entry can have come about, or the fault that leaves none.</summary>
    public static (IReadOnlyList<Expectation> Ways, Fault? Fault) Of(
        World world, RequestId id, RequestState? state, IReadOnlyList<PartPlace> parts, DecodedEntry<RequestEvent> entry, Actor actor)
    {
        var (commands, none) = actor.Role == Role.System ? OfSystem(state, entry) : OfPerson(id, state, entry);
        if (none is not null)
            return ([], none);
        var ways = new List<Expectation>();
        var unseen = state is null ? new Unseen(false, []) : world.UnseenBy(state, entry.Header.At);
        Fault? fault = null;
        foreach (var command in commands)
        {
            foreach (var facts in Views(world, state, command, entry.Header.At, actor).SelectMany(facts => unseen.Parent ? [Within(state!, facts), facts] : new[] { facts }))
            {
                var (way, wrong) = Try(state, command, facts with { Parts = command is ProposeErasure ? parts : [] }, unseen, entry);
                if (wrong is null)
                    ways.Add(way!);
                fault ??= wrong;
            }
        }
        return (ways, ways.Count == 0 ? fault : null);
    }

    /// <summary>The parent's scope is gone: it may have been as wide as all that is asked for, or have contained none of it.</summary>
    private static Facts Within(RequestState s, Facts facts) => facts.Parent is not { Authorisation: { } authorisation } parent ? facts : facts with
    {
        Parent = parent with
        {
            Authorisation = authorisation with
            {
                Narrowings = [],
                Use = new AuthorisedUse(ItemNames.All(s.Content).ToDictionary(item => item, item => ItemNames.Find(s.Content, item)!), s.Content.Operators ?? [], [], []),
            },
        },
    };

    private static (Expectation? Way, Fault? Wrong) Try(RequestState? state, RequestCommand command, Facts facts, Unseen unseen, DecodedEntry<RequestEvent> entry)
    {
        var verdict = Decide(state, command, facts);
        if (verdict is Verdict.Accepted accepted)
        {
            var way = new Expectation(accepted, facts, unseen);
            return (way, way.Judge(entry));
        }
        var refusal = ((Verdict.Refused)verdict).Refusal;
        var at = refusal.Pointer is { } pointer ? $" at {pointer}" : "";
        return (null, new Fault(
            DivergenceCodes.CommandRefused, $"{EventText.NameOf(command)} by {facts.Actor.Id} ({entry.Header.Role}) is refused by the rules: {refusal.Code}{at}."));
    }

    /// <summary>The facts as the log has them here and, where they differ, as they were a moment before.</summary>
    private static IEnumerable<Facts> Views(World world, RequestState? state, RequestCommand command, DateTimeOffset now, Actor actor)
    {
        var here = FactsOf(world, state, command, now, actor, behind: false);
        yield return here;
        var before = FactsOf(world, state, command, now, actor, behind: true);
        var isSame = ReferenceEquals(here.Panel, before.Panel) && ReferenceEquals(here.Parent, before.Parent) && ReferenceEquals(here.Extension, before.Extension)
            && here.RefusedBefore.SequenceEqual(before.RefusedBefore) && here.UnreviewedMeasures.SequenceEqual(before.UnreviewedMeasures);
        if (!isSame)
            yield return before;
    }

    private static (IReadOnlyList<RequestCommand> Commands, Fault? Fault) OfPerson(RequestId id, RequestState? state, DecodedEntry<RequestEvent> entry) =>
        CommandTable.Of(id, entry.Event) is { } command && command is DraftRequest == state is null
            ? ([command], null)
            : ([], new Fault(DivergenceCodes.FollowsFromNothing, $"No command begins with {entry.Type}, and no command before it leads to it."));

    /// <summary>The system notes an extension, or fires what was due first.</summary>
    private static (IReadOnlyList<RequestCommand> Commands, Fault? Fault) OfSystem(RequestState? state, DecodedEntry<RequestEvent> entry)
    {
        if (entry.Event is Authorisations.ExtensionGranted e)
            return ([new Authorisations.LinkExtension(e.Extension, e.Start, e.End)], null);
        var timers = state is null ? [] : Timers.Of(state);
        var first = timers.Count == 0 ? (DateTimeOffset?)null : timers.Min(timer => timer.DueAt);
        if (first is null || first > entry.Header.At)
            return ([], new Fault(
                DivergenceCodes.TimerNotDue,
                $"The system recorded {entry.Type}, but {(first is { } due ? $"nothing is due before {CanonicalInstant.Format(due)}" : "no timer runs")}."));
        return ([.. timers.Where(timer => timer.DueAt == first).Select(timer => new FireTimer(timer.Name))], null);
    }

    private static Verdict Decide(RequestState? state, RequestCommand command, Facts facts) => (state, command) switch
    {
        (null, DraftRequest draft) => RequestRules.Draft(draft, facts),
        (null, _) => new Verdict.Refused(new Refusal(RefusalKind.NotFound, "NotFound")),
        ({ } s, _) => RequestRules.Decide(s, command, facts),
    };

    private static Facts FactsOf(World world, RequestState? s, RequestCommand command, DateTimeOffset now, Actor actor, bool behind)
    {
        var panel = actor.Role == Role.System ? NoPanel : world.PanelAt(now, behind);
        if (s is null || command is Authorisations.LinkExtension)
            return new Facts(now, actor, panel, world.Book!, []);
        var looksBack = command is Sign or Resubmit or Notify && actor.IsOfAgency(s.Agency.Id);
        return new Facts(now, actor, panel, world.Book!, looksBack ? world.RefusedBefore(s, now, behind) : [])
        {
            Parent = s.Content is { Route: Law.Route.R4, Parent: { } parent } ? world.StateOf(parent, now, behind) : null,
            Extension = s.Authorisation?.Extension is { } next ? world.StateOf(next.Number, now, behind) : null,
            UnreviewedMeasures = command is RecordMeasure && actor.IsOfAgency(s.Agency.Id) ? world.UnreviewedMeasures(s, now, behind) : [],
        };
    }
}
