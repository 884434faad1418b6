using Oversight.Core.Law;
using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>What an agency asks for (承認の求め). A draft may leave anything out; the intake checks answer what is missing.</summary>
/// <remarks>Route, period, emergency and links are header facts of the entry; everything else is a content part that can be erased.</remarks>
public sealed record RequestContent
{
    /// <summary>The legal route asked for; decides the article, the criteria and the maximum period.</summary>
    public required Route Route { get; init; }

    /// <summary>True when the agency claims an emergency; never lawful on R1–R4 (Art 61(2)(i)–(iii) count no notices).</summary>
    public bool Emergency { get; init; }

    /// <summary>How soon a decision is asked for; chooses the decision target of the rule set.</summary>
    public Urgency Urgency { get; init; }

    /// <summary>The period asked for; null or without an end is sayable so that I03 can answer.</summary>
    public RequestedPeriod? Period { get; init; }

    /// <summary>Number of the request this one refiles after a refusal, or null.</summary>
    public string? Replaces { get; init; }

    /// <summary>Number of the request whose authorisation an extension (R4) continues, or null.</summary>
    public string? Parent { get; init; }

    /// <summary>What is asked and why, in English, Japanese or both.</summary>
    [Part] public Bilingual? Statement { get; init; }

    /// <summary>The specified unauthorised act the measure is aimed at (対象不正行為).</summary>
    [Part] public TargetAct? TargetAct { get; init; }

    /// <summary>The scope items, numbered from 1 in this order.</summary>
    [Part] public IReadOnlyList<ScopeItem>? Scope { get; init; }

    /// <summary>Operators allowed to act under the authorisation; empty means any operator of the agency.</summary>
    [Part] public IReadOnlyList<string>? Operators { get; init; }

    /// <summary>Windows inside the period outside of which an item may not be used; none means the whole period.</summary>
    [Part] public IReadOnlyList<UseWindow>? Windows { get; init; }

    /// <summary>Answers to the criteria K1–K13, each in its own box.</summary>
    [Part] public IReadOnlyList<CriterionAnswer>? Criteria { get; init; }

    /// <summary>Evidence with its grade and the digest of its file.</summary>
    [Part] public IReadOnlyList<Evidence>? Evidence { get; init; }

    /// <summary>How what is gained is handled and erased.</summary>
    [Part] public HandlingPlan? Handling { get; init; }

    /// <summary>Records of the consultations the route demands.</summary>
    [Part] public IReadOnlyList<ConsultationRecord>? Consultations { get; init; }

    /// <summary>Risk of the threat and of the intrusion, each likelihood × effect.</summary>
    [Part] public Risk? Risk { get; init; }

    /// <summary>The designated officer (サイバー危害防止措置執行官) or SDF member who asks, on R5–R8.</summary>
    [Part] public DesignatedOfficer? DesignatedOfficer { get; init; }
}

/// <summary>How soon a decision is asked for.</summary>
[CamelCaseNames]
public enum Urgency { Standard, Priority, Urgent }

/// <summary>A text in English, Japanese or both; at least one is present.</summary>
public sealed record Bilingual(string? En = null, string? Ja = null)
{
    /// <summary>The text in the language asked for, else in the other one; never null for a valid text.</summary>
    public string In(string language) => (language == "ja" ? Ja ?? En : En ?? Ja) ?? "";
}

/// <summary>The period asked for. Start is inclusive, End exclusive; a null End says "no end date" (I03).</summary>
public sealed record RequestedPeriod(
    [property: System.Text.Json.Serialization.JsonConverter(typeof(PeriodStartConverter))] DateTimeOffset Start,
    [property: System.Text.Json.Serialization.JsonConverter(typeof(PeriodEndConverter))] DateTimeOffset? End = null);

/// <summary>The named attack activity (対象不正行為, K1).</summary>
public sealed record TargetAct(string Name, string? Description = null);

/// <summary>Which way traffic of an item flows between its sources and destinations.</summary>
[CamelCaseNames]
public enum Direction { OneWay, BothWays }

/// <summary>Transport protocol of a scope item; Any covers every protocol.</summary>
[CamelCaseNames]
public enum Protocol { Any, Tcp, Udp, Icmp }

/// <summary>One line of the scope: sources and destinations on R1–R4, targets and actions on R5–R8 (settled form of A10).</summary>
public sealed record ScopeItem
{
    /// <summary>Source ranges (R1–R4).</summary>
    public IReadOnlyList<AddressRange> Sources { get; init; } = [];

    /// <summary>Destination ranges (R1–R4).</summary>
    public IReadOnlyList<AddressRange> Destinations { get; init; } = [];

    /// <summary>Which way the traffic flows.</summary>
    public Direction Direction { get; init; }

    /// <summary>Target ranges (R5–R8).</summary>
    public IReadOnlyList<AddressRange> Targets { get; init; } = [];

    /// <summary>Transport protocol.</summary>
    public Protocol Protocol { get; init; }

    /// <summary>Ports, inclusive; empty means every port.</summary>
    public IReadOnlyList<PortRange> Ports { get; init; } = [];

    /// <summary>Data types to be recorded (R1–R4); content types are sayable so that I02 can answer.</summary>
    public IReadOnlyList<DataType> DataTypes { get; init; } = [];

    /// <summary>Selection conditions (R1–R4).</summary>
    public IReadOnlyList<Selector> Selectors { get; init; } = [];

    /// <summary>Actions on the target (R5–R8), as short names; what is not named is not allowed.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>What the agency itself rules out, shown beside the actions.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>A note for the reader; carries no permission.</summary>
    public string? Note { get; init; }
}

/// <summary>Kinds of data. Everything before <see cref="Subject"/> is mechanical information (Art 2(8)); the rest is content.</summary>
[CamelCaseNames]
public enum DataType
{
    IpAddress, Time, Port, Protocol, TrafficVolume, CommandInformation, CertificateHash, MalwareConfiguration, EmailAddress,
    Subject, Body, Attachment, Voice,
}

/// <summary>Kinds of selection condition (A10).</summary>
[CamelCaseNames]
public enum SelectorType { Ip, Port, Protocol, CommandPattern, CertificateHash, MalwareConfigId }

/// <summary>One selection condition.</summary>
public sealed record Selector(SelectorType Type, string Value);

/// <summary>A time inside the period in which an item may be used. Start inclusive, End exclusive; null Item means all items.</summary>
public sealed record UseWindow(DateTimeOffset Start, DateTimeOffset End, int? Item = null);

/// <summary>Criteria K1–K13 (A5).</summary>
public enum Criterion { K1, K2, K3, K4, K5, K6, K7, K8, K9, K10, K11, K12, K13 }

/// <summary>A structured answer or mark.</summary>
[CamelCaseNames]
public enum Fulfilment { Yes, No, Partly }

/// <summary>The agency's answer to one criterion, with links to evidence ids.</summary>
public sealed record CriterionAnswer(Criterion Criterion, Fulfilment Answer, Bilingual Text, IReadOnlyList<string>? Evidence = null);

/// <summary>Evidence grade: A direct technical record, B corroborated report, C single unverified source, D asserted only.</summary>
public enum EvidenceGrade { A, B, C, D }

/// <summary>One piece of evidence; mandatory records carry no grade. Digest is the SHA-256 (lower-case hex) of an attachment.</summary>
public sealed record Evidence(string Id, Bilingual Title, EvidenceGrade? Grade = null, string? Digest = null);

/// <summary>Handling plan (K9, I13): how data is de-identified, who receives it, and within how many days of the end it is erased.</summary>
public sealed record HandlingPlan(Bilingual Text, int ErasureWithinDays, IReadOnlyList<string>? Recipients = null);

/// <summary>Authorities that are consulted or whose consent or order a route needs (I09).</summary>
[CamelCaseNames]
public enum Authority { ForeignMinister, PublicSafetyCommission, PrimeMinister }

/// <summary>The agency's record of a consultation: document, date and the authority's view.</summary>
public sealed record ConsultationRecord(Authority Authority, string Document, DateOnly Date, Bilingual? View = null);

/// <summary>Likelihood and effect, 1–5 each; the product is 1–25.</summary>
public sealed record RiskScore(int Likelihood, int Effect)
{
    /// <summary>Likelihood × effect, 1–25.</summary>
    public int Product => Likelihood * Effect;
}

/// <summary>Risk of the threat and of the intrusion.</summary>
public sealed record Risk(RiskScore Threat, RiskScore Intrusion, Bilingual? Note = null);

/// <summary>The officer designated by the competent authority, with the document of designation.</summary>
public sealed record DesignatedOfficer(string Name, string Designation);
