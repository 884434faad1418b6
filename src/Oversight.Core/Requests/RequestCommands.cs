using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>Something a person, or the system for a due timer, wants done to a request.</summary>
public abstract record RequestCommand
{
    private protected RequestCommand() { }
}

/// <summary>Begin a draft.</summary>
public sealed record DraftRequest(RequestId Id, RequestContent Content) : RequestCommand;

/// <summary>Replace the content of a draft, or correct a returned or remanded request.</summary>
public sealed record Revise(RequestContent Content) : RequestCommand;

/// <summary>Attach a file whose bytes the caller stores under its digest.</summary>
public sealed record Attach(string Digest, long Size, string MediaType, string Name) : RequestCommand;

/// <summary>Hand the draft to the authorising officer.</summary>
public sealed record Submit : RequestCommand;

/// <summary>Put a measure already taken on record (R5–R8); its clocks run from MeasuredAt, which is not after now.</summary>
public sealed record RecordMeasure(DateTimeOffset MeasuredAt, MeasureText Text) : RequestCommand;

/// <summary>Sign the notice of a measure with the content version named; this files it.</summary>
public sealed record Notify(int ContentVersion) : RequestCommand;

/// <summary>Let the agency record its next measure although this one was not reviewed.</summary>
public sealed record OverrideInterlock(string Reason) : RequestCommand;

/// <summary>Countersign the content version named; this files the request.</summary>
public sealed record Sign(int ContentVersion) : RequestCommand;

/// <summary>Decline to countersign.</summary>
public sealed record Decline(string Reason) : RequestCommand;

/// <summary>Countersign the corrected content version named and send it back to intake.</summary>
public sealed record Resubmit(int ContentVersion) : RequestCommand;

/// <summary>Answer a request for information, naming attached documents by digest and the content version that stands.</summary>
public sealed record Answer(int ContentVersion, Bilingual Text, IReadOnlyList<string> Documents) : RequestCommand;

/// <summary>Withdraw the request.</summary>
public sealed record Withdraw(string Reason) : RequestCommand;

/// <summary>Record the examination and send the matter to the panel.</summary>
public sealed record Examine(Recommendation Recommendation, IReadOnlyList<CriterionMark> Marks, Bilingual Report) : RequestCommand;

/// <summary>Ask the agency for more material.</summary>
public sealed record RequestInformation(IReadOnlyList<Bilingual> Questions) : RequestCommand;

/// <summary>Confirm that the consultation named is on record.</summary>
public sealed record ConfirmConsultation(Authority Authority, DateOnly Date, string Document, Bilingual View) : RequestCommand;

/// <summary>Leave the matter for some items, or wholly when Items is null.</summary>
public sealed record DeclareInterest(RecusalGround Ground, IReadOnlyList<string>? Items, string Reason) : RequestCommand;

/// <summary>Open a round on a motion with the attendance. Items is null for all scope items.</summary>
public sealed record OpenRound(MotionKind Motion, IReadOnlyList<MemberId> Present, MotionText Text) : RequestCommand;

/// <summary>Record that a member arrived or left.</summary>
public sealed record ChangePresence(MemberId Member, bool IsPresent) : RequestCommand;

/// <summary>Cast a ballot: a choice per item, a reason for every no.</summary>
public sealed record CastBallot(
    IReadOnlyDictionary<string, Choice> Items, IReadOnlyDictionary<string, string>? Reasons, Bilingual? Dissent) : RequestCommand;

/// <summary>Decide tied items as the one presiding, with a reason.</summary>
public sealed record DecideTie(IReadOnlyDictionary<string, bool> Items, string Reason) : RequestCommand;

/// <summary>End the authorisation early.</summary>
public sealed record EndEarly(string Reason) : RequestCommand;

/// <summary>
/// File the erasure record. ErasedAt is not after now, nor before the end or the last use on record; CarriedOut names every order to stop or to limit use
/// that the case holds, once it is carried out.
/// </summary>
public sealed record RecordErasure(DateTimeOffset ErasedAt, ErasureRecord Record, IReadOnlyList<Order>? CarriedOut = null) : RequestCommand;

/// <summary>Fire a due timer; the system's only command.</summary>
public sealed record FireTimer(string Timer) : RequestCommand;
