namespace Oversight.Server.Demo;

/// <summary>What the demo plays: variants of the cases that lie wholly before its start, and a few of its own that are still open.</summary>
public static class DemoCases
{
    /// <summary>Names as in the case files.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "C01/approved",
        "C02/approvedWithConditions",
        "C03/partlyApproved",
        "C08/prefecturalOfficer",
        "C09/notifiedInTime",
        "C10/approvedByTheQuorum",
        "C11/decidedByTheChair",
        "D01/awaitingSignature",
        "D01/erasedInTime",
        "D01/underExamination",
        "D02/beforeThePanel",
        "D02/draft",
        "D02/informationRequested",
        "D02/voting",
    ];
}
