using Oversight.Server.Agreements;
using Oversight.Server.Attachments;
using Oversight.Server.Authorisations;
using Oversight.Server.Ballots;
using Oversight.Server.Emergencies;
using Oversight.Server.Erasures;
using Oversight.Server.Examinations;
using Oversight.Server.Filing;
using Oversight.Server.Inspections;
using Oversight.Server.Log;
using Oversight.Server.OperatorReports;
using Oversight.Server.Reads;
using Oversight.Server.Reports;
using Oversight.Server.Requests;
using Oversight.Server.Rosters;
using Oversight.Server.Sittings;
using Oversight.Server.Undertakings;
using Oversight.Server.Usage;

namespace Oversight.Server.Hosting;

/// <summary>Everything under `/api/v1` that concerns requests and the registers beside them.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization();
        ReadEndpoints.Map(api);
        ReadLogEndpoints.Map(api);
        AuthorisationReadEndpoints.Map(api);
        ReportEndpoints.Map(api);
        ReceiptEndpoint.Map(api);
        var requests = api.MapGroup("/requests");
        ChangeEndpoints.Map(requests);
        DecisionEndpoint.Map(requests);
        DraftRequestEndpoint.Map(requests);
        AttachEndpoint.Map(requests);
        FilingEndpoints.Map(requests);
        ExaminationEndpoints.Map(requests);
        BallotEndpoints.Map(requests);
        AuthorisationEndpoints.Map(requests);
        EmergencyEndpoints.Map(requests);
        InspectionEndpoints.Map(requests);
        UsageEndpoints.Map(requests);
        ErasureEndpoints.Map(requests);
        AgreementEndpoints.Map(api);
        UndertakingEndpoints.Map(api);
        OperatorReportEndpoints.Map(api);
        RosterEndpoints.Map(api);
        SittingEndpoints.Map(api);
    }
}
