using Oversight.Core.Ledger;
using Oversight.Core.Panels;

namespace Oversight.Core.Requests;

/// <summary>What the examiner advises the panel.</summary>
[CamelCaseNames]
public enum Recommendation { Approve, ApproveInPart, Refuse, Remand }

/// <summary>The examiner's mark of one criterion.</summary>
public sealed record CriterionMark(Criterion Criterion, Fulfilment Mark, string? Note = null);

/// <summary>Grounds for leaving a matter: exclusion 除斥, challenge 忌避, self-recusal 回避.</summary>
[CamelCaseNames]
public enum RecusalGround { Exclusion, Challenge, SelfRecusal }

/// <summary>A round decides the items, sends the request back, judges a measure already taken, or resolves something outside a decision.</summary>
[CamelCaseNames]
public enum MotionKind { Decide, Remand, Confirm, Resolve }

/// <summary>The text of a motion, frozen when the round opens.</summary>
/// <param name="Narrowed">Per item number: what a *yes* grants instead of the whole item.</param>
/// <param name="Conditions">Conditions that an approval carries.</param>
/// <param name="Reasons">Written reasons per criterion.</param>
/// <param name="Directions">What the agency is to do when the request is remanded.</param>
/// <param name="Recommendation">What is recommended with the decision on a notified measure (Police Duties Execution Act Art 6-2(10)).</param>
/// <param name="Resolution">What is resolved outside a decision.</param>
public sealed record MotionText(
    IReadOnlyDictionary<string, ScopeItem>? Narrowed = null, IReadOnlyList<Condition>? Conditions = null,
    IReadOnlyList<CriterionReason>? Reasons = null, Bilingual? Directions = null, Bilingual? Recommendation = null, ResolutionText? Resolution = null);

/// <summary>A resolution put to the vote; it may name the inspection or incident it answers.</summary>
public sealed record ResolutionText(IReadOnlyList<ResolutionKind> Kinds, Bilingual Text, int? Inspection = null, int? Incident = null);

/// <summary>The panel's reason on one criterion.</summary>
public sealed record CriterionReason(Criterion Criterion, Bilingual Text);

/// <summary>A precedent condition must be met before use, a continuing one during it.</summary>
[CamelCaseNames]
public enum ConditionKind { Precedent, Continuing }

/// <summary>Who owes a condition.</summary>
[CamelCaseNames]
public enum ConditionOwner { Agency, Secretariat }

/// <summary>When a condition falls due.</summary>
[CamelCaseNames]
public enum ConditionDueKind { At, AfterEvent, Recurring, Standing }

/// <summary>Events that start a condition's time.</summary>
[CamelCaseNames]
public enum ConditionTrigger { Start, Act, End }

/// <summary>When a condition is due: at a time, within hours after an event, on written-out dates, or standing.</summary>
public sealed record ConditionDue(
    ConditionDueKind Kind, DateTimeOffset? At = null, ConditionTrigger? After = null, int? WithinHours = null, IReadOnlyList<DateOnly>? Dates = null);

/// <summary>A condition of an approval: an object with owner, due and proof, never only text (A7 invariant 8).</summary>
/// <param name="Items">Items it concerns; null means all.</param>
/// <param name="Ports">Ports it concerns; null means all.</param>
/// <param name="SuspendsAfterMisses">After how many misses the authorisation is suspended; null never.</param>
public sealed record Condition(
    string Id, ConditionKind Kind, ConditionOwner Owner, Bilingual Text, ConditionDue Due, Bilingual? Proof = null,
    IReadOnlyList<string>? Items = null, IReadOnlyList<PortRange>? Ports = null, int? SuspendsAfterMisses = null);

/// <summary>The count of one item as it stood when the round closed: who was in the room, who presided, and the result.</summary>
public sealed record CountedItem(
    string Item, IReadOnlyList<MemberId> Room, MemberId? Presiding, int Present, int Yes, int No, int Abstain, ItemResult Result, bool DecidedByCasting);

/// <summary>Decisions of a request (settled table of states).</summary>
public enum Decision
{
    Approved, ApprovedWithConditions, PartlyApproved, Refused, NotCarried, Remanded, ConfirmedProper, NotProper, Lapsed,
}

/// <summary>How an authorisation ended.</summary>
public enum AuthorisationEnd { Expired, EndedEarly, Revoked, SupersededByExtension }

/// <summary>States of an authorisation.</summary>
public enum AuthorisationState { Pending, Active, Suspended, Expired, EndedEarly, Revoked, SupersededByExtension }

/// <summary>What an authorisation permits: the granted items by number, operators, windows, and the conditions it carries.</summary>
public sealed record AuthorisedUse(
    IReadOnlyDictionary<string, ScopeItem> Scope, IReadOnlyList<string> Operators, IReadOnlyList<UseWindow> Windows, IReadOnlyList<Condition> Conditions);

/// <summary>What was erased, how, by whom, and the proof.</summary>
public sealed record ErasureRecord(Bilingual What, Bilingual How, string By, string Proof);
