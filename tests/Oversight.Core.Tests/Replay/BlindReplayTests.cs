using Oversight.Core.Panels;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>Forgeries in a case whose content is withheld: whatever needs none of it is found all the same.</summary>
public sealed class BlindReplayTests
{
    private static readonly Log Approved = Log.Of(Lives.Approved());

    [Fact]
    public void Another_panel_than_the_one_that_sat_is_found_without_the_content() => AssertFound(Approved, "RoundOpened", (RoundOpened e) => e with
    {
        Panel = e.Panel with { Seats = [.. e.Panel.Seats.Select((seat, i) => i == 4 ? seat with { Member = new("mori") } : seat)] },
    });

    [Fact]
    public void A_round_said_to_be_opened_by_somebody_else_is_found_without_the_content() =>
        AssertFound(Approved, "RoundOpened", (RoundOpened e) => e with { OpenedBy = Id(Saegusa) });

    [Fact]
    public void A_ballot_under_another_name_or_from_outside_the_room_is_found_without_the_content()
    {
        var three = Log.Of(Scenario.Voting(C01, Kuze, Saegusa, Nasu).Votes("y", Kuze));
        AssertFound(three, "BallotCast", (BallotCast e) => e with { Member = Id(Nasu) });

        var blind = Blind(three);
        var at = blind.IndexOf("BallotCast");
        blind.With(at, entry => Log.Saying(entry, new BallotCast(1, Id(Ayabe), 1, new Dictionary<string, Choice> { ["1"] = Choice.Yes, ["2"] = Choice.Yes }, new Dictionary<string, string>(), null), Ayabe))
            .AssertFound(DivergenceCodes.CommandRefused, at);
    }

    [Fact]
    public void A_vote_count_that_was_not_cast_is_found_without_the_content() => AssertFound(Approved, "RoundClosed", (RoundClosed e) => e with
    {
        Counts = [.. e.Counts.Select(count => count with { Yes = count.Yes - 1, No = count.No + 1 })],
    });

    [Fact]
    public void A_decision_the_counts_do_not_lead_to_is_found_without_the_content()
    {
        AssertFound(Approved, "RoundClosed", (RoundClosed e) => e with { Decision = Decision.Refused });
        AssertFound(Approved, "RoundClosed", (RoundClosed e) => e with { Decision = null });
        AssertFound(Log.Of(Scenario.Voting(C01).Votes("nnnnn", Members)), "RoundClosed", (RoundClosed e) => e with { Decision = Decision.Approved });
    }

    [Fact]
    public void A_period_longer_than_the_law_allows_is_found_without_the_content()
    {
        AssertFound(Approved, "AuthorisationIssued", (AuthorisationIssued e) => e with { End = e.End.AddYears(2) });
        AssertFound(Approved, "AuthorisationIssued", (AuthorisationIssued e) => e with { End = e.Start });
    }

    [Fact]
    public void An_item_no_vote_carried_is_found_without_the_content()
    {
        var part = Log.Of(Scenario.Voting(C01).Votes("yyyyy", Members));
        AssertFound(part, "AuthorisationIssued", (AuthorisationIssued e) => e with { Items = [.. e.Items, "9"] });
        AssertFound(part, "AuthorisationIssued", (AuthorisationIssued e) => e with { Items = [] });
        AssertFound(part, "AuthorisationIssued", (AuthorisationIssued e) => e with { Round = 2 });
    }

    [Fact]
    public void A_persons_act_by_the_system_is_found_without_the_content()
    {
        var blind = Blind(Approved);
        var at = blind.IndexOf("ExaminationRecorded");

        Assert.Contains(blind.With(at, entry => entry.With(h => h with { Actor = Actor.System.Id, Role = "system" })).Replayed().Divergences, found => found.Index == at);
    }

    [Fact]
    public void Content_that_is_missing_makes_no_honest_case_diverge()
    {
        foreach (var log in new[] { Approved, Log.Of(Scenario.Voting(C01).Votes("yynn", Kuze, Saegusa, Nasu, Ibuki)), Log.Of(Scenario.Voting(C01).Votes("nnnnn", Members)) })
        {
            Assert.Empty(Blind(log).Replayed().Divergences);
            Assert.True(Blind(log).Replayed().NotDerivable > 0);
        }
    }

    [Fact]
    public void A_case_drafted_before_drafts_had_a_salt_of_their_own_still_replays()
    {
        var at = Approved.IndexOf("RequestDrafted");
        var former = Approved.With(at, entry => Log.Changed<RequestDrafted>(entry, e => e with { Blind = null }));

        Assert.DoesNotContain("blind", former.Entries[at].Parts.Keys);
        Assert.Empty(former.Replayed().Divergences);
    }

    [Fact]
    public void A_salt_that_was_erased_makes_nothing_blind()
    {
        var at = Approved.IndexOf("RequestDrafted");

        var result = Approved.With(at, entry => entry with { Parts = entry.Parts.Where(part => part.Key != "blind").ToDictionary() }).Replayed();

        Assert.Empty(result.Divergences);
        Assert.Equal(0, result.NotDerivable);
    }

    /// <summary>The honest case replays without its content; with one event forged it diverges there.</summary>
    private static void AssertFound<T>(Log log, string type, Func<T, T> forge) where T : RequestEvent
    {
        var blind = Blind(log);
        Assert.Empty(blind.Replayed().Divergences);
        var at = blind.IndexOf(type);
        Without(blind.With(at, entry => Log.Changed(entry, forge)), at).AssertFoundFirst(DivergenceCodes.EventDiffers, at);
    }

    /// <summary>The case without the content of its draft and of what rests on it.</summary>
    private static Log Blind(Log log) => new[] { "RequestDrafted", "RoundOpened", "AuthorisationIssued" }
        .Where(type => log.Entries.Any(entry => entry.Type == type)).Aggregate(log, (all, type) => Without(all, all.IndexOf(type)));

    private static Log Without(Log log, int index) => log.With(index, entry => entry with { Parts = new Dictionary<string, string>() });
}
