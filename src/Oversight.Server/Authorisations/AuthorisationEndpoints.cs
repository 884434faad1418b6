using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Filing;
using Oversight.Server.Hosting;

namespace Oversight.Server.Authorisations;

/// <summary>Commands on a live or ended authorisation.</summary>
public static class AuthorisationEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<ReasonBody>("endEarly", "endEarly", body => new EndEarly(body.Reason));
        requests.MapCommand<ErasureBody>("recordErasure", "erasureRecords", body =>
            new RecordErasure(body.ErasedAt, new ErasureRecord(body.What, body.How, body.By, body.Proof), body.CarriedOut));
        requests.MapCommand<KeepingBody>("keepLonger", "keepings", body => new KeepLonger(body.Until, new KeepingRecord(body.What, body.LegalReason)));
        requests.MapCommand<NarrowBody>("narrow", "narrowings", body => new Narrow(body.Scope, body.Reason));
        requests.MapCommand<RecordAct>("recordAct", "acts", body => body);
        requests.MapCommand<ReportConditionBody>("reportCondition", "conditionReports", body =>
            new ReportCondition(body.Condition, body.Text, body.Documents ?? []));
        requests.MapCommand<AcceptCondition>("acceptCondition", "conditionAcceptances", body => body);
        requests.MapCommand<RecordDisclosure>("recordDisclosure", "disclosures", body => body);
        requests.MapCommand<RecordAccessLog>("recordAccessLog", "accessLogs", body => body);
    }
}

/// <summary>What is kept, for which legal reason, until when (exclusive).</summary>
public sealed record KeepingBody(DateTimeOffset Until, Bilingual What, Bilingual LegalReason);

/// <summary>What each remaining item permits; an item left out is given up.</summary>
public sealed record NarrowBody(IReadOnlyDictionary<string, ScopeItem> Scope, string Reason);

/// <summary>A report on a condition, with attached documents by digest.</summary>
public sealed record ReportConditionBody(string Condition, Bilingual Text, IReadOnlyList<string>? Documents = null);

/// <summary>What was erased, when, how, by whom, with what proof; and every order to stop or to limit use, as carried out.</summary>
public sealed record ErasureBody(
    DateTimeOffset ErasedAt, Bilingual What, Bilingual How, string By, string Proof, IReadOnlyList<Order>? CarriedOut = null);
