using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Pages.Forms;

namespace Oversight.Server.Pages.Requests;

/// <summary>How commands on a measure or an authorisation are read out of their forms.</summary>
public static class AuthorisationForms
{
    /// <summary>What may become of a granted item when the authorisation is narrowed.</summary>
    public enum ItemChange { Keep, Narrow, GiveUp }

    internal static RequestCommand RecordMeasure(RequestState state, Facts facts, FormAnswers a) => new RecordMeasure(
        a.RequiredMoment("measuredAt", needsTime: true), new MeasureText(a.Required("action"), a.Pair("text")));

    internal static RequestCommand RecordErasure(RequestState state, Facts facts, FormAnswers a) =>
        new RecordErasure(a.RequiredMoment("erasedAt"), Erasure(a), a.Ticked<Order>("carriedOut"));

    /// <summary>What was erased, how, by whom, with what proof.</summary>
    internal static ErasureRecord Erasure(FormAnswers a) => new(a.RequiredPair("what"), a.RequiredPair("how"), a.Required("by"), a.Required("proof"));

    internal static RequestCommand KeepLonger(RequestState state, Facts facts, FormAnswers a) => new KeepLonger(
        a.RequiredMoment("until", isEnd: true), new KeepingRecord(a.RequiredPair("what"), a.RequiredPair("legalReason")));

    internal static RequestCommand RecordAct(RequestState state, Facts facts, FormAnswers a) =>
        new RecordAct(a.RequiredMoment("actedAt", needsTime: true), a.RequiredPair("text"));

    internal static RequestCommand Narrow(RequestState state, Facts facts, FormAnswers a)
    {
        var scope = state.Authorisation!.Permitted
            .Select(item => (Item: item.Key, Permitted: item.Value, Change: a.RequiredChoice<ItemChange>($"change.{item.Key}")))
            .Where(it => it.Change != ItemChange.GiveUp)
            .ToDictionary(it => it.Item, it => it.Change == ItemChange.Keep ? it.Permitted : MotionForm.Narrowed($"scope.{it.Item}", it.Permitted, a));
        return new Narrow(scope, a.Required("reason"));
    }

    internal static RequestCommand ReportCondition(RequestState state, Facts facts, FormAnswers a) =>
        new ReportCondition(a.Chosen("condition"), a.RequiredPair("text"), a.Ticked("documents"));

    internal static RequestCommand RecordDisclosure(RequestState state, Facts facts, FormAnswers a) => new RecordDisclosure(
        a.RequiredMoment("disclosedAt"), a.RequiredChoice<DisclosurePurpose>("purpose"), a.Count("records"), a.Required("recipient"), a.RequiredPair("text"));

    internal static RequestCommand RecordAccessLog(RequestState state, Facts facts, FormAnswers a) => new RecordAccessLog(
        a.RequiredMoment("from"), a.RequiredMoment("to", isEnd: true), a.Required("digest"), a.Count("lines"));
}
