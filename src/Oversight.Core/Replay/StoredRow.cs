using System.Text.Json.Nodes;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Replay;

/// <summary>A row of a server's table that follows from a request's entries; made in one way from the table and from the entries, so that two of them can be compared.</summary>
/// <param name="Table">The table, as in <see cref="StoredRow"/>'s makers.</param>
/// <param name="Case">The request.</param>
/// <param name="Json">What the row says, but for its key and for what no entry says.</param>
public sealed record StoredRow(string Table, string Case, string Json)
{
    /// <summary>What lists of requests are filtered and sorted by.</summary>
    public static StoredRow Request(string request, RequestColumns columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new("requests", request, Text(
            ("agency", columns.Agency), ("route", columns.Route), ("state", columns.State), ("decision", columns.Decision), ("close", columns.Close),
            ("draftedAt", At(columns.DraftedAt)), ("filedAt", At(columns.FiledAt)), ("decidedAt", At(columns.DecidedAt)), ("closedAt", At(columns.ClosedAt)),
            ("measuredAt", At(columns.MeasuredAt)), ("measureRecordedAt", At(columns.MeasureRecordedAt)), ("updatedAt", At(columns.UpdatedAt)),
            ("version", columns.Version), ("lastLeaf", columns.LastLeaf)));
    }

    /// <summary>A ballot's place in its round.</summary>
    public static StoredRow Ballot(string request, int round, string member, int ballotNo) =>
        new("ballots", request, Text(("round", round), ("member", member), ("ballotNo", ballotNo)));

    /// <summary>A member who may not read the request.</summary>
    public static StoredRow Recusal(string request, string member) => new("recusals", request, Text(("member", member)));

    /// <summary>Something that waits for an audience.</summary>
    public static StoredRow WorkItem(string request, string audience, string command, DateTimeOffset? dueAt) =>
        new("workItems", request, Text(("audience", audience), ("command", command), ("dueAt", At(dueAt))));

    /// <summary>A timer.</summary>
    public static StoredRow Timer(string request, string name, DateTimeOffset dueAt) => new("timers", request, Text(("name", name), ("dueAt", At(dueAt))));

    /// <summary>
    /// What a status list says of an authorisation. The place in the list is drawn at random and follows from nothing; of a row that was withdrawn the
    /// state and the end by itself are those of an instant nobody reads any more.
    /// </summary>
    public static StoredRow Authorisation(
        string request, DateTimeOffset issuedAt, DateTimeOffset start, DateTimeOffset end, DateTimeOffset endsAt, string state, DateTimeOffset? withdrawnAt) =>
        new("authorisations", request, Text(
            ("issuedAt", At(issuedAt)), ("start", At(start)), ("end", At(end)), ("endsAt", withdrawnAt is null ? At(endsAt) : null),
            ("state", withdrawnAt is null ? state : null), ("withdrawnAt", At(withdrawnAt))));

    private static string Text(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var row = new JsonObject();
        foreach (var (name, value) in members)
            row[name] = value;
        return row.ToJsonString();
    }

    private static string? At(DateTimeOffset? at) => at is { } instant ? CanonicalInstant.Format(instant) : null;
}

/// <summary>The columns of a request's row besides its state; LastLeaf is the leaf hash of its last entry, lower-case hex.</summary>
public sealed record RequestColumns(
    string Agency, string Route, string State, string? Decision, string? Close, DateTimeOffset DraftedAt, DateTimeOffset? FiledAt, DateTimeOffset? DecidedAt,
    DateTimeOffset? ClosedAt, DateTimeOffset? MeasuredAt, DateTimeOffset? MeasureRecordedAt, DateTimeOffset UpdatedAt, int Version, string LastLeaf);

/// <summary>The rows of one request as its entries add up to them: those that follow from its history kept here, the others made of its state.</summary>
internal sealed class DerivedRows(string request)
{
    private readonly List<StoredRow> history = [];
    private readonly List<(DateTimeOffset At, Authorisation Before)> withdrawn = [];
    private (DateTimeOffset First, DateTimeOffset Last) at;

    /// <summary>Takes note of an entry.</summary>
    public void Note(RequestState? before, RequestState? after, DecodedEntry<RequestEvent> entry)
    {
        at = (before is null ? entry.Header.At : at.First, entry.Header.At);
        switch (entry.Event)
        {
            case BallotCast cast:
                history.Add(StoredRow.Ballot(request, cast.Round, cast.Member.Value, cast.BallotNo));
                break;
            case InterestDeclared { Items: null } declared:
                history.Add(StoredRow.Recusal(request, declared.Member.Value));
                break;
            case AuthorisationNarrowed when before?.Authorisation is { } wider && after?.Authorisation is { Narrowings: [.., var narrowing] }:
                withdrawn.Add((narrowing.From, wider));
                break;
        }
    }

    /// <summary>The rows as they stand.</summary>
    public IReadOnlyList<StoredRow> Of(RequestState s, DefinitionSet definitions, string lastLeaf) =>
    [
        StoredRow.Request(request, new RequestColumns(
            s.Agency.Id, s.Content.Route.ToString(), s.State.ToString(), s.Decision?.ToString(), s.Close, at.First, s.FiledAt, s.DecidedAt, s.ClosedAt,
            s.Measure?.MeasuredAt, s.Measure?.RecordedAt, at.Last, s.Version, lastLeaf)),
        .. history,
        .. withdrawn.Select(it => StoredRow.Authorisation(request, it.Before.IssuedAt, it.Before.Start, it.Before.End, it.Before.EndsAt, it.Before.State.ToString(), it.At)),
        .. s.Authorisation is { } stands
            ? [StoredRow.Authorisation(request, stands.IssuedAt, stands.Start, stands.End, stands.EndsAt, stands.State.ToString(), null)] : Array.Empty<StoredRow>(),
        .. Timers.Of(s).Select(timer => StoredRow.Timer(request, timer.Name, timer.DueAt)),
        .. Waiting.RowsOf(s, definitions).Select(item => StoredRow.WorkItem(request, item.Audience, item.Command, item.DueAt)),
    ];
}
