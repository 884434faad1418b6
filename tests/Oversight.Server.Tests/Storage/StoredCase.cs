using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Tests.Storage;

/// <summary>A case as the database holds it, checked against nothing but its entries.</summary>
public sealed record StoredCase(
    RequestRow Row, IReadOnlyList<EntryRow> Entries, IReadOnlyList<PartRow> Parts, IReadOnlyList<string> WorkItems, IReadOnlyList<string> Timers,
    IReadOnlyList<string> Ballots, IReadOnlyList<string> Recusals)
{
    /// <summary>Reads one case whole.</summary>
    public static async Task<StoredCase> ReadAsync(OversightDbContext db, string number) => new(
        await db.Requests.AsNoTracking().SingleAsync(row => row.Id == number),
        await db.Entries.AsNoTracking().Where(row => row.Case == number).OrderBy(row => row.CaseSeq).ToListAsync(),
        [.. (await db.Parts.AsNoTracking().Where(row => row.Case == number).ToListAsync()).OrderBy(row => row.CaseSeq).ThenBy(row => row.Name, StringComparer.Ordinal)],
        Sorted(await db.WorkItems.AsNoTracking().Where(row => row.RequestId == number).Select(row => Line(row.Audience, row.Command, row.DueAt)).ToListAsync()),
        Sorted(await db.Timers.AsNoTracking().Where(row => row.RequestId == number).Select(row => Line("timer", row.Name, row.DueAt)).ToListAsync()),
        Sorted(await db.Ballots.AsNoTracking().Where(row => row.RequestId == number).Select(row => $"{row.Round} {row.Member} {row.BallotNo}").ToListAsync()),
        Sorted(await db.Recusals.AsNoTracking().Where(row => row.RequestId == number).Select(row => row.Member).ToListAsync()));

    /// <summary>The events of the entries.</summary>
    public IReadOnlyList<RequestEvent> Events => [.. Stored().Select(entry => RequestEntries.Read(entry).Event)];

    /// <summary>The contents of all parts, in clear.</summary>
    public IEnumerable<string> Disclosures => Parts.Select(part =>
        System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part.Disclosure)));

    /// <summary>Everything that must follow from the entries alone does: chain, leaf hashes, state, columns, work items, timers, ballots, recusals.</summary>
    public void AssertFollowsFromEntries(Rulebook book)
    {
        Assert.Null(CaseChain.Verify(Entries.Select(entry => entry.Bytes)));
        Assert.All(Entries, entry => Assert.Equal(LeafHash.HexOf(entry.Bytes), Convert.ToHexStringLower(entry.LeafHash)));
        var state = RequestEntries.Rebuild(Stored(), book.Definitions)!;
        Assert.Equal(RequestSnapshot.Of(state), new RequestSnapshot(Row.Content, Row.Snapshot));
        Assert.Equal((state.CaseSeq, state.Version, Entries.Count), (Row.CaseSeq, Row.Version, Row.CaseSeq));
        Assert.Equal(Convert.ToHexStringLower(Entries[^1].LeafHash), Row.LastLeaf);
        Assert.Equal((state.State.ToString(), state.Decision?.ToString(), state.Close), (Row.State, Row.Decision, Row.Close));
        Assert.Equal((state.FiledAt, state.DecidedAt, state.ClosedAt, state.DraftedAt), (Row.FiledAt, Row.DecidedAt, Row.ClosedAt, Row.DraftedAt));
        Assert.Equal(Sorted(Waiting.Of(state, book.Definitions)
            .OrderBy(item => item.DueAt ?? DateTimeOffset.MaxValue).DistinctBy(item => (item.Audience, item.Command)).Select(item => Line(item.Audience, item.Command, item.DueAt)).Distinct()), WorkItems);
        Assert.Equal(Sorted(Core.Requests.Timers.Of(state).Select(timer => Line("timer", timer.Name, timer.DueAt))), Timers);
        Assert.Equal(Sorted(Events.OfType<BallotCast>().Select(ballot => $"{ballot.Round} {ballot.Member.Value} {ballot.BallotNo}")), Ballots);
        Assert.Equal(Sorted(state.Interests.Where(interest => interest.Items is null).Select(interest => interest.Member.Value)), Recusals);
    }

    private IEnumerable<StoredEntry> Stored()
    {
        var parts = Parts.ToLookup(part => part.CaseSeq);
        return Entries.Select(entry => new StoredEntry(entry.Bytes, parts[entry.CaseSeq].ToDictionary(part => part.Name, part => part.Disclosure)));
    }

    private static List<string> Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];

    private static string Line(string audience, string what, DateTimeOffset? due) => $"{audience} {what} {due:O}";
}
