using Oversight.Core.Registers.OperatorReports;
using Oversight.Core.Requests;
using static Oversight.Core.Registers.Registers;
using static Oversight.Core.Tests.Registers.Books;

namespace Oversight.Core.Tests.Registers;

public sealed class OperatorReportTests
{
    private static readonly OperatorReport Report = new("Kita Power", "electricity", "KP-7", Now.AddHours(-3), Now.AddHours(-1), "遠隔監視網への侵入", new string('a', 64));

    private static readonly Dictionary<ReportKey, string> Nothing = [];

    [Fact]
    public void The_bytes_of_every_event_are_what_they_always_were() => AssertPinned(
        OperatorReports,
        [
            new OperatorReportFiled(
                "OR-1", Report.OccurredAt, Report.ReportedAt, Report.Digest, new(Report.Operator, Report.Sector, Report.Reference, Report.Summary)),
        ],
        new() { ["OperatorReportFiled"] = "fb361e9c298eb68904e8475812ba927cc97ee576d93d694ba05f1430a5750ede" },
        ["Kita", "electricity", "KP-7", "侵入"]);

    [Fact]
    public void The_secretariat_files_and_the_Cabinet_Office_reads_with_those_who_oversee()
    {
        Assert.Equal([Examiner], Everybody.Where(OperatorReportRules.MayFile));
        Assert.Equal([Examiner, Inspector, Auditor, Kuze, Officer, Drafter], Everybody.Where(actor => OperatorReportRules.MayRead(actor, Five)));
    }

    [Fact]
    public void Every_line_is_filed_or_refused_and_numbers_go_on_without_gaps()
    {
        var outcomes = OperatorReportRules.File(
            new(41),
            [
                new(1, Report), new(2, null, new FieldError("/digest", "InvalidValue")), new(3, Report), new(4, Report with { Digest = new string('b', 64) }),
                new(5, Report with { Reference = "KP-8" }), new(6, Report with { Operator = "Minami Gas" }), new(7, Report with { Reference = "KP-1" }), new(8, null),
            ],
            new Dictionary<ReportKey, string> { [new("Kita Power", "KP-1")] = Report.Digest }, Now);

        Assert.Equal(
            ["1 OR-42", "2 InvalidValue", "3 ReportAlreadyFiled", "4 ReportDiffersFromFiled", "5 OR-43", "6 OR-44", "7 ReportAlreadyFiled", "8 InvalidValue"],
            outcomes.Select(Said));
    }

    [Fact]
    public void The_same_lines_again_add_nothing()
    {
        ReportLine[] lines = [new(1, Report), new(2, Report with { Reference = "KP-8" })];
        var first = OperatorReportRules.File(null, lines, Nothing, Now);
        var again = OperatorReportRules.File(new(2), lines, lines.ToDictionary(line => line.Report!.Key, line => line.Report!.Digest), Now);
        Assert.All(first, outcome => Assert.IsType<LineOutcome.Filed>(outcome));
        Assert.Equal(["1 ReportAlreadyFiled", "2 ReportAlreadyFiled"], again.Select(Said));
    }

    public static TheoryData<OperatorReport, string, string> Bad() => new()
    {
        { Report with { Operator = "" }, "TextMissingOrTooLong", "/operator" },
        { Report with { Operator = new string('a', 201) }, "TextMissingOrTooLong", "/operator" },
        { Report with { Sector = " " }, "TextMissingOrTooLong", "/sector" },
        { Report with { Reference = "" }, "TextMissingOrTooLong", "/reference" },
        { Report with { Summary = new string('a', 4001) }, "TextMissingOrTooLong", "/summary" },
        { Report with { ReportedAt = Now.AddMilliseconds(1) }, "DateInFuture", "/reportedAt" },
        { Report with { OccurredAt = Report.ReportedAt.AddMilliseconds(1) }, "ReportedBeforeItOccurred", "/reportedAt" },
        { Report with { Digest = new string('A', 64) }, "DigestMalformed", "/digest" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void What_does_not_hold_is_refused_at_its_member(OperatorReport report, string code, string pointer) =>
        Assert.Equal(new FieldError(pointer, code), Assert.IsType<LineOutcome.Refused>(OperatorReportRules.File(null, [new(1, report)], Nothing, Now)[0]).Fault);

    private static string Said(LineOutcome outcome) =>
        $"{outcome.Line} {(outcome is LineOutcome.Filed filed ? filed.Event.Report : ((LineOutcome.Refused)outcome).Fault.Code)}";
}
