using Oversight.Core.Inspections;
using Oversight.Core.Requests;

namespace Oversight.Core.Reports;

/// <summary>The extended statistics there are; what is counted for each is said in docs/report.md.</summary>
public static class Statistics
{
    internal const string OutcomeGroup = "outcomes";
    internal const string Versions = "versions";
    internal const string IntakeRefusals = "intakeRefusals";
    internal const string IntakeReturns = "intakeReturns";
    internal const string PanelRefusals = "panelRefusals";
    internal const string Course = "course";
    internal const string Items = "items";
    internal const string Emergencies = "emergencies";
    internal const string Conditions = "conditions";
    internal const string Incidents = "incidents";
    internal const string Usage = "usage";
    internal const string Disclosures = "disclosures";
    internal const string Erasure = "erasure";
    internal const string Deliberation = "deliberation";

    /// <summary>Names of the groups with the names in each, in the order they are shown.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Groups { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        [OutcomeGroup] =
        [
            "approved", "approvedWithConditions", "partlyApproved", "refused", "notCarried", "remanded", "refusedAtIntake", "withdrawn", "lapsed",
        ],
        [Versions] = ["decided", "changedBeforeDecision"],
        [IntakeRefusals] = [.. Codes(code => code is < IntakeCode.W01 or IntakeCode.W03)],
        [IntakeReturns] = [.. Codes(code => code < IntakeCode.W01)],
        [PanelRefusals] = ["byMajority", "notCarried", "byCasting"],
        [Course] = ["returnedForCorrection", "informationRounds"],
        [Items] = ["asked", "struck", "granted"],
        [Emergencies] =
            ["measures", "notifiedInTime", "notifiedLate", "noticeOverdue", "confirmedProper", "notProper", "lapsed", "interlockOverridden"],
        [Conditions] = ["missed", "breached", "suspensions", "resumptions"],
        [Incidents] = ["opened", .. Enum.GetValues<IncidentClass>().Select(NameOf)],
        [Usage] = ["files", "records", "unflagged", "flagged", "malformed"],
        [Disclosures] = ["recorded", "offPurpose"],
        [Erasure] = ["ended", "endedAndErased", "erased", "carriedOver", "keptLonger", "overdue"],
        [Deliberation] = ["recusals", "quorumLost", "castings", "castingsByActingChair"],
    };

    /// <summary>Names of the lengths of time.</summary>
    public static IReadOnlyList<string> Durations { get; } = ["timeToDecision", "timeToErasure"];

    /// <summary>Names of the shares, each with the statistic it is part of and the whole.</summary>
    public static IReadOnlyList<(string Name, string Group, string Part, string Whole)> Shares { get; } =
    [
        ("changedBeforeDecision", Versions, "changedBeforeDecision", "decided"),
        ("erased", Erasure, "endedAndErased", "ended"),
        ("flagged", Usage, "flagged", "records"),
    ];

    /// <summary>Statistics that add up to a number which is told: one of them alone below the limit follows from the others.</summary>
    internal static IReadOnlyList<(string Group, string[] Names)> Sums { get; } =
    [
        (OutcomeGroup, ["approved", "approvedWithConditions", "partlyApproved"]),
        (OutcomeGroup, ["refused", "notCarried"]),
        (Emergencies, ["notifiedInTime", "notifiedLate"]),
        (Usage, ["unflagged", "flagged"]),
    ];

    internal static string NameOf<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static IEnumerable<string> Codes(Func<IntakeCode, bool> those) => Enum.GetValues<IntakeCode>().Where(those).Select(code => code.ToString());
}
