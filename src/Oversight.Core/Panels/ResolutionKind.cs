using System.Diagnostics;
using Oversight.Core.Law;
using Oversight.Core.Ledger;

namespace Oversight.Core.Panels;

/// <summary>What the panel says outside a decision on a request. The Act knows notice, demand and recommendation; it knows no revocation.</summary>
[CamelCaseNames]
public enum ResolutionKind
{
    /// <summary>Notice of a breach, Art 66(1).</summary>
    Notice,

    /// <summary>Demand about the staff concerned, Art 67(1).</summary>
    Demand,

    /// <summary>Recommendation, Art 68; after a notified measure, Police Duties Execution Act Art 6-2(10).</summary>
    Recommendation,

    /// <summary>Suspend the authorisation (design choice; the Act is silent).</summary>
    Suspend,

    /// <summary>Let a suspended authorisation go on.</summary>
    Resume,

    /// <summary>Revoke the authorisation; only where the rule set lets the panel revoke.</summary>
    Revoke,
}

/// <summary>The articles of resolutions.</summary>
public static class Resolutions
{
    /// <summary>The article a kind rests on; null for what the Act does not mention.</summary>
    public static Citation? Article(ResolutionKind kind, bool afterMeasure) => kind switch
    {
        ResolutionKind.Notice => new("Act 42 of 2025, Art 66(1)", "令和七年法律第四十二号第六十六条第一項"),
        ResolutionKind.Demand => new("Act 42 of 2025, Art 67(1)", "令和七年法律第四十二号第六十七条第一項"),
        ResolutionKind.Recommendation when afterMeasure => new("Police Duties Execution Act, Art 6-2(10)", "警察官職務執行法第六条の二第十項"),
        ResolutionKind.Recommendation => new("Act 42 of 2025, Art 68", "令和七年法律第四十二号第六十八条"),
        ResolutionKind.Suspend or ResolutionKind.Resume or ResolutionKind.Revoke => null,
        _ => throw new UnreachableException(),
    };
}
