using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using Oversight.Core.Workflows;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>What decisions are made by is held against the Act and against the auditor's own list.</summary>
public sealed class RulebookReplayTests
{
    private static readonly Log Approved = Log.Of(Lives.Approved());

    [Fact]
    public void A_definition_below_the_Acts_quorum_and_a_round_decided_below_it_are_found()
    {
        var log = DecidedBy("\"others\":2", "\"others\":1", "yy", Kuze, Saegusa);
        var found = log.Replayed().Divergences;

        Assert.Equal([(DivergenceCodes.DefinitionBelowLaw, "rulebook"), (DivergenceCodes.BelowLegalQuorum, log.Entries[^1].Document.Header.Case)], found.Select(it => (it.Code, it.Case)));
        Assert.Equal([Log.Before, log.IndexOf("RoundClosed")], found.Select(it => it.Index));
    }

    [Fact]
    public void A_vote_without_anybody_presiding_is_found()
    {
        var found = DecidedBy("\"chair\":true", "\"chair\":false", "yyyyy", Members).Replayed().Divergences;

        Assert.Equal(DivergenceCodes.DefinitionBelowLaw, Assert.Single(found).Code);
    }

    [Fact]
    public void An_item_carried_by_fewer_than_more_than_half_is_found()
    {
        const string rule = """
            "carriedBy":"majorityOfPresent","quorum":{"chair":true,"others":2},"seats":5,"tie":"chairCasts"
            """;
        var lower = rule.Replace("\"majorityOfPresent\"", "{\"atLeast\":2}", StringComparison.Ordinal).Replace("chairCasts", "notCarried", StringComparison.Ordinal);
        var log = DecidedBy(rule, lower, "yynnn", Members);

        log.AssertFound(DivergenceCodes.BelowLegalMajority, log.IndexOf("RoundClosed"));
    }

    [Fact]
    public void A_stricter_definition_is_nothing_unlawful() => Assert.Empty(DecidedBy("\"others\":2", "\"others\":3", "yyyyy", Members).Replayed().Divergences);

    [Fact]
    public void What_is_not_in_the_auditors_list_diverges_where_it_was_adopted()
    {
        var (honest, swapped) = (Approved.Replayed().Rulebooks, DecidedBy("\"others\":2", "\"others\":3", "yyyyy", Members).Replayed().Rulebooks);
        var lines = AcceptedRulebook.Write(honest.Select(it => it.Rulebook), hash => $"definition-{hash[..4]} of the shop").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Empty(AcceptedRulebook.Parse(["# mine", "", .. lines]).Judge(honest));
        foreach (var left in lines)
            Assert.Equal((0, 1, DivergenceCodes.RulebookNotAccepted), Placed(Assert.Single(AcceptedRulebook.Parse(lines.Where(line => line != left)).Judge(honest))));
        Assert.Equal((Log.Before, 2, DivergenceCodes.RulebookNotAccepted), Placed(Assert.Single(AcceptedRulebook.Parse(lines).Judge(swapped))));
        // A hash is accepted as what it is, not as anything else.
        Assert.NotEmpty(AcceptedRulebook.Parse(lines.Select(line => line.Replace("definition", "holidays", StringComparison.Ordinal))).Judge(honest));

        static (int, int, string) Placed(Divergence it) => ((int)it.Index, it.CaseSeq, it.Code);
    }

    [Theory]
    [InlineData("ruleSet"), InlineData("law 0000000000000000000000000000000000000000000000000000000000000000"), InlineData("ruleSet 00")]
    [InlineData("ruleSet A000000000000000000000000000000000000000000000000000000000000000")]
    public void A_line_that_names_nothing_is_refused(string line) =>
        Assert.Equal("BadRulebook", Assert.Throws<LogFormatException>(() => AcceptedRulebook.Parse([line])).Code);

    [Fact]
    public void Entries_dated_back_are_named()
    {
        var (last, late) = (Approved.Entries.Count - 1, Log.Of(Core.Registers.Registers.Accounts, (AccountEvent)new AccountOpened("late", Role.Auditor, null)));

        var result = Approved.After(last, late).After(last + 1, late).Replayed();

        Assert.Equal(2, result.DatedBack);
        Assert.Equal([last + 1, last + 2], result.DatedBackAt);
    }

    /// <summary>A log whose server ran on definitions with this text replaced, and decided one request by them.</summary>
    private static Log DecidedBy(string text, string by, string letters, params Actor[] present)
    {
        var rules = Scenario.Rules with { Definitions = new DefinitionSet(Scenario.Rules.Definitions.All.Select(it => DefinitionReader.OfMeaning(it.Meaning.Replace(text, by, StringComparison.Ordinal)))) };
        var s = new Scenario("2028-01-05 10:00") { Law = rules };
        s.Accept(DrafterOf(Cao), RequestRules.Draft(new DraftRequest(RequestId.Of(2028, [1, 2, 3, 4, 5]), C01), s.FactsOf(DrafterOf(Cao))));
        s.File().Examine().Open(present).Votes(letters, present);
        var documents = RulebookDocuments.Of(rules).ToDictionary(document => document.Hash, document => document.Bytes);
        return Log.Of(s).With(hash => documents.GetValueOrDefault(hash) ?? Approved.Given(hash))
            .After(Log.Before - 1, Log.Of(Core.Registers.Registers.Rulebook, (RulebookEvent)AdoptedRulebook.Of(rules).Adoption()));
    }
}
