using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>The log as such: bytes, chains, time, documents, and entries nobody knows.</summary>
public sealed class LogReplayTests
{
    private static readonly Log Approved = Log.Of(Lives.Approved());

    [Fact]
    public void A_broken_chain_is_found_where_it_breaks()
    {
        var chained = Approved.Chained().ToList();
        var at = Approved.IndexOf("FlowStarted", 1);

        Assert.Equal((DivergenceCodes.WrongPrevious, (long)at), Placed(Approved.Replayed(Tampered(chained, at, document => document with { Header = document.Header with { Prev = new string('0', 64) } }))));
        Assert.Equal((DivergenceCodes.WrongSequence, (long)at + 1), Placed(Approved.Replayed(chained.Where(entry => entry.Index != at))));
        Assert.Equal((DivergenceCodes.WrongSequence, (long)at), Placed(Approved.Replayed([.. chained.Take(at), chained[at - 1] with { Index = at }, .. chained.Skip(at)])));
        Assert.Equal(
            (DivergenceCodes.TimeGoesBack, (long)at), Placed(Approved.Replayed(Tampered(chained, at, document => document with { Header = document.Header with { At = document.Header.At.AddMilliseconds(-1) } }))));
    }

    [Fact]
    public void Bytes_that_are_no_entry_are_found()
    {
        var chained = Approved.Chained().ToList();

        Assert.Contains(
            Approved.Replayed(chained.Select(entry => entry.Index == 40 ? entry with { Bytes = [.. entry.Bytes, (byte)' '] } : entry)).Divergences,
            it => it.Index == 40 && it is { Code: DivergenceCodes.NotCanonical, Case: "" });
        Assert.Contains(
            Approved.Replayed(chained.Select(entry => entry.Index == 40 ? entry with { Bytes = "{}"u8.ToArray() } : entry)).Divergences,
            it => it is { Index: 40, Code: DivergenceCodes.MalformedEntry });
    }

    [Fact]
    public void Entries_of_unknown_types_and_cases_are_found()
    {
        var (at, last) = (Approved.IndexOf("FlowStarted"), Approved.Entries.Count - 1);

        Approved.With(at, entry => entry with { Document = entry.Document with { Type = "PanelOverruled" } }).AssertFound(DivergenceCodes.UnknownEntry, at);
        Approved.After(last, Approved.Entries[0].With(h => h with { Case = "treasury" })).AssertFound(DivergenceCodes.UnknownEntry, last + 1);
    }

    [Fact]
    public void Nothing_is_decided_without_the_documents_it_rests_on()
    {
        var map = Scenario.Rules.Map.Hash;
        var definition = Scenario.Rules.Definitions.All.First().Hash;

        foreach (var missing in new[] { map, definition, Scenario.Rules.Calendar.Hash, Scenario.Rules.Law.RuleSets[1].Hash })
            Approved.With(hash => hash == missing ? null : Approved.Given(hash)).AssertFoundFirst(DivergenceCodes.DocumentMissing, 0);
        Approved.With(hash => hash == map ? [.. Approved.Given(hash)!, (byte)'\n'] : Approved.Given(hash)).AssertFoundFirst(DivergenceCodes.DocumentMissing, 0);
        Approved.Without(0).AssertFoundFirst(DivergenceCodes.NoRulebook, 0);
    }

    [Fact]
    public void A_rule_set_that_was_never_adopted_decides_nothing()
    {
        var lax = Scenario.Rules.Law.RuleSets[^1] with { Id = "lax", ApprovalsFloor = Scenario.Rules.Law.RuleSets[^1].ApprovalsFloor with { Value = 3 } };
        var other = Scenario.Rules with { Law = Core.Law.LegalCalendar.OfSets([lax.ToJson()]) };
        var s = new Scenario("2028-01-05 10:00") { Law = other };
        s.Accept(DrafterOf(Cao), RequestRules.Draft(new DraftRequest(RequestId.Of(2028, [1, 2, 3, 4, 5]), C01), s.FactsOf(DrafterOf(Cao))));
        s.File().Examine().Open(Members);
        var log = Log.Of(s);

        log.AssertFound(DivergenceCodes.HeaderDiffers, Log.Before);
        var documents = RulebookDocuments.Of(other).ToDictionary(document => document.Hash, document => document.Bytes);
        var result = log.With(hash => documents.GetValueOrDefault(hash) ?? Approved.Given(hash))
            .After(Log.Before - 1, Log.Of(Core.Registers.Registers.Rulebook, (RulebookEvent)AdoptedRulebook.Of(other).Adoption())).Replayed();
        Assert.Empty(result.Divergences);
        Assert.Equal([new AdoptedAt(0, AdoptedRulebook.Of(Scenario.Rules)), new AdoptedAt(Log.Before, AdoptedRulebook.Of(other))], result.Rulebooks);
    }

    [Fact]
    public void Only_the_system_adopts_a_rulebook() =>
        Approved.With(0, _ => Log.Of(Core.Registers.Registers.Rulebook, (RulebookEvent)AdoptedRulebook.Of(Scenario.Rules).Adoption(), Administrator))
            .AssertFoundFirst(DivergenceCodes.ActorNotEntitled, 0);

    [Fact]
    public void A_stored_state_that_was_changed_put_in_or_taken_out_is_named()
    {
        var replayer = new Replayer(Approved.Given);
        foreach (var entry in Approved.Chained())
            replayer.Add(entry);
        var states = replayer.States.Select(state => new StoredState(state.Key, state.Value)).ToList();
        var request = states.Single(state => RequestId.TryParse(state.Case, out _));

        Assert.Empty(replayer.Compare(states));
        var changed = Assert.Single(replayer.Compare(states.Select(state => state == request ? state with { Json = state.Json.Replace("\"decision\":\"Approved\"", "\"decision\":\"Refused\"", StringComparison.Ordinal) } : state)));
        Assert.Equal((request.Case, DivergenceCodes.StateDiffers, (long)Approved.Entries.Count - 1), (changed.Case, changed.Code, changed.Index));
        Assert.Contains("$[1].decision", changed.Explanation, StringComparison.Ordinal);
        Assert.Equal((request.Case, DivergenceCodes.StateMissing), Named(replayer.Compare(states.Where(state => state != request))));
        Assert.Equal(("keys", DivergenceCodes.StateWithoutEntries), Named(replayer.Compare([.. states, new StoredState("keys", "{}")])));
        Assert.Equal(("panel", DivergenceCodes.StateDiffers), Named(replayer.Compare(states.Select(state => state.Case == "panel" ? state with { Json = "{" } : state))));

        static (string, string) Named(IReadOnlyList<Divergence> found) => (Assert.Single(found).Case, found[0].Code);
    }

    private static (string, long) Placed(ReplayResult result) => (result.Divergences[0].Code, result.Divergences[0].Index);

    /// <summary>One entry changed, and those after it chained to it.</summary>
    private static List<LoggedEntry> Tampered(List<LoggedEntry> chained, int at, Func<EntryDocument, EntryDocument> change)
    {
        var tampered = chained.ToList();
        for (var i = at; i < tampered.Count; i++)
        {
            var document = EntryDocument.Read(tampered[i].Bytes);
            document = i == at ? change(document) : document with { Header = document.Header with { Prev = LeafHash.HexOf(tampered[i - 1].Bytes) } };
            tampered[i] = tampered[i] with { Bytes = document.ToBytes() };
        }
        return tampered;
    }
}
