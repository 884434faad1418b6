using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Registers.Undertakings;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>From the entries of the registers with rules of their own back to the commands.</summary>
internal static class RegisterCommands
{
    private const string Erased = CommandTable.Erased;

    private static readonly Bilingual Text = new(Erased, Erased);

    public static Fault? Judge(RegisterSight<AgreementsRegister> sight, AgreementEvent happened)
    {
        AgreementCommand command = happened switch
        {
            AgreementRegistered e => new RegisterAgreement(Filled(e.Terms)),
            AgreementChanged e => new ChangeAgreement(e.Agreement, Filled(e.Terms), e.Reason ?? Erased),
            AgreementEnded e => new EndAgreement(e.Agreement, e.On, e.Reason ?? Erased),
            FiguresRecorded e => new RecordFigures(e.Agreement, e.Figures),
            AgreementInspected e => new InspectAgreement(e.Agreement, e.On, e.Kind, e.Outcome ?? Text),
            _ => throw new UnreachableException(),
        };
        return sight.Compare(happened, AgreementRules.Decide(sight.Before, command, sight.Facts()));
    }

    public static Fault? Judge(RegisterSight<UndertakingsRegister> sight, UndertakingEvent happened)
    {
        UndertakingCommand command = happened switch
        {
            UndertakingRecorded e => new RecordUndertaking(e.Request, e.PromisedBy ?? Erased, e.Text ?? Text, e.DueOn),
            UndertakingClosed e => new CloseUndertaking(e.Undertaking, e.Outcome, e.Text ?? Erased),
            _ => throw new UnreachableException(),
        };
        return sight.Compare(happened, UndertakingRules.Decide(sight.Before, command, sight.Facts(command.NamedRequest)));
    }

    public static Fault? Judge(RegisterSight<Roster> sight, RosterEvent happened)
    {
        RosterCommand command = happened switch
        {
            AvailabilityRecorded e => new RecordAvailability(e.Member, e.From, e.To, e.Attendance, e.ReachableWithinMinutes),
            _ => throw new UnreachableException(),
        };
        return sight.Compare(happened, RosterRules.Decide(sight.Before, command, sight.Facts()));
    }

    private static AgreementTerms Filled(AgreementTerms terms) =>
        terms with { Party = terms.Party ?? new AgreementParty(Erased, Erased), Analysed = terms.Analysed ?? Text };
}

/// <summary>Operators' reports; of each the digest of its key is remembered, for a report filed before is never filed again.</summary>
internal sealed class ReportsOnFile
{
    private readonly Dictionary<string, string> digests = [];

    public Fault? Judge(RegisterSight<ReportCount> sight, OperatorReportEvent happened)
    {
        var filed = (OperatorReportFiled)happened;
        if (sight.NotYours(OperatorReportRules.MayFile(sight.Actor)) is { } fault)
            return fault;
        var content = filed.Content ?? new ReportedContent(CommandTable.Erased, CommandTable.Erased, filed.Report, CommandTable.Erased);
        var report = new OperatorReport(
            content.Operator, content.Sector, content.Reference, filed.OccurredAt, filed.ReportedAt, content.Summary, filed.Digest);
        var known = digests.TryGetValue(Of(report.Key), out var digest) ? new Dictionary<ReportKey, string> { [report.Key] = digest } : [];
        RegisterVerdict<OperatorReportEvent> verdict = OperatorReportRules.File(sight.Before, [new ReportLine(1, report)], known, sight.Now)[0] switch
        {
            LineOutcome.Filed line => new RegisterVerdict<OperatorReportEvent>.Accepted(line.Event),
            LineOutcome.Refused line => new RegisterVerdict<OperatorReportEvent>.Refused(new Refusal(RefusalKind.Invalid, line.Fault.Code)),
            _ => throw new UnreachableException(),
        };
        var wrong = sight.Compare(happened, verdict);
        if (wrong is null)
            digests[Of(report.Key)] = filed.Digest;
        return wrong;
    }

    private static string Of(ReportKey key) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Operator.Length} {key.Operator} {key.Reference}")));
}
