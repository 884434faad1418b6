using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>How each command is read out of its form. Drafting, revising and submitting have pages of their own.</summary>
public static class CommandForms
{
    private delegate RequestCommand Reader(RequestState state, Facts facts, FormAnswers answers);

    private static readonly Dictionary<string, Reader> Readers = new()
    {
        ["sign"] = (_, _, a) => new Sign(a.Number("contentVersion")),
        ["resubmit"] = (_, _, a) => new Resubmit(a.Number("contentVersion")),
        ["decline"] = (_, _, a) => new Decline(a.Required("reason")),
        ["withdraw"] = (_, _, a) => new Withdraw(a.Required("reason")),
        ["endEarly"] = (_, _, a) => new EndEarly(a.Required("reason")),
        ["answer"] = (_, _, a) => new Answer(a.Number("contentVersion"), a.RequiredPair("text"), a.Ticked("documents")),
        ["examine"] = Examine,
        ["requestInformation"] = RequestInformation,
        ["confirmConsultation"] = (_, _, a) => new ConfirmConsultation(
            a.RequiredChoice<Authority>("authority"), a.RequiredDay("date"), a.Required("document"), a.RequiredPair("view")),
        ["declareInterest"] = DeclareInterest,
        ["openRound"] = MotionForm.Read,
        ["changePresence"] = (_, _, a) => new ChangePresence(new MemberId(a.Required("member")), a.Required("isPresent") == "true"),
        ["castBallot"] = CastBallot,
        ["decideTie"] = DecideTie,
        ["recordMeasure"] = AuthorisationForms.RecordMeasure,
        ["notify"] = (_, _, a) => new Notify(a.Number("contentVersion")),
        ["overrideInterlock"] = (_, _, a) => new OverrideInterlock(a.Required("reason")),
        ["narrow"] = AuthorisationForms.Narrow,
        ["recordAct"] = AuthorisationForms.RecordAct,
        ["reportCondition"] = AuthorisationForms.ReportCondition,
        ["acceptCondition"] = (_, _, a) => new AcceptCondition(a.Chosen("condition")),
        ["recordErasure"] = AuthorisationForms.RecordErasure,
        ["keepLonger"] = AuthorisationForms.KeepLonger,
        ["recordDisclosure"] = AuthorisationForms.RecordDisclosure,
        ["recordAccessLog"] = AuthorisationForms.RecordAccessLog,
        ["answerResolution"] = (_, _, a) => new AnswerResolution(a.ChosenNumber("resolution"), a.RequiredPair("text")),
        ["proposeErasure"] = ErasureForms.Propose,
        ["orderErasure"] = (_, _, a) => new OrderErasure(a.ChosenNumber("proposal")),
        ["refuseErasureProposal"] = (_, _, a) => new RefuseErasureProposal(a.ChosenNumber("proposal"), a.Required("reason")),
        ["askInspection"] = (_, _, a) => new AskInspection(a.RequiredPair("point")),
        ["planInspection"] = InspectionForms.Plan,
        ["openInspection"] = (_, _, a) => new OpenInspection(a.ChosenNumber("inspection")),
        ["recordFinding"] = InspectionForms.RecordFinding,
        ["sendFindings"] = (_, _, a) => new SendFindings(a.ChosenNumber("inspection")),
        ["answerFindings"] = (_, _, a) => new AnswerFindings(a.ChosenNumber("inspection"), a.RequiredPair("text")),
        ["followInspection"] = (_, _, a) => new FollowInspection(a.ChosenNumber("inspection"), a.RequiredPair("text")),
        ["closeInspection"] = (_, _, a) => new CloseInspection(a.ChosenNumber("inspection"), a.RequiredPair("outline")),
        ["openIncident"] = (_, _, a) => new OpenIncident(a.Count("records"), a.RequiredPair("text")),
        ["containIncident"] = (_, _, a) => new ContainIncident(a.ChosenNumber("incident"), a.Count("records"), a.RequiredPair("text")),
        ["reportIncident"] = (_, _, a) => new ReportIncident(a.ChosenNumber("incident"), a.RequiredPair("text")),
        ["classifyIncident"] = InspectionForms.Classify,
        ["remedyIncident"] = InspectionForms.Remedy,
        ["closeIncident"] = (_, _, a) => new CloseIncident(a.ChosenNumber("incident"), a.RequiredPair("text")),
    };

    /// <summary>How many questions one request for material has room for.</summary>
    public const int Questions = 3;

    /// <summary>True for a command with a form here; a file is read by the page itself.</summary>
    public static bool Has(string command) => command == "attach" || Readers.ContainsKey(command);

    /// <summary>The command as it was filled in; check <see cref="FormAnswers.IsReadable"/> before it is sent.</summary>
    public static RequestCommand Read(string command, RequestState state, Facts facts, FormAnswers answers) => Readers[command](state, facts, answers);

    /// <summary>The criteria the examiner marks and the panel gives reasons for.</summary>
    public static IReadOnlyList<Criterion> CriteriaOf(RequestState state, Facts facts) =>
        Criteria.Demanded(state.Content.Route, Intake.IsTargetAbroad(state.Content, facts.Rules.Map));

    /// <summary>The items the member votes on in the open round.</summary>
    public static IReadOnlyList<string> BallotItems(RequestState state, Facts facts) =>
        CommandRules.BallotItems(state, new MemberId(facts.Actor.Id));

    private static Examine Examine(RequestState state, Facts facts, FormAnswers a) => new(
        a.RequiredChoice<Recommendation>("recommendation"),
        [.. CriteriaOf(state, facts).Select(k => new CriterionMark(k, a.RequiredChoice<Fulfilment>($"marks.{k}.mark"), a.Text($"marks.{k}.note")))],
        a.RequiredPair("report"));

    private static RequestInformation RequestInformation(RequestState state, Facts facts, FormAnswers a)
    {
        var questions = Enumerable.Range(0, Questions).Select(i => a.Pair($"questions.{i}")).OfType<Bilingual>().ToList();
        if (questions.Count == 0)
            a.RequiredPair("questions.0");
        return new RequestInformation(questions);
    }

    private static DeclareInterest DeclareInterest(RequestState state, Facts facts, FormAnswers a)
    {
        var items = a.RequiredTicked("items");
        return new DeclareInterest(a.RequiredChoice<RecusalGround>("ground"), items.Contains("all") ? null : items, a.Required("reason"));
    }

    private static CastBallot CastBallot(RequestState state, Facts facts, FormAnswers a)
    {
        var items = BallotItems(state, facts);
        var reasons = items.Select(item => (Item: item, Text: a.Text($"reasons.{item}"))).Where(reason => reason.Text is not null)
            .ToDictionary(reason => reason.Item, reason => reason.Text!);
        return new CastBallot(items.ToDictionary(item => item, item => a.RequiredChoice<Choice>($"items.{item}")), reasons.Count == 0 ? null : reasons, a.Pair("dissent"));
    }

    private static DecideTie DecideTie(RequestState state, Facts facts, FormAnswers a) => new(
        (state.OpenRound?.Tied ?? []).ToDictionary(item => item, item => a.RequiredChoice<Choice>($"items.{item}") == Choice.Yes), a.Required("reason"));
}
