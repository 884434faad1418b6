namespace Oversight.Core.Law;

/// <summary>
/// The settings that ship, each with its origin. The panel exists first, then come access and neutralisation, then the
/// acquisition of communications.
/// </summary>
internal static class JapaneseRules
{
    private const string NotMentioned = "Act 42 of 2025, Art 46-62 do not mention it; a design choice.";
    private const string NoFigure = "No figure found in the Act or a published rule; a design choice.";
    private const string Remembered = "Remembered from accounts of the Act, confirmed in no source; check the statute.";

    public static IReadOnlyList<RuleSet> All()
    {
        var panelOnly = PanelOnly();
        return
        [
            panelOnly,
            panelOnly with
            {
                Id = "jp-2026-10-01",
                EffectiveFrom = Law(new DateOnly(2026, 10, 1), "Act 42 of 2025, supplementary Art 1, main clause; Cabinet Order 46 of 2026."),
                InForce = [Route.R5, Route.R6, Route.R7, Route.R8],
            },
            panelOnly with
            {
                Id = "jp-2027-11-22",
                EffectiveFrom = Inferred(
                    new DateOnly(2027, 11, 22),
                    "The limit of Act 42 of 2025, supplementary Art 1(iv): two years and six months from promulgation on 2025-05-23. "
                    + "The day itself is not yet fixed."),
                InForce = Enum.GetValues<Route>(),
            },
        ];
    }

    private static RuleSet PanelOnly() => new()
    {
        Id = "jp-2026-04-01",
        EffectiveFrom = Law(new DateOnly(2026, 4, 1), "Act 42 of 2025, supplementary Art 1(iii)."),
        InForce = [],
        MaximumPeriods = MaximumPeriods(),
        DecisionTargetStandard = Inferred(new Duration(DurationUnit.WorkingDays, 10), NoFigure),
        DecisionTargetPriority = Inferred(new Duration(DurationUnit.WorkingDays, 3), NoFigure),
        DecisionTargetUrgent = Inferred(new Duration(DurationUnit.Hours, 24), NoFigure),
        EmergencyNoticeWarn = Inferred(new Duration(DurationUnit.Hours, 12), "The wording \"promptly\" is not confirmed; a design choice."),
        EmergencyNoticeBreach = Inferred(new Duration(DurationUnit.Hours, 24), "The wording \"promptly\" is not confirmed; a design choice."),
        ConfirmationLimit = Inferred(new Duration(DurationUnit.WorkingDays, 10), NoFigure),
        EmergencyInterlock = Inferred(true, "After systems whose last emergency use must be reviewed before the next; " + NoFigure),
        PanelMayRevoke = Inferred(false, "No power to revoke was found in the Act: the panel gives notice, demands and recommends (Art 66-68)."),
        InspectionReplyLimit = Inferred(new Duration(DurationUnit.WorkingDays, 10), NoFigure),
        KeepingLimit = Inferred(new Duration(DurationUnit.Months, 60), NoFigure),
        OrdersReported = Inferred(true, "An order nobody answers for is only words; " + NotMentioned),
        SmallNumberBelow = Inferred(5, "Statistical practice; the counts of Art 61(2) themselves are never withheld."),
        RenewalWindow = Inferred(new Duration(DurationUnit.Days, 30), "After the United Kingdom's renewal period; " + NoFigure),
        SimilarRefusalWindow = Inferred(new Duration(DurationUnit.Months, 3), "After Australia's ASIO Act 1979, s 29; " + NoFigure),
        ApprovalsFloor = Inferred(2, "Stricter than Art 55(3): no measure on the word of one person."),
        ChairVotesAsMember = Inferred(true, "Art 55(3): those present include the chair; the tie-break is a second act."),
        ActingChairBreaksTies = Inferred(true, "Art 54(2) deputises; Art 55(5) names the quorum alone."),
        NarrowTie = Inferred(true, "Art 55(3) says only 可否同数; abstentions are no votes for either side."),
        RemotePresenceAllowed = Inferred(true, NotMentioned),
        CirculatedVote = Inferred(false, NotMentioned),
        CountRefusedAtIntake = Inferred(true, "Art 61(2) counts requests; a request refused at intake was made."),
        PanelSeats = Law(5, "Act 42 of 2025, Art 50."),
        MaximumPartTime = Law(2, "Act 42 of 2025, Art 50(2)."),
    };

    private static Dictionary<Route, Setting<Duration>> MaximumPeriods()
    {
        var threeMonths = Recalled(new Duration(DurationUnit.Months, 3));
        var thirtyDays = Inferred(new Duration(DurationUnit.Days, 30), NoFigure);
        return new()
        {
            [Route.R1] = Recalled(new Duration(DurationUnit.Months, 6)),
            [Route.R2] = threeMonths,
            [Route.R3] = threeMonths,
            [Route.R5] = thirtyDays,
            [Route.R6] = thirtyDays,
            [Route.R7] = thirtyDays,
            [Route.R8] = thirtyDays,
        };
    }

    private static Setting<T> Law<T>(T value, string source) => new(value, SourceTag.Law, source);

    private static Setting<Duration> Recalled(Duration value) => new(value, SourceTag.Recall, Remembered);

    private static Setting<T> Inferred<T>(T value, string source) => new(value, SourceTag.Inference, source);
}
