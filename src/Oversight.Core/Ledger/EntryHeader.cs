namespace Oversight.Core.Ledger;

/// <summary>
/// What an entry says of itself besides its event; never secret. Facts not known yet are empty strings.
/// </summary>
/// <param name="Log">Origin of the log.</param>
/// <param name="Case">Number of the request.</param>
/// <param name="CaseSeq">Place in the case, from 1, dense.</param>
/// <param name="Prev">Leaf hash of the case's previous entry (<see cref="LeafHash.HexOf"/>), empty for the first.</param>
/// <param name="At">Instant of the act, whole milliseconds.</param>
/// <param name="Actor">Account id, or <c>system</c>.</param>
/// <param name="Role">Role the actor acted in.</param>
/// <param name="Agency">The agency the case belongs to; empty for registers.</param>
/// <param name="Route">Route of the request.</param>
/// <param name="Definition">Hash of the pinned workflow definition.</param>
/// <param name="RuleSet">Rule set in force, as <c>id@hash</c>.</param>
public sealed record EntryHeader(
    string Log,
    string Case,
    int CaseSeq,
    string Prev,
    DateTimeOffset At,
    string Actor,
    string Role,
    string Agency = "",
    string Route = "",
    string Definition = "",
    string RuleSet = "");
