using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>Erasure orders: who, when, which parts; and that the fold reads what is left.</summary>
public sealed class ErasureTests
{
    private static readonly MemberId Chair = Id(Kuze);

    [Fact]
    public void What_the_secretariat_proposes_and_the_chair_orders_is_gone_from_the_state_and_stays_committed_in_the_entries()
    {
        var s = Over();
        var (decision, leaves) = (s.State.Decision, s.Entries.Select(entry => LeafHash.HexOf(entry.Bytes)).ToList());

        s.When(Examiner, Proposal("content.scope", "content.statement"));
        Assert.NotNull(s.State.Content.Scope);
        s.When(Kuze, new OrderErasure(1));

        Assert.Null(s.State.Content.Scope);
        Assert.Null(s.State.Content.Statement);
        Assert.NotNull(s.State.Content.Criteria);
        Assert.Equal(decision, s.State.Decision);
        Assert.Equal(leaves, s.Entries.Take(leaves.Count).Select(entry => LeafHash.HexOf(entry.Bytes)));
        var order = s.Event<PartsErased>();
        Assert.Equal((1, 1, "examiner1", Chair), (order.Order, order.Proposal, order.ProposedBy, order.OrderedBy));
        Assert.Equal([new(1, "content.scope"), new(1, "content.statement")], order.Erased);
        Assert.Equal(Text("Act on archives, Art 9."), order.Ground);
        Assert.Equal(1, ErasureRules.OrderOf(s.State, new(1, "content.scope")));
        Assert.Null(ErasureRules.OrderOf(s.State, new(1, "content.criteria")));
    }

    [Fact]
    public void Every_part_of_a_case_can_go_and_all_that_is_not_text_stays_as_it_was()
    {
        foreach (var s in InvariantTests.ReachableStates().Concat(RandomWalkTests.Walked.Values).Append(Over()).Append(Completed()))
        {
            var stripped = RequestEntries.Rebuild(s.Entries.Select(entry => entry with { Parts = new Dictionary<string, string>() }), s.Law.Definitions)!;

            Assert.Equal(Plain(s.State), Plain(stripped));
            Assert.Equal(s.State.Rounds.Select(round => Scenario.Json(round.Counts)), stripped.Rounds.Select(round => Scenario.Json(round.Counts)));
            Assert.Equal(Scenario.Json(s.State.Position), Scenario.Json(stripped.Position));
            Assert.Equal(RequestSnapshot.Of(stripped), RequestSnapshot.Of(RequestSnapshot.Of(stripped).Read()));
        }

        static object Plain(RequestState s) => (
            s.State, s.Decision, s.Close, s.Version, s.CaseSeq, s.ContentVersion, s.FiledAt, s.ClosedAt, s.ErasedAt, s.Authorisation?.State, s.Authorisation?.EndedAt,
            s.Attachments.Count, s.Inquiries.Count, s.Interests.Count, s.Rounds.Count, s.Monitoring.Inspections.Count, s.Monitoring.Incidents.Count, s.Clock);
    }

    [Fact]
    public void A_case_that_is_not_over_keeps_its_content()
    {
        foreach (var s in InvariantTests.ReachableStates().Where(s => s.State.FiledAt is not null && !ErasureRules.IsOver(s.State, s.Law.Definitions)))
            Assert.Contains(s.RefusedAs(Examiner, Proposal("content.scope")), (string[])["CaseNotOver", "DeadlinePassed"]);

        // Closed, and what was obtained is still owed.
        var owed = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start").Fire("authorisation:end").Pass("2029-01-01 00:00");
        Assert.Equal(RequestStatus.Closed, owed.State.State);
        Assert.Equal("CaseNotOver", owed.RefusedAs(Examiner, Proposal("content.scope")));
        owed.When(owed.Officer, CaseTests.Erased(owed));
        owed.When(Examiner, Proposal("content.scope"));
    }

    [Fact]
    public void An_order_waits_until_what_came_up_after_the_proposal_is_over_too()
    {
        var s = Completed().When(Examiner, Proposal("content.scope"));
        s.When(Inspector, new Core.Inspections.PlanInspection(Core.Inspections.InspectionKind.Planned, "63(1)", null, Text("All of it.")));

        Assert.Equal("CaseNotOver", s.RefusedAs(Kuze, new OrderErasure(1)));
    }

    [Fact]
    public void Nobody_orders_alone_and_only_the_one_presiding_orders()
    {
        var s = Over();

        Assert.Equal("NothingProposed", s.RefusedAs(Kuze, new OrderErasure(1)));
        Assert.Equal("NotYourCommand", s.RefusedAs(Kuze, Proposal("content.scope")));
        s.When(Examiner, Proposal("content.scope"));
        Assert.Equal("NotYourCommand", s.RefusedAs(Examiner, new OrderErasure(1)));
        Assert.Equal("NotPresiding", s.RefusedAs(Nasu, new OrderErasure(1)));
        Assert.Equal("MustBeAnotherPerson", s.RefusedAs(Seated(s, Examiner.Id), new OrderErasure(1)));
        s.Panel = People.Panel;
        s.When(Saegusa, new OrderErasure(1));
    }

    [Fact]
    public void A_refused_proposal_erases_nothing_and_can_be_made_again()
    {
        var s = Over().When(Examiner, Proposal("content.scope"));
        Assert.Equal("NotPresiding", s.RefusedAs(Nasu, new RefuseErasureProposal(1, "still needed")));
        Assert.Equal("ReasonMissing", s.RefusedAs(Kuze, new RefuseErasureProposal(1, " ")));
        s.When(Kuze, new RefuseErasureProposal(1, "still needed"));

        Assert.NotNull(s.State.Content.Scope);
        Assert.Equal("still needed", s.State.ErasureProposals[0].Refusal!.Reason);
        Assert.Equal("NothingProposed", s.RefusedAs(Kuze, new OrderErasure(1)));
        s.When(Examiner, Proposal("content.scope")).When(Examiner, Proposal("content.criteria"));
        Assert.Equal("ProposalAnswered", s.RefusedAs(Kuze, new OrderErasure(1)));
        Assert.Equal("NoSuchProposal", s.RefusedAs(Kuze, new OrderErasure(4)));
        s.When(Kuze, new OrderErasure(3)).When(Kuze, new OrderErasure(2));
        Assert.Equal([null, 2, 1], s.State.ErasureProposals.Select(proposal => proposal.Order?.Number));
    }

    [Fact]
    public void A_part_is_one_of_the_case_is_named_once_and_goes_once()
    {
        var s = Over();

        Assert.Equal("NoPartsNamed", s.RefusedAs(Examiner, Proposal()));
        Assert.Equal("PartTwice", s.RefusedAs(Examiner, Proposal("content.scope", "content.scope")));
        Assert.Equal("NoSuchPart", s.RefusedAs(Examiner, Proposal("content.scope", "content.nothing")));
        Assert.Equal("NoSuchPart", s.RefusedAs(Examiner, Proposal("content.period")));
        Assert.Equal("NoSuchPart", s.RefusedAs(Examiner, Of(new PartPlace(999, "content.scope"))));
        Assert.Equal("NoSuchPart", s.RefusedAs(Examiner, Of(new PartPlace(0, "content.scope"))));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Examiner, Proposal("content.scope") with { Ground = new Bilingual() }));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(Examiner, Proposal("content.scope") with { Authority = new Bilingual(" ") }));
        Assert.Equal("TooManyElements", s.RefusedAs(Examiner, Of([.. Enumerable.Range(1, ErasureRules.MostParts + 1).Select(seq => new PartPlace(seq, "reason"))])));
        s.When(Examiner, Proposal("content.scope"));
        Assert.Equal("PartAlreadyProposed", s.RefusedAs(Examiner, Proposal("content.statement", "content.scope")));
        s.When(Kuze, new OrderErasure(1));
        Assert.Equal("PartAlreadyErased", s.RefusedAs(Examiner, Proposal("content.scope")));
    }

    [Fact]
    public void What_an_order_says_of_itself_is_never_erased()
    {
        var s = Over().When(Examiner, Proposal("content.scope")).When(Kuze, new RefuseErasureProposal(1, "no"))
            .When(Examiner, Proposal("content.scope")).When(Kuze, new OrderErasure(2));

        foreach (var own in s.Entries.Select(entry => EntryDocument.Read(entry.Bytes)).Where(entry => entry.Type.Contains("Eras", StringComparison.Ordinal)))
            foreach (var part in own.Parts)
                Assert.Equal("NoSuchPart", s.RefusedAs(Examiner, Of(new PartPlace(own.Header.CaseSeq, part.Name))));
    }

    [Fact]
    public void Where_the_scope_is_erased_nothing_is_compared_with_it_any_more()
    {
        var s = Completed();
        var issued = s.Entries.FindIndex(entry => EntryDocument.Read(entry.Bytes).Type == nameof(AuthorisationIssued)) + 1;
        s.When(Examiner, Of(new PartPlace(issued, "use"), new PartPlace(1, "content.handling"))).When(Kuze, new OrderErasure(1));

        Assert.Equal("ContentErased", s.RefusedAs(s.Drafter, Lives.Usage(s, 0)));
        Assert.Equal("ContentErased", s.RefusedAs(s.Drafter, Lives.Commands(s).OfType<Core.Authorisations.RecordDisclosure>().First()));
    }

    /// <summary>The parts of the first entry by name, with ground and authority.</summary>
    internal static ProposeErasure Proposal(params string[] names) => Of([.. names.Select(name => new PartPlace(1, name))]);

    private static ProposeErasure Of(params PartPlace[] parts) => new(parts, Text("Act on archives, Art 9."), Text("Board of archives"));

    /// <summary>Refused by the panel, so over at once.</summary>
    private static Scenario Over() => Scenario.Voting(C01).Votes("nnnnn", Members);

    /// <summary>Granted, ended and erased.</summary>
    private static Scenario Completed()
    {
        var s = Scenario.Voting(C01).Votes("yyyyy", Members).Fire("authorisation:start").Fire("authorisation:end");
        return s.When(s.Officer, CaseTests.Erased(s));
    }

    /// <summary>The account as the chair, as if it had changed sides.</summary>
    private static Actor Seated(Scenario s, string account)
    {
        var chair = s.Panel.Seats[0];
        s.Panel = new Panel([chair with { Holder = chair.Holder! with { Member = new(account) } }, .. s.Panel.Seats.Skip(1)], Id(Saegusa));
        return new Actor(account, Role.PanelMember);
    }
}
