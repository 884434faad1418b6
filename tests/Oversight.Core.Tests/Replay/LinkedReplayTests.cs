using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Replay;

/// <summary>What is missing of one case excuses in another only what that case would have shown; and nothing is dated back to a time when it was allowed.</summary>
public sealed class LinkedReplayTests
{
    private static readonly Log Extension = Extended();

    private static readonly Log Similar = AskedAgain();

    [Fact]
    public void An_extension_is_decided_again_without_the_content_of_its_parent()
    {
        var result = Extension.Replayed();

        Assert.Empty(result.Divergences);
        Assert.Equal(2, result.Authorisations);
    }

    [Fact]
    public void No_step_of_an_extension_may_be_skipped_or_forged_because_its_parent_is_erased()
    {
        foreach (var type in new[] { "RequestSigned", "ExaminationRecorded", "RoundOpened", "BallotCast", "RoundClosed" })
            Assert.NotEmpty(Extension.Without(IndexOfChild(type)).Replayed().Divergences);
        var at = IndexOfChild("RoundOpened");
        Extension.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Rule = Lenient(e.Rule) })).AssertFoundFirst(DivergenceCodes.EventDiffers, at);
        Extension.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Present = [] })).AssertFoundFirst(DivergenceCodes.CommandRefused, at);
        at = IndexOfChild("IntakeJudged");
        Extension.With(at, entry => Log.Changed<IntakeJudged>(entry, e => e with { Returned = [IntakeCode.I13] })).AssertFoundFirst(DivergenceCodes.EventDiffers, at);
        at = IndexOfChild("AuthorisationIssued");
        Extension.With(at, entry => Log.Changed<AuthorisationIssued>(entry, e => e with { End = e.End.AddDays(1) })).AssertFoundFirst(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void What_only_the_erased_parent_could_show_is_taken_as_recorded_and_counted()
    {
        var at = IndexOfChild("IntakeJudged");

        var result = Extension.With(at, entry => Log.Changed<IntakeJudged>(entry, e => e with { Warnings = [.. e.Warnings.Append(IntakeCode.W01).Distinct().Order()] })).Replayed();

        Assert.Empty(result.Divergences);
        Assert.True(result.NotDerivable > Extension.Replayed().NotDerivable);
    }

    [Fact]
    public void An_earlier_refusal_that_is_erased_excuses_the_warning_of_it_and_nothing_else_of_the_intake()
    {
        var at = Similar.IndexOf("IntakeJudged", 1);

        Assert.Empty(Similar.Replayed().Divergences);
        Similar.With(at, entry => Log.Changed<IntakeJudged>(entry, e => e with { Returned = [IntakeCode.I13] })).AssertFound(DivergenceCodes.EventDiffers, at);
        Similar.With(at, entry => Log.Changed<IntakeJudged>(entry, e => e with { SimilarRefused = ["2028-AAAA-AAAA"] })).AssertFound(DivergenceCodes.EventDiffers, at);
    }

    [Fact]
    public void A_round_on_what_is_erased_has_the_panel_the_rule_and_the_quorum_of_its_day()
    {
        var log = Log.Of(Lives.Approved());
        log = Blind(log, log.IndexOf("RequestDrafted"));
        var at = log.IndexOf("RoundOpened");

        Assert.Empty(log.Replayed().Divergences);
        log.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Rule = Lenient(e.Rule) })).AssertFound(DivergenceCodes.EventDiffers, at);
        log.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Present = [Id(Kuze)] })).AssertFound(DivergenceCodes.EventDiffers, at);
        log.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Present = [.. e.Present, new MemberId("mori")] })).AssertFound(DivergenceCodes.CommandRefused, at);
        log.With(at, entry => Log.Changed<RoundOpened>(entry, e => e with { Items = ["1", "1"] })).AssertFound(DivergenceCodes.EventDiffers, at);
        log.With(at, entry => Log.Saying(entry, Opened(entry), OfficerOf(Cao))).AssertFound(DivergenceCodes.CommandRefused, at);
        log.Without(log.IndexOf("ExaminationRecorded")).AssertFound(DivergenceCodes.FollowsFromNothing, log.IndexOf("ExaminationRecorded"));
    }

    [Fact]
    public void Whose_account_was_closed_acts_no_more_however_the_act_is_dated()
    {
        var s = Scenario.Filed(C01);
        var (at, filed) = (s.Now, Log.Before + s.Entries.Count);
        var log = Log.Of(s.Examine()).After(filed - 1, Register(new AccountClosed(Examiner.Id, "left"), at));

        // Closed while the examination was on its way: that happens. Not so when the log went on meanwhile.
        Assert.Empty(log.Replayed().Divergences);
        log.After(filed, Register(new AccountOpened("new.auditor", Role.Auditor, null), at.AddHours(1))).AssertFound(DivergenceCodes.ActorNotEntitled, filed + 2);
    }

    private static VotingRule Lenient(VotingRule rule) => rule with { Quorum = new Quorum(false, 0), ApprovalsFloor = 0 };

    private static RoundOpened Opened(Written entry) =>
        (RoundOpened)RequestEntries.Read(new StoredEntry(entry.Document.ToBytes(), entry.Parts)).Event;

    private static int IndexOfChild(string type) => Extension.IndexOf(type, type == "BallotCast" ? 5 : 1);

    /// <summary>The content of a case is erased or withheld.</summary>
    private static Log Blind(Log log, int drafted) => log.With(drafted, entry => entry with { Parts = new Dictionary<string, string>() });

    /// <summary>C01 and its extension, both granted; of C01 the content and what was granted are gone.</summary>
    private static Log Extended()
    {
        var (parent, child) = Lives.Extended();
        var noted = parent.Entries.Count - parent.Last.Count;
        var log = Log.Of([.. parent.Entries.Take(noted), .. child.Entries, .. parent.Entries.Skip(noted)]);
        return new[] { "RequestDrafted", "RoundOpened", "AuthorisationIssued" }.Aggregate(log, (it, type) => Blind(it, it.IndexOf(type)));
    }

    /// <summary>C01 refused, and asked for again; of the first the content is gone.</summary>
    private static Log AskedAgain()
    {
        var first = Scenario.Voting(C01).Votes("nnnnn", Members);
        var again = Scenario.Drafted(C01, now: "2028-01-06 10:00", number: 7);
        again.RefusedBefore = [new RefusedRequest(first.State.Id.Value, C01.Scope!, C01.TargetAct!.Name)];
        again.File();
        var log = Log.Of([.. first.Entries, .. again.Entries]);
        return Blind(log, log.IndexOf("RequestDrafted"));
    }

    private static Written Register(AccountEvent happened, DateTimeOffset at) => Log.Of<AccountsRegister, AccountEvent>(Core.Registers.Registers.Accounts, happened, Administrator, at);
}
