using System.Text.Json;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Storage;

/// <summary>Commands drawn from a seed: mostly those that are open, some by the wrong person, on a stale version, with a used key or nonsense inside.</summary>
/// <param name="people">Everybody by account id; the one without a role in requests may try too.</param>
public sealed class RandomScript(int seed, Rulebook book, Panel panel, IReadOnlyList<Actor> people)
{
    private static readonly RequestContent Acquisition = ContentOf(Bodies.Acquisition);
    private static readonly RequestContent Returnable = ContentOf(Bodies.Returnable);
    private static readonly RequestContent Neutralization = ContentOf(Bodies.Neutralization);
    private static readonly RequestContent Emergency = ContentOf(LifeBodies.Emergency);

    private readonly Random random = new(seed);
    private readonly List<(Actor Actor, IdempotencyKey Key)> used = [];

    /// <summary>The next intent, given where the requests stand now.</summary>
    public Intent Next(IReadOnlyList<RequestState> requests, DateTimeOffset now)
    {
        if (requests.Count < 3 || (requests.Count < 25 && random.Next(100) < 5))
            return Draft(now);
        var state = Pick(requests.Where(request => request.Close is null || random.Next(10) == 0).TakeLast(4).DefaultIfEmpty(requests[^1]).ToList());
        var (actor, command) = random.Next(100) < 75 ? Open(state, now) : (Pick(people), Pick(CommandRules.All).Name);
        var version = random.Next(100) < 92 ? state.Version : state.Version - 1;
        return new Intent(state.Id, Command(command, state, actor), new Caller(actor, panel), version, Key(actor));
    }

    /// <summary>A pause between two commands, from none to days.</summary>
    public TimeSpan Pause() => random.Next(100) < 90 ? TimeSpan.FromMilliseconds(random.Next(600_000)) : TimeSpan.FromHours(random.Next(1, 48));

    private Intent Draft(DateTimeOffset now)
    {
        var name = Pick(["cao.drafter", "cao.drafter", "cao.drafter", "npa.drafter", "npa.drafter", "sdf.drafter", "auditor"]);
        var drafter = people.Single(person => person.Id == name);
        var id = RequestId.Of(now.Year, Bytes(5));
        var content = drafter.Agency?.Id == "cao" ? Pick([Acquisition, Acquisition, Returnable]) : Pick([Neutralization, Emergency, Emergency, Acquisition]);
        return new Intent(id, new DraftRequest(id, content), new Caller(drafter, panel), null, Key(drafter));
    }

    private (Actor, string) Open(RequestState state, DateTimeOffset now)
    {
        var open = (from person in people
                    from rule in CommandRules.OpenTo(state, new Facts(now, person, panel, book, []))
                    where rule.Name is not ("withdraw" or "decline") || random.Next(100) < 10
                    where rule.Name is not "proposeErasure" || random.Next(100) < 15
                    where rule.Name is not ("attach" or "declareInterest" or "changePresence") || random.Next(100) < 8
                    select (person, rule.Name)).ToList();
        return open.Count == 0 ? (Pick(people), Pick(CommandRules.All).Name) : Pick(open);
    }

    private RequestCommand Command(string name, RequestState s, Actor actor) => name switch
    {
        "revise" => new Revise(Pick([s.Content, s.Agency.Id == "cao" ? Acquisition : Neutralization, Returnable])),
        "submit" => new Submit(),
        "attach" => new Attach(Convert.ToHexStringLower(Bytes(32)), random.Next(1, 5000), "text/plain", "note.txt"),
        "sign" => new Sign(Version(s)),
        "decline" => new Decline(Text()),
        "resubmit" => new Resubmit(Version(s)),
        "answer" => new Answer(Version(s), new Bilingual(Text(), "回答"), [.. s.Attachments.Take(1).Select(file => file.Digest)]),
        "withdraw" => new Withdraw(Text()),
        "examine" => new Examine(Pick([Recommendation.Approve, Recommendation.Refuse]), Marks(s), new Bilingual("Report", "報告")),
        "requestInformation" => new RequestInformation([new Bilingual("Which?", "どれか")]),
        "confirmConsultation" => new ConfirmConsultation(
            Pick([Authority.ForeignMinister, Authority.PublicSafetyCommission]), new DateOnly(2028, 2, 1), "MOFA-1", new Bilingual("None", "異議なし")),
        "declareInterest" => new DeclareInterest(RecusalGround.SelfRecusal, random.Next(100) < 15 ? null : [Pick(["1", "2", "9"])], Text()),
        "openRound" => Round(s),
        "changePresence" => new ChangePresence(Member(), random.Next(2) == 0),
        "castBallot" => Ballot(s, actor),
        "decideTie" => new DecideTie((s.OpenRound?.Tied ?? ["1"]).ToDictionary(item => item, _ => random.Next(2) == 0), Text()),
        "endEarly" => new EndEarly(Text()),
        "recordErasure" => new RecordErasure(
            s.Authorisation?.EndedAt ?? s.DraftedAt, new ErasureRecord(new Bilingual("All", "全部"), new Bilingual("Overwritten", "上書き"), "cao-op-02", "Certificate 1"),
            [.. new[] { Order.Stop, Order.LimitUse }.Where(order => s.Orders.Contains(order == Order.Stop ? "stop" : "limitUse"))]),
        "fireTimer" => new FireTimer(Pick(Timers.Of(s).Select(timer => timer.Name).Append("deadline:nowhere").ToList())),
        _ => Life(name, s),
    };

    /// <summary>What follows a decision or a measure; numbers name the last one there is, or none.</summary>
    private RequestCommand Life(string name, RequestState s)
    {
        var (inspection, incident) = (s.Monitoring.Inspections.Count - random.Next(2), s.Monitoring.Incidents.Count - random.Next(2));
        var (text, at) = (new Bilingual(Text(), "本文"), s.DraftedAt);
        return name switch
        {
            "recordMeasure" => new RecordMeasure(at.AddHours(-random.Next(30)), new MeasureText("stopModule")),
            "notify" => new Notify(Version(s)),
            "overrideInterlock" => new OverrideInterlock(Text()),
            "narrow" => new Narrow(new Dictionary<string, ScopeItem> { ["1"] = (s.Content.Scope ?? [new ScopeItem()])[0] }, Text()),
            "recordAct" => new RecordAct(s.Authorisation?.Start ?? at, text),
            "reportCondition" => new ReportCondition(Pick(["a", "b", "z"]), text, [.. s.Attachments.Take(1).Select(file => file.Digest)]),
            "acceptCondition" => new AcceptCondition(Pick(["a", "b", "z"])),
            "keepLonger" => new KeepLonger(at.AddYears(1), new KeepingRecord(text, text)),
            "recordDisclosure" => new RecordDisclosure(at, DisclosurePurpose.DamagePrevention, random.Next(3), "NPA", text),
            "recordAccessLog" => new RecordAccessLog(at.AddDays(-1), at, Convert.ToHexStringLower(Bytes(32)), 5),
            "fileUsage" => new FileUsage(Convert.ToHexStringLower(Bytes(32)), "csv", 9, 0, [new(["outOfCidr"], 2)], Convert.ToHexStringLower(Bytes(32)), "use.csv"),
            "askInspection" => new AskInspection(text),
            "planInspection" => new PlanInspection(Pick([InspectionKind.Unannounced, InspectionKind.Planned]), Pick(["63(1)", "63(2)", "64"]), null, text),
            "openInspection" => new OpenInspection(inspection),
            "recordFinding" => new RecordFinding(inspection, text, Pick<string?>([null, "a", "z"]), 3, null, EvidenceGrade.A),
            "sendFindings" => new SendFindings(inspection),
            "answerFindings" => new AnswerFindings(inspection, text),
            "followInspection" => new FollowInspection(inspection, text),
            "closeInspection" => new CloseInspection(inspection, text),
            "openIncident" => new OpenIncident(random.Next(4), text),
            "containIncident" => new ContainIncident(incident, 2, text),
            "reportIncident" => new ReportIncident(incident, text),
            "classifyIncident" => new ClassifyIncident(incident, IncidentClass.Minor, 0, null, false, text),
            "remedyIncident" => new RemedyIncident(incident, s.Authorisation?.Start ?? at, new ErasureRecord(text, text, "cao-op-02", "Certificate 2")),
            "closeIncident" => new CloseIncident(incident, text),
            "answerResolution" => new AnswerResolution(s.Monitoring.Resolutions.Count, text),
            "proposeErasure" => new ProposeErasure([new PartPlace(1, Pick(["content.scope", "content.statement", "content.criteria", "content.nothing"]))], text, text),
            "orderErasure" => new OrderErasure(s.ErasureProposals.Count - random.Next(2)),
            "refuseErasureProposal" => new RefuseErasureProposal(s.ErasureProposals.Count, Text()),
            "linkExtension" => new LinkExtension("2028-0000-0000", at, at.AddDays(1)),
            _ => throw new System.Diagnostics.UnreachableException(name),
        };
    }

    private OpenRound Round(RequestState s)
    {
        var present = Bodies.Panel.Where(_ => random.Next(100) < 90).Select(member => new MemberId(member)).ToList();
        if (MotionOf(s.State) is { } motion)
            return new OpenRound(motion, present, new MotionText(
                Reasons: [new CriterionReason(Criterion.K10, new Bilingual("No time.", "いとまがない。"))],
                Recommendation: motion == MotionKind.Confirm ? new Bilingual("Keep a list.", "一覧を整備すること。") : null,
                Resolution: motion == MotionKind.Resolve ? new ResolutionText([Pick(Enum.GetValues<ResolutionKind>())], new Bilingual("So resolved.", "議決する。")) : null));
        return random.Next(100) < 20
            ? new OpenRound(MotionKind.Remand, present, new MotionText(Directions: new Bilingual("Narrow it.", "限定すること。")))
            : new OpenRound(MotionKind.Decide, present, new MotionText(
                Conditions: [DueIn(s, "a", ConditionOwner.Agency), DueIn(s, "b", ConditionOwner.Secretariat)],
                Reasons: [new CriterionReason(Criterion.K6, new Bilingual("Narrow.", "限定的。"))]));
    }

    private static MotionKind? MotionOf(RequestStatus state) => state switch
    {
        RequestStatus.UnderConfirmation => MotionKind.Confirm,
        RequestStatus.InForce or RequestStatus.ErasureDue or RequestStatus.Closed => MotionKind.Resolve,
        _ => null,
    };

    private static Condition DueIn(RequestState s, string id, ConditionOwner owner) => new(
        id, ConditionKind.Continuing, owner, new Bilingual("Report.", "報告すること。"),
        new ConditionDue(ConditionDueKind.Recurring, Dates: [.. Enumerable.Range(1, 3).Select(days => DateOnly.FromDateTime(s.DraftedAt.UtcDateTime.AddDays(days)))]),
        SuspendsAfterMisses: 2);

    private CastBallot Ballot(RequestState s, Actor actor)
    {
        var left = s.Interests.Where(interest => interest.Member.Value == actor.Id).ToList();
        var items = (s.OpenRound?.Items ?? ["1"]).Where(item => !left.Any(interest => interest.Concerns(item, s.OpenRound?.ContentVersion ?? s.ContentVersion, s.Interests))).ToList();
        var choices = items.ToDictionary(item => item, _ => Pick([Choice.Yes, Choice.Yes, Choice.No, Choice.Abstain]));
        var reasons = random.Next(100) < 90 ? items.ToDictionary(item => item, _ => Text()) : null;
        return new CastBallot(choices, reasons, random.Next(100) < 10 ? new Bilingual("I dissent.", "反対。") : null);
    }

    private List<CriterionMark> Marks(RequestState s) =>
        [.. (s.Content.Criteria ?? []).Select(answer => new CriterionMark(answer.Criterion, Fulfilment.Yes)).Skip(random.Next(100) < 90 ? 0 : 1)];

    /// <summary>Mostly a new key; now and then one the actor used before, for the same request or as if for another.</summary>
    private IdempotencyKey Key(Actor actor)
    {
        var own = used.Where(before => before.Actor == actor).Select(before => before.Key).ToList();
        if (own.Count > 0 && random.Next(100) < 8)
            return random.Next(2) == 0 ? Pick(own) : new IdempotencyKey(Pick(own).Value, "another request");
        var key = new IdempotencyKey(Convert.ToHexStringLower(Bytes(8)), "this request");
        used.Add((actor, key));
        return key;
    }

    private int Version(RequestState s) => random.Next(100) < 90 ? s.ContentVersion : s.ContentVersion + 1;

    private string Text() => random.Next(100) < 4 ? "" : Pick(["Reason", "理由", "が e\u0301té".Normalize()]);

    private MemberId Member() => new(Pick(Bodies.Panel));

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static RequestContent ContentOf(System.Text.Json.Nodes.JsonObject content) => content.Deserialize<RequestContent>(ApiJson.Options)!;
}
