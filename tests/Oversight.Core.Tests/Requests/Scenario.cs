using System.Text.Json;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>
/// One request and what is done to it. Every accepted command is written to entries and read back; the state must survive that and the
/// way through JSON, whatever the test is about.
/// </summary>
internal sealed class Scenario
{
    public static readonly Rulebook Rules = new(LegalCalendar.Japan, WorkingCalendar.Japan, NetworkMap.Demo, ReadDefinitions());

    private readonly List<RequestEvent> events = [];
    private RequestState? rebuilt;
    private int salt;

    public Scenario(string now) => Now = Jst(now);

    public DateTimeOffset Now { get; set; }

    public Panel Panel { get; set; } = People.Panel;

    public Rulebook Law { get; set; } = Rules;

    public IReadOnlyList<RefusedRequest> RefusedBefore { get; set; } = [];

    /// <summary>For an extension, the case it names as its parent; for a parent, its extension.</summary>
    public Scenario? Parent { get; set; }

    public Scenario? Extension { get; set; }

    public IReadOnlyList<string> UnreviewedMeasures { get; set; } = [];

    public RequestState State { get; private set; } = null!;

    public List<StoredEntry> Entries { get; } = [];

    /// <summary>The events of the last accepted command.</summary>
    public IReadOnlyList<RequestEvent> Last { get; private set; } = [];

    public IReadOnlyList<RequestEvent> Events => events;

    public Round Round => State.Rounds[^1];

    public Actor Drafter => DrafterOf(State.Agency);

    public Actor Officer => OfficerOf(State.Agency);

    public Facts FactsOf(Actor actor) => new(Now, actor, Panel, Law, RefusedBefore)
    {
        Parent = Parent?.State,
        Extension = Extension?.State,
        UnreviewedMeasures = UnreviewedMeasures,
        Parts = ErasureRules.PartsOf(Entries.Select(entry => EntryDocument.Read(entry.Bytes))),
    };

    /// <summary>A draft by the agency that may ask.</summary>
    public static Scenario Drafted(RequestContent content, Agency? agency = null, string? now = null, byte number = 1)
    {
        var scenario = new Scenario(now ?? FilingTime(content));
        var by = DrafterOf(agency ?? AgencyOf(content.Route));
        scenario.Accept(by, RequestRules.Draft(new DraftRequest(RequestId.Of(2028, [number, 2, 3, 4, 5]), content), scenario.FactsOf(by)));
        return scenario;
    }

    public static Scenario Filed(RequestContent content, Agency? agency = null, string? now = null) => Drafted(content, agency, now).File();

    public static Scenario BeforePanel(RequestContent content, Agency? agency = null) => Filed(content, agency).Examine().Consult();

    public static Scenario Voting(RequestContent content, params Actor[] present) =>
        BeforePanel(content).Open(present.Length == 0 ? Members : present);

    public Scenario File() => When(Drafter, new Submit()).When(Officer, new Sign(State.ContentVersion));

    public Scenario Examine() => When(Examiner, Marks());

    public Examine Marks() => new(
        Recommendation.Approve,
        [.. Criteria.Demanded(State.Content.Route, Intake.IsTargetAbroad(State.Content, Law.Map)).Select(k => new CriterionMark(k, Fulfilment.Yes))],
        Text("All criteria are met."));

    /// <summary>Confirms every consultation the flow waits for.</summary>
    public Scenario Consult()
    {
        var definition = Law.Definitions.Of(State.Definition!);
        foreach (var open in State.Position!.Open.Select(open => definition.Activities[open.Id]).OfType<FlowActivity.Consultation>().ToList())
            When(Examiner, Confirmation(open.With == ConsultedAuthority.ForeignMinister ? Authority.ForeignMinister : Authority.PublicSafetyCommission));
        return this;
    }

    public ConfirmConsultation Confirmation(Authority with) =>
        new(with, Core.Law.Jst.DateOf(Now), "document 9", Text("no objection"));

    public Scenario Open(params Actor[] present) => When(PresidingOf(present), Motion(present));

    public static OpenRound Motion(Actor[] present, MotionText? text = null) =>
        new(MotionKind.Decide, Ids(present), text ?? new MotionText(Reasons: [new(Criterion.K1, Text("The act is named."))]));

    public static OpenRound Remand(params Actor[] present) =>
        new(MotionKind.Remand, Ids(present), new MotionText(Directions: Text("Show the selection yield.")));

    /// <summary>One letter per item: y, n or a; every no has a reason.</summary>
    public Scenario Vote(Actor member, string letters) => When(member, Ballot(member, letters));

    public CastBallot Ballot(Actor member, string letters)
    {
        var items = State.OpenRound is { } round
            ? round.Items.Where(item => State.Interests.All(i => i.Member != Id(member) || !i.Concerns(item, round.ContentVersion, State.Interests))).ToList()
            : ItemNames.All(State.Content).ToList();
        return Ballot([.. items.Take(letters.Length)], letters);
    }

    public static CastBallot Ballot(string[] items, string letters)
    {
        var choices = items.Zip(letters).ToDictionary(
            pair => pair.First, pair => pair.Second switch { 'y' => Choice.Yes, 'n' => Choice.No, _ => Choice.Abstain });
        return new(choices, choices.Where(vote => vote.Value == Choice.No).ToDictionary(vote => vote.Key, _ => "not as narrow as possible"), null);
    }

    /// <summary>Votes of the members in the order given, on one item.</summary>
    public Scenario Votes(string letters, params Actor[] members)
    {
        foreach (var (member, letter) in members.Zip(letters))
            Vote(member, string.Concat(Enumerable.Repeat(letter, ItemsOf(member))));
        return this;
    }

    public Scenario When(Actor actor, RequestCommand command) => Accept(actor, RequestRules.Decide(State, command, FactsOf(actor)));

    public Scenario At(string now)
    {
        Now = Jst(now);
        return this;
    }

    public Scenario Fire(string timer)
    {
        Now = Later(Now, Timers.Of(State).Single(t => t.Name == timer).DueAt);
        return When(Actor.System, new FireTimer(timer));
    }

    public Refusal Refused(Actor actor, RequestCommand command)
    {
        var before = Json(State);
        var refused = Assert.IsType<Verdict.Refused>(RequestRules.Decide(State, command, FactsOf(actor)));
        Assert.Equal(before, Json(State));
        return refused.Refusal;
    }

    public string RefusedAs(Actor actor, RequestCommand command) => Refused(actor, command).Code;

    public T Event<T>() where T : RequestEvent => events.OfType<T>().Last();

    public Scenario Accept(Actor actor, Verdict verdict)
    {
        if (verdict is Verdict.Refused { Refusal: var refusal })
            Assert.Fail($"{refusal.Kind} {refusal.Code} {refusal.Pointer} {string.Join(", ", refusal.Errors)}");
        var accepted = (Verdict.Accepted)verdict;
        Last = accepted.Events;
        events.AddRange(Last);
        State = accepted.State;
        var lastLeaf = Entries.Count == 0 ? "" : LeafHash.HexOf(Entries[^1].Bytes);
        foreach (var entry in RequestEntries.Of("oversight.test", lastLeaf, accepted, FactsOf(actor), Salts))
            Store(new StoredEntry(entry.Bytes, entry.Parts.ToDictionary(part => part.Name, part => part.Disclosure)));
        if (Last.OfType<PartsErased>().FirstOrDefault() is { } order)
            Erase(order);
        Assert.Equal(Json(State), Json(rebuilt!));
        Assert.Equal(Json(State), Json(JsonSerializer.Deserialize<RequestState>(Json(State), OversightJson.Options)!));
        return this;
    }

    public static string Json<T>(T value) => JsonSerializer.Serialize(value, OversightJson.Options);

    public static Actor PresidingOf(Actor[] present) => present.Contains(Kuze) ? Kuze : Saegusa;

    public static Agency AgencyOf(Route route) =>
        Routes.IsAcquisition(route) ? Cao : route == Route.R5 ? Npa : Sdf;

    private int ItemsOf(Actor member) => BallotItems(State.OpenRound!, member);

    private int BallotItems(Round round, Actor member) =>
        round.Items.Count(item => State.Interests.All(i => i.Member != Id(member) || !i.Concerns(item, round.ContentVersion, State.Interests)));

    /// <summary>What is left to read the case from: the entries, and the parts no order named.</summary>
    private void Erase(PartsErased order)
    {
        foreach (var erased in order.Erased.GroupBy(part => part.CaseSeq))
            Entries[erased.Key - 1] = Entries[erased.Key - 1] with
            {
                Parts = Entries[erased.Key - 1].Parts.Where(part => !erased.Any(place => place.Name == part.Key)).ToDictionary(),
            };
        State = rebuilt = RequestEntries.Rebuild(Entries, Law.Definitions)!;
    }

    private void Store(StoredEntry stored)
    {
        Entries.Add(stored);
        var (header, _, happened, _) = RequestEntries.Read(stored);
        rebuilt = RequestFold.Apply(rebuilt, State.Id, happened, new Stamp(header.CaseSeq, header.At, header.Actor), Law.Definitions);
    }

    private byte[] Salts() => [.. BitConverter.GetBytes(++salt), .. new byte[Part.SaltBytes - 4]];

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>A working day before the period of the case.</summary>
    private static string FilingTime(RequestContent content) => content.Route switch
    {
        Route.R5 when content.Period?.Start < Jst("2027-01-01 00:00") => "2026-12-09 10:00",
        Route.R5 => "2027-01-18 10:00",
        Route.R6 or Route.R7 or Route.R8 => "2027-01-25 10:00",
        _ => "2028-01-05 10:00",
    };

    private static DefinitionSet ReadDefinitions()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "*.json");
        return new DefinitionSet(files.Order(StringComparer.Ordinal).Select(file => DefinitionReader.Read(System.IO.File.ReadAllText(file))).Select(read =>
            read.Definition ?? throw new InvalidOperationException(string.Join("\n", read.Errors))));
    }
}
