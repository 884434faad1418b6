using System.Text;
using Oversight.Core.Ledger;
using Oversight.Core.Replay;
using Oversight.Core.Tests.Requests;

namespace Oversight.Core.Tests.Replay;

/// <summary>What a server says its tables hold rests on entries that can be replayed, or it proves nothing.</summary>
public sealed class DumpReplayTests
{
    private static readonly Log Life = Log.Of(Lives.InForce(Lives.Condition("monthly", Lives.Each("2028-03-31"))));

    private static readonly List<LoggedEntry> Chained = [.. Life.Chained()];

    private static readonly int All = Chained.Count;

    [Fact]
    public void A_dump_is_held_against_exactly_the_entries_it_rests_on()
    {
        var (submitted, voting) = (Life.IndexOf("FlowStarted"), Life.IndexOf("RoundOpened") + 1);

        Assert.Equal((0, 0), Beyond(Compared(Honest(All, All), All)));
        Assert.Equal((0, All - voting), Beyond(Compared(Honest(voting, All), voting)));
        Assert.Equal((0, 0), Beyond(Compared(Honest(voting, All), All)));
        Assert.Equal((0, 0), Beyond(Compared(Honest(voting, voting), All)));
        Assert.Equal((0, 0), Beyond(Compared(Honest(submitted, voting), All)));

        static (int, int) Beyond(DumpFindings found) => (found.Divergences.Count + found.NotCompared.Count, found.Beyond);
    }

    [Theory]
    [InlineData(100_000), InlineData(1), InlineData(-1)]
    public void A_state_that_says_it_rests_on_other_entries_than_there_are_differs(int more)
    {
        var honest = Honest(All, All);
        foreach (var state in honest.States)
            Assert.Equal((DivergenceCodes.StateDiffers, state.Case), Named(honest with { States = [.. honest.States.Select(it => it == state ? it with { CaseSeq = it.CaseSeq + more } : it)] }));
    }

    [Fact]
    public void A_state_of_an_earlier_day_differs()
    {
        var (honest, early) = (Honest(All, All), Honest(Life.IndexOf("RoundOpened") + 1, Life.IndexOf("RoundOpened") + 1));

        Assert.Contains(Compared(honest with { States = early.States }, All).Divergences, it => it.Code == DivergenceCodes.StateDiffers);
    }

    [Fact]
    public void A_log_that_ends_before_the_dumps_head_leaves_everything_uncompared()
    {
        var found = Compared(Honest(All, All), All - 1);

        Assert.Empty(found.Divergences);
        Assert.Contains($"{All} entries", Assert.Single(found.NotCompared), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_the_dump_brings_must_be_the_logs_own()
    {
        var honest = Honest(All - 1, All);
        var other = honest.Entries[0] with { Bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(honest.Entries[0].Bytes).Replace("\"route\":\"R1\"", "\"route\":\"R2\"", StringComparison.Ordinal)) };

        Assert.Contains(Compared(honest with { Entries = [other] }, All).Divergences, it => it.Code == DivergenceCodes.DumpEntryDiffers);
        Assert.Contains(Compared(honest with { Size = All }, All).Divergences, it => it.Code == DivergenceCodes.DumpEntryDiffers);
        Assert.Contains(Compared(honest with { Entries = [other] }, All - 1).Divergences, it => it.Code == DivergenceCodes.HeaderDiffers);
    }

    [Fact]
    public void Entries_the_dump_brings_follow_from_the_rules_or_diverge()
    {
        var closed = Life.IndexOf("RoundClosed");
        var cut = Honest(closed - 1, closed + 1);

        Assert.Contains(Compared(cut, closed - 1).Divergences, it => it.Code == DivergenceCodes.ConsequenceMissing);
        Assert.Contains(Compared(cut with { Entries = [.. Chained.Skip(closed)] }, closed - 1).Divergences, it => it.Code == DivergenceCodes.WrongSequence);
    }

    [Fact]
    public void Every_row_follows_from_the_entries_and_none_is_missing()
    {
        var honest = Honest(All, All);
        string[] tables = ["authorisations", "ballots", "requests", "timers", "workItems"];

        Assert.Equal(tables, honest.Rows.Select(row => row.Table).Distinct().Order(StringComparer.Ordinal));
        foreach (var row in honest.Rows)
        {
            Assert.Equal((DivergenceCodes.RowMissing, row.Case), Named(honest with { Rows = [.. honest.Rows.Where(it => it != row)] }));
            Assert.Equal((DivergenceCodes.RowWithoutEntries, row.Case), Named(honest with { Rows = [.. honest.Rows, row] }));
            var changed = row with { Json = row.Json.Replace("202", "203", StringComparison.Ordinal).Replace("kuze", "nasu", StringComparison.Ordinal) };
            if (changed != row)
                Assert.Contains(
                    Compared(honest with { Rows = [.. honest.Rows.Select(it => it == row ? changed : it)] }, All).Divergences, it => it.Code == DivergenceCodes.RowWithoutEntries);
        }
        Assert.Equal((DivergenceCodes.RowWithoutEntries, "2028-0000-0000"), Named(honest with { Rows = [.. honest.Rows, StoredRow.Recusal("2028-0000-0000", "kuze")] }));
    }

    [Fact]
    public void A_dump_is_read_as_it_was_written_and_only_whole()
    {
        var honest = Honest(All - 2, All);
        byte[][] lines =
        [
            ServerDump.First(honest.Size, honest.Entries.Count), .. honest.Entries.Select(entry => ServerDump.Of(entry.Bytes, entry.Parts)),
            .. honest.States.Select(ServerDump.Of), .. honest.Rows.Select(ServerDump.Of), ServerDump.Last(honest.States.Count, honest.Rows.Count),
        ];
        var texts = lines.Select(line => Encoding.UTF8.GetString(line)).ToList();

        var read = ServerDump.Read(texts);

        Assert.Equal((honest.Size, honest.Entries.Count), (read.Size, read.Entries.Count));
        Assert.Equal([.. honest.States], read.States);
        Assert.Equal([.. honest.Rows], read.Rows);
        Assert.Empty(Compared(read, All - 2).Divergences);
        for (var i = 0; i < texts.Count; i++)
            Assert.Equal("BadDump", Assert.Throws<LogFormatException>(() => ServerDump.Read([.. texts.Take(i), .. texts.Skip(i + 1)])).Code);
        foreach (var bad in new[] { "", "{", "[]", "{\"case\":1}", "{\"case\":\"a\",\"caseSeq\":1.5,\"snapshot\":\"\"}" })
            Assert.Throws<LogFormatException>(() => ServerDump.Read([.. texts.SkipLast(1), bad, texts[^1]]));
    }

    /// <summary>A dump taken when the log had these entries, of which so many were published.</summary>
    private static ServerDump Honest(int size, int taken)
    {
        var replayer = new Replayer(Life.Given) { Dump = new ServerDump(0, [], [], []) };
        var counts = new Dictionary<string, int>();
        foreach (var entry in Chained.Take(taken))
        {
            replayer.Add(entry);
            var header = EntryDocument.Read(entry.Bytes).Header;
            counts[header.Case] = header.CaseSeq;
        }
        return new ServerDump(
            size, [.. Chained.Take(taken).Skip(size).Select(entry => entry with { Index = -1 })],
            [.. replayer.States.Select(state => new StoredState(state.Key, state.Value, counts[state.Key]))], replayer.Rows);
    }

    private static DumpFindings Compared(ServerDump dump, int taken)
    {
        var replayer = new Replayer(Life.Given) { Dump = dump };
        foreach (var entry in Chained.Take(taken))
            replayer.Add(entry);
        replayer.Finish();
        return replayer.Compare();
    }

    private static (string, string) Named(ServerDump dump)
    {
        var found = Assert.Single(Compared(dump, All).Divergences);
        return (found.Code, found.Case);
    }
}
