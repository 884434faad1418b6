using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.Lives;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>An authorisation from its grant to its erasure: suspended, narrowed, used, reported on, ended, erased or kept.</summary>
public sealed class LifeTests
{
    [Fact]
    public void A_suspension_before_the_start_keeps_it_from_starting_until_the_panel_resumes()
    {
        var s = Approved().Resolved(ResolutionKind.Suspend);
        Assert.Equal(AuthorisationState.Suspended, s.State.Authorisation!.State);
        s.Pass("2028-01-20 00:00");
        Assert.Equal(AuthorisationState.Suspended, s.State.Authorisation.State);
        Assert.Equal(AuthorisationState.Active, s.Resolved(ResolutionKind.Resume).State.Authorisation!.State);

        var early = Approved().Resolved(ResolutionKind.Suspend).Resolved(ResolutionKind.Resume);
        Assert.Equal(AuthorisationState.Pending, early.State.Authorisation!.State);
        Assert.Equal(AuthorisationState.Active, early.Pass("2028-01-15 00:00").State.Authorisation!.State);
    }

    [Fact]
    public void A_suspended_authorisation_still_ends_at_its_end_and_the_suspension_with_it()
    {
        var s = InForce().Resolved(ResolutionKind.Suspend).At("2028-07-16 09:00").Fire("authorisation:end");

        Assert.Equal((AuthorisationState.Expired, Jst("2028-07-15 00:00")), (s.State.Authorisation!.State, s.State.Authorisation.EndedAt));
        Assert.Equal(Jst("2028-07-15 00:00"), s.State.Authorisation.Suspensions[0].To);
        Assert.Equal(RequestStatus.ErasureDue, s.State.State);
    }

    [Fact]
    public void The_agency_narrows_its_own_authorisation_and_never_widens_it_again()
    {
        var s = InForce();
        Narrow To(string item, ScopeItem scope) => new(new Dictionary<string, ScopeItem> { [item] = scope }, "enough");
        Assert.Equal("NoSuchItem", s.RefusedAs(s.Officer, To("3", C01.Scope![0])));
        Assert.Equal("NoSuchItem", s.RefusedAs(s.Officer, new Narrow(new Dictionary<string, ScopeItem>(), "enough")));
        Assert.Equal("NarrowedScopeIsWider", s.RefusedAs(s.Officer, To("1", C01.Scope[0] with { Ports = [] })));
        Assert.Equal("ReasonMissing", s.RefusedAs(s.Officer, To("1", C01.Scope[0]) with { Reason = "" }));

        s.When(s.Officer, To("1", C01.Scope[0] with { Ports = [Port("443")] }));
        Assert.Equal(["1"], s.State.Authorisation!.Items);
        Assert.Equal("NoSuchItem", s.RefusedAs(s.Officer, To("2", C01.Scope[1])));
        Assert.Equal("NarrowedScopeIsWider", s.RefusedAs(s.Officer, To("1", C01.Scope[0])));
        Assert.Equal("NotPossibleNow", s.Pass("2028-07-15 00:00").RefusedAs(s.Officer, To("1", C01.Scope[0])));
    }

    [Fact]
    public void Acts_are_recorded_from_the_start_until_the_case_is_closed()
    {
        Assert.Equal("NotPossibleNow", Approved().RefusedAs(DrafterOf(Cao), new RecordAct(Jst("2028-01-05 10:00"), Text("Done."))));
        var s = InForce().When(DrafterOf(Cao), new RecordAct(Jst("2028-01-15 00:00"), Text("Done.")));
        s.Pass("2028-07-16 00:00").When(s.Drafter, new RecordAct(Jst("2028-07-14 23:59"), Text("Done.")));
        Assert.Equal(2, s.State.Authorisation!.Acts.Count);
        Assert.Equal("NotPossibleNow", s.When(s.Officer, CaseTests.Erased(s)).RefusedAs(s.Drafter, new RecordAct(Jst("2028-07-14 23:59"), Text("Done."))));
    }

    [Fact]
    public void Erasure_is_dated_neither_before_the_authorisation_ended_nor_in_the_future()
    {
        var s = InForce().Pass("2028-07-16 10:00");
        foreach (var early in new[] { Jst("2028-01-15 00:00"), Jst("2028-07-15 00:00").AddMilliseconds(-1) })
        {
            var refused = s.Refused(s.Officer, CaseTests.Erased(s) with { ErasedAt = early });
            Assert.Equal((RefusalKind.Invalid, "ErasedBeforeTheEnd", "/erasedAt"), (refused.Kind, refused.Code, refused.Pointer));
        }
        Assert.Equal("DateInFuture", s.RefusedAs(s.Officer, CaseTests.Erased(s) with { ErasedAt = s.Now.AddMilliseconds(1) }));
        Assert.Equal("Completed", s.When(s.Officer, CaseTests.Erased(s) with { ErasedAt = Jst("2028-07-15 00:00") }).State.Close);

        var never = Approved().At("2028-01-06 09:00");
        never.When(never.Officer, new EndEarly("not needed")).At("2028-01-06 10:00");
        Assert.Equal("ErasedBeforeTheEnd", never.RefusedAs(never.Officer, CaseTests.Erased(never) with { ErasedAt = never.State.Authorisation!.IssuedAt }));
        Assert.Equal("Completed", never.When(never.Officer, CaseTests.Erased(never) with { ErasedAt = Jst("2028-01-06 09:00") }).State.Close);
    }

    [Fact]
    public void Erasure_is_not_dated_before_the_last_use_on_record()
    {
        var acted = InForce().Pass("2028-07-20 10:00");
        acted.When(acted.Drafter, new RecordAct(Jst("2028-07-18 09:00"), Text("Too late."))).When(acted.Drafter, new RecordAct(Jst("2028-07-17 09:00"), Text("Too late.")));
        var disclosed = InForce().Pass("2028-07-20 10:00");
        disclosed.When(disclosed.Drafter, new RecordDisclosure(Jst("2028-07-18 09:00"), DisclosurePurpose.Other, 3, "press", Text("Three records.")));

        foreach (var s in new[] { acted, disclosed })
        {
            Assert.Equal("ErasedBeforeTheEnd", s.RefusedAs(s.Officer, CaseTests.Erased(s) with { ErasedAt = Jst("2028-07-18 09:00").AddMilliseconds(-1) }));
            Assert.Equal("Completed", s.When(s.Officer, CaseTests.Erased(s) with { ErasedAt = Jst("2028-07-18 09:00") }).State.Close);
        }
    }

    [Fact]
    public void What_must_be_erased_is_not_kept_beyond_the_limit_of_the_rule_set()
    {
        // 60 months from the end, at 24:00 of the day; the end itself is 00:00 of 15 July.
        var s = InForce().Pass("2028-07-20 10:00");
        var limit = Jst("2033-07-16 00:00");
        foreach (var until in new[] { limit.AddMilliseconds(1), Jst("2099-12-31 00:00") })
        {
            var refused = s.Refused(s.Officer, Kept("2028-12-01 00:00") with { Until = until });
            Assert.Equal((RefusalKind.Invalid, "KeptTooLong", "/until"), (refused.Kind, refused.Code, refused.Pointer));
        }
        // A second keeping is no new time: the limit runs from the end.
        s.When(s.Officer, Kept("2028-12-01 00:00")).Pass("2033-01-01 00:00");
        Assert.Equal("KeptTooLong", s.RefusedAs(s.Officer, Kept("2033-07-16 00:01")));
        Assert.Equal(limit, s.When(s.Officer, Kept("2033-07-16 00:00")).State.KeptUntil);
        s.Pass("2033-07-16 00:00");
        Assert.Equal("KeptTooLong", s.RefusedAs(s.Officer, Kept("2033-12-01 00:00")));
    }

    [Fact]
    public void A_rule_set_without_that_limit_keeps_as_it_always_did()
    {
        var s = InForce().Pass("2028-07-20 10:00");
        var sets = s.Law.Law.RuleSets.Select(set => (set with { KeepingLimit = null }).ToJson()).ToList();
        Assert.All(sets, set => Assert.DoesNotContain("keepingLimit", set, StringComparison.Ordinal));
        s.Law = s.Law with { Law = LegalCalendar.OfSets(sets) };

        Assert.Equal(sets, s.Law.Law.RuleSets.Select(set => set.ToJson()));
        Assert.Equal(Jst("2099-12-31 00:00"), s.When(s.Officer, Kept("2099-12-31 00:00")).State.KeptUntil);
    }

    [Fact]
    public void What_is_kept_for_a_legal_reason_is_owed_again_when_the_reasons_time_is_over()
    {
        var s = InForce().Pass("2028-07-20 10:00");
        Assert.Equal("DateInPast", s.RefusedAs(s.Officer, Kept("2028-07-20 10:00")));
        Assert.Equal("TextMissingOrTooLong", s.RefusedAs(s.Officer, new KeepLonger(Jst("2028-12-01 00:00"), new(Text("the log"), new(" ")))));
        s.When(s.Officer, Kept("2028-12-01 00:00"));
        Assert.Equal(("Completed", Jst("2028-12-01 00:00")), (s.State.Close, s.State.KeptUntil));
        Assert.Contains(("recordErasure", s.State.KeptUntil), Waiting.Of(s.State, s.Law.Definitions).Select(item => (item.Command, item.DueAt)));
        Assert.Equal("NotPossibleNow", s.RefusedAs(s.Officer, Kept("2029-12-01 00:00")));

        s.Pass("2028-12-01 00:00");
        Assert.Equal(["ErasureOverdue"], s.State.Breaches);
        Assert.Null(s.State.KeptUntil);
        s.When(s.Officer, CaseTests.Erased(s));
        Assert.Empty(Timers.Of(s.State));
        Assert.Empty(Waiting.Of(s.State, s.Law.Definitions));
    }

    [Fact]
    public void What_was_kept_and_erased_in_time_is_no_breach()
    {
        var s = InForce().Pass("2028-07-20 10:00");
        s.When(s.Officer, Kept("2028-12-01 00:00")).At("2028-11-30 23:59").When(s.Officer, CaseTests.Erased(s));

        Assert.Empty(s.State.Breaches);
        Assert.Empty(Timers.Of(s.State));
    }

    [Fact]
    public void A_disclosure_outside_the_purpose_or_to_someone_not_listed_shows()
    {
        var s = Scenario.BeforePanel(C01 with { Handling = C01.Handling! with { Recipients = ["police"] } }).Open(Members).Votes("yyyyy", Members).Fire("authorisation:start");
        RecordDisclosure To(string recipient, DisclosurePurpose purpose) => new(s.Now, purpose, 3, recipient, Text("Three records."));
        s.When(s.Drafter, To("police", DisclosurePurpose.DamagePrevention)).When(s.Drafter, To("press", DisclosurePurpose.DamagePrevention))
            .When(s.Drafter, To("police", DisclosurePurpose.CriminalInvestigation));

        Assert.Equal([false, true, true], s.State.Monitoring.Disclosures.Select(disclosure => disclosure.IsOffPurpose));
        Assert.Equal("DateInFuture", s.RefusedAs(s.Drafter, To("police", DisclosurePurpose.Other) with { DisclosedAt = s.Now.AddMilliseconds(1) }));
        foreach (var records in new[] { 0, -1, ContentRules.MostRecords + 1, long.MaxValue })
            Assert.Equal("NumberOutOfRange", s.RefusedAs(s.Drafter, To("police", DisclosurePurpose.Other) with { Records = records }));
    }

    [Fact]
    public void An_access_log_is_a_digest_over_a_time_that_has_passed()
    {
        var s = InForce();
        var log = new RecordAccessLog(s.Now.AddDays(-1), s.Now, Digest, 10);
        Assert.Equal("DateInFuture", s.RefusedAs(s.Drafter, log with { To = s.Now.AddMilliseconds(1) }));
        Assert.Equal("PeriodEndsBeforeItStarts", s.RefusedAs(s.Drafter, log with { From = s.Now }));
        Assert.Equal("DigestMalformed", s.RefusedAs(s.Drafter, log with { Digest = Digest.ToUpperInvariant() }));
        foreach (var lines in new[] { -1, long.MaxValue })
            Assert.Equal("NumberOutOfRange", s.RefusedAs(s.Drafter, log with { Lines = lines }));
        Assert.Single(s.When(s.Drafter, log).State.Monitoring.AccessLogs);
    }

    [Fact]
    public void A_matched_file_is_filed_once_and_what_was_found_opens_an_incident()
    {
        var s = InForce();
        var clean = Usage(s, 0);
        s.When(s.Drafter, clean);
        Assert.Empty(s.State.Monitoring.Incidents);
        Assert.Equal("UsageFiledAlready", s.RefusedAs(s.Drafter, clean));
        var other = Usage(s, 4);
        foreach (var broken in new[]
        {
            other with { Records = 3 }, other with { Records = long.MaxValue }, other with { Malformed = -1 }, other with { Findings = [new(["outOfCidr"], 0)] },
            other with { Findings = [new(["outOfCidr"], long.MaxValue), new(["notActive"], long.MaxValue)] }, other with { Findings = [new(["outOfCidr"], 6), new(["notActive"], 6)] },
        })
            Assert.Equal("NumberOutOfRange", s.RefusedAs(s.Drafter, broken));

        s.When(s.Drafter, other with { Findings = [new(["domesticOnly"], 4)] });
        Assert.Equal((2, 4L, true), (s.State.Monitoring.Incidents[0].Import!.Value, s.State.Monitoring.Incidents[0].Records, s.State.Monitoring.Incidents[0].IsSeriousCandidate));
        Assert.Equal(6, s.State.Monitoring.Imports[1].Unflagged);
    }

    [Fact]
    public void Every_wait_that_expires_ends_every_case_without_granting_anything()
    {
        foreach (var s in InvariantTests.ReachableStates().Concat([Extending().Child, ExtensionBeforePanel().Child]))
        {
            var had = s.State.Authorisation is not null;
            s.Pass("2032-01-01 00:00");
            Assert.Equal(had, s.State.Authorisation is not null);
            Assert.True(s.State.State is RequestStatus.Draft or RequestStatus.Closed, s.State.State.ToString());
            Assert.Null(s.State.OpenRound);
            Assert.False(s.State.Authorisation is { IsLive: true });
            Assert.Empty(Timers.Of(s.State));
        }
    }
}
