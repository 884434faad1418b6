using Oversight.Core.Ledger;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>Parts that are not there, or are not what they were.</summary>
public sealed class PartReplayTests
{
    private static readonly Log Approved = Log.Of(Lives.Approved());

    [Fact]
    public void A_part_that_does_not_open_its_commitment_is_found()
    {
        var (ballot, other) = (Approved.IndexOf("BallotCast"), Approved.IndexOf("BallotCast", 1));

        Approved.With(ballot, entry => entry with { Parts = Approved.Entries[other].Parts }).AssertFound(DivergenceCodes.BadOpening, ballot);
    }

    [Fact]
    public void A_disclosure_the_entry_does_not_know_is_found()
    {
        var at = Approved.IndexOf("FlowStarted");

        Approved.With(at, entry => entry with { Parts = Approved.Entries[Approved.IndexOf("BallotCast")].Parts }).AssertFound(DivergenceCodes.BadOpening, at);
    }

    [Fact]
    public void A_withheld_part_is_named_and_what_does_not_rest_on_it_is_decided_again()
    {
        var at = Approved.IndexOf("BallotCast");
        var header = Approved.Entries[at].Document.Header;

        var result = Without(Approved, at, "reasons").Replayed();

        Assert.Empty(result.Divergences);
        Assert.Equal([new WithheldPart(at, header.Case, header.CaseSeq, "reasons")], result.Withheld);
        Assert.Equal((1, 1, 0L), (result.Decisions, result.Authorisations, result.NotDerivable));
    }

    [Fact]
    public void Without_the_scope_nothing_that_rests_on_it_is_decided_again_and_nothing_is_called_wrong()
    {
        var result = Without(Approved, Approved.IndexOf("RequestDrafted"), "content.scope").Replayed();

        Assert.Empty(result.Divergences);
        Assert.Single(result.Withheld);
        Assert.True(result.NotDerivable > 0);
    }

    [Fact]
    public void Votes_are_counted_again_even_without_the_content_they_were_cast_on()
    {
        var at = Approved.IndexOf("RoundClosed");
        var forged = Approved.With(at, entry => Log.Changed<RoundClosed>(entry, e => e with { Counts = [.. e.Counts.Select(count => count with { Yes = count.Yes - 1 })] }));

        Without(forged, forged.IndexOf("RequestDrafted"), "content.scope", "content.criteria").AssertFound(DivergenceCodes.EventDiffers, at);
        Without(forged, forged.IndexOf("RoundOpened"), "text").AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void Every_part_can_be_missing_and_the_replay_comes_to_its_end()
    {
        var log = Log.Of(Lives.InForce().Resolved(Core.Panels.ResolutionKind.Suspend, Core.Panels.ResolutionKind.Recommendation));
        var parts = log.Entries.Sum(entry => entry.Parts.Count);

        var result = log.Forged(all => all.Select(entry => entry with { Parts = new Dictionary<string, string>() })).Replayed();

        Assert.Empty(result.Divergences);
        Assert.Equal(parts, result.Withheld.Count);
        foreach (var (i, entry) in log.Entries.Index())
            foreach (var part in entry.Parts.Keys)
                Assert.Empty(Without(log, i, part).Replayed().Divergences);
    }

    [Fact]
    public void Who_may_not_vote_may_not_vote_on_what_is_erased_either()
    {
        var voting = Without(Log.Of(Scenario.Voting(C01, Kuze, Saegusa, Nasu).Votes("y", Kuze)), Approved.IndexOf("RequestDrafted"), "content.scope");
        var at = voting.IndexOf("BallotCast");

        voting.With(at, entry => entry.With(h => h with { Actor = "mori" })).AssertFound(DivergenceCodes.ActorNotEntitled, at);
    }

    private static Log Without(Log log, int index, params string[] parts) =>
        log.With(index, entry => entry with { Parts = entry.Parts.Where(part => !parts.Contains(part.Key)).ToDictionary() });
}
