using Oversight.Core.Law;
using Oversight.Core.Requests;
using static Oversight.Core.Requests.IntakeCode;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

public sealed class IntakeTests
{
    private static readonly RequestContent R2 =
        Acquisition(Route.R2, Period("2028-02-01 00:00", "2028-05-01 00:00"), Traffic("203.0.113.40/29", "192.0.2.0/27", "443"));

    private static readonly RequestContent R5 = C11 with { Criteria = Answers(Route.R5, targetAbroad: true) };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_check_answers_with_its_code(string name) => Assert.Equal(Cases[name].Expected, Codes(Cases[name].Content, Cases[name].Agency));

    public static TheoryData<string> Examples => [.. Cases.Keys];

    private sealed record Example(RequestContent Content, Agency? Agency, params IntakeCode[] Expected);

    private static readonly Dictionary<string, Example> Cases = new()
    {
        ["a complete request of each route passes: R1"] = new(C01, null),
        ["R2"] = new(R2, null),
        ["R3, where one block is all domestic"] = new(C03, null),
        ["R5 abroad"] = new(C08, null),
        ["R5 in Japan by a prefecture"] = new(C11, Pref),
        ["R6"] = new(C10, null),
        ["I01 traffic within Japan"] = new(Scoped(R2, Traffic("192.0.2.0/25", "192.0.2.128/25")), null, I01),
        ["I01 traffic within Japan both ways"] = new(Scoped(R2, Traffic("192.0.2.0/25", "192.0.2.128/25") with { Direction = Direction.BothWays }), null, I01),
        ["I01 one domestic pair among good ones"] = new(Scoped(R2, R2.Scope![0], Traffic("192.0.2.1/32", "192.0.2.2/32")), null, I01),
        ["I02 subject lines"] = new(Scoped(C01, C01.Scope![0] with { DataTypes = [DataType.Subject] }), null, I02),
        ["I02 voice beside mechanical information"] = new(Scoped(C01, C01.Scope![0] with { DataTypes = [DataType.IpAddress, DataType.Voice] }), null, I02),
        ["e-mail addresses are mechanical information"] = new(Scoped(C01, C01.Scope![0] with { DataTypes = [DataType.EmailAddress] }), null),
        ["I03 no end"] = new(C01 with { Period = new(Jst("2028-03-01 00:00")) }, null, I03),
        ["I05 emergency on R1"] = new(C01 with { Emergency = true }, null, I05),
        ["I07 no target act"] = new(C01 with { TargetAct = null }, null, I07),
        ["I07 a blank target act"] = new(C01 with { TargetAct = new(" ") }, null, I07),
        ["I08 a criterion missing"] = new(C01 with { Criteria = [.. C01.Criteria!.Skip(1)] }, null, I08),
        ["I08 an empty box"] = new(C01 with { Criteria = [C01.Criteria![0] with { Text = new(" ", "") }, .. C01.Criteria.Skip(1)] }, null, I08),
        ["a box filled in Japanese is filled"] = new(C01 with { Criteria = [C01.Criteria![0] with { Text = new(null, "名指す。") }, .. C01.Criteria.Skip(1)] }, null),
        ["I08 the criterion for targets abroad"] = new(C08 with { Criteria = Answers(Route.R5, targetAbroad: false) }, null, I08),
        ["a target in Japan needs no such criterion"] = new(C11 with { Criteria = Answers(Route.R5, targetAbroad: false) }, Pref),
        ["I09 no record for a target abroad"] = new(C08 with { Consultations = null }, null, I09),
        ["I09 a record of another authority"] = new(C08 with { Consultations = [Record(Authority.PrimeMinister)] }, null, I09),
        ["I09 a record without its document"] = new(C08 with { Consultations = [Record(Authority.ForeignMinister) with { Document = " " }] }, null, I09),
        ["I09 R6 without the commission's consent"] = new(Without(C10, Authority.PublicSafetyCommission), null, I09),
        ["I09 R6 without the Prime Minister's order"] = new(Without(C10, Authority.PrimeMinister), null, I09),
        ["I09 an unknown place counts as abroad"] = new(Scoped(R5, Target("8.8.8.8/32", "stop relay")), null, I09),
        ["a target in Japan needs no record"] = new(R5, null),
        ["I10 a prefecture for a target abroad"] = new(C08, Pref, I10),
        ["I10 a prefecture for a target of unknown place"] =
            new(Scoped(R5, Target("8.8.8.8/32", "stop relay")) with { Consultations = [Record(Authority.ForeignMinister)] }, Pref, I10),
        ["I10 the Self-Defense Forces on R5"] = new(C11, Sdf, I10),
        ["I10 the police on R6"] = new(C10, Npa, I10),
        ["I11 no officer"] = new(C11 with { DesignatedOfficer = null }, Pref, I11),
        ["I11 an officer without designation"] = new(C11 with { DesignatedOfficer = new("Mori", "") }, Pref, I11),
        ["I12 no selectors"] = new(Scoped(C01, C01.Scope![0] with { Selectors = [] }), null, I12),
        ["I12 no data types"] = new(Scoped(C01, C01.Scope![0] with { DataTypes = [] }), null, I12),
        ["neutralisation needs no selectors"] = new(C11, Pref),
        ["I13 no handling plan"] = new(C01 with { Handling = null }, null, I13),
        ["I14 inbound asked for on R1"] = new(C01 with { Scope = R2.Scope }, null, I14),
        ["I14 the way back is outbound"] = new(Scoped(R2, R2.Scope![0] with { Direction = Direction.BothWays }), null, I14),
        ["I14 a range that straddles"] = new(Scoped(R2, Traffic("198.51.100.0/23", "192.0.2.0/27")), null, I14),
        ["I14 an unknown range"] = new(Scoped(R2, Traffic("8.8.8.0/24", "192.0.2.0/27")), null, I14),
        ["I01 and I14 together"] = new(Scoped(R2, Traffic("192.0.2.0/26", "192.0.2.64/26"), Traffic("8.8.8.0/24", "192.0.2.0/27")), null, I01, I14),
        ["several codes come in order"] = new(
            Scoped(R2, Traffic("192.0.2.0/25", "192.0.2.128/25") with { DataTypes = [DataType.Body], Selectors = [] }) with
            {
                Period = new(Jst("2028-03-01 00:00")),
                Emergency = true,
                TargetAct = null,
                Criteria = null,
                Handling = null,
            },
            null, I01, I02, I03, I05, I07, I08, I12, I13),
        ["W01 the same words in two boxes"] = new(
            C01 with { Criteria = [.. C01.Criteria!.Select(a => a.Criterion < Criterion.K3 ? a with { Text = Text("The  same words.") } : a)] }, null, W01),
        ["W01 looks through width and case"] = new(
            C01 with { Criteria = [C01.Criteria![0] with { Text = Text("ＳＡＭＥ  words") }, C01.Criteria[1] with { Text = Text("same WORDS") }, .. C01.Criteria.Skip(2)] },
            null, W01),
        ["one box with the same text in both languages is no W01"] =
            new(C01 with { Criteria = [C01.Criteria![0] with { Text = new("KITE-09", "KITE-09") }, .. C01.Criteria.Skip(1)] }, null),
    };

    [Theory]
    [InlineData("2028-03-01 00:00", "2028-06-01 00:00", true)]
    [InlineData("2028-03-01 00:00", "2028-06-01 00:01", false)]
    [InlineData("2028-01-31 00:00", "2028-05-01 00:00", true)]
    [InlineData("2028-01-31 00:00", "2028-05-01 00:01", false)]
    [InlineData("2028-02-29 09:30", "2028-05-29 09:30", true)]
    [InlineData("2028-02-29 09:30", "2028-05-29 09:31", false)]
    [InlineData("2027-11-30 12:00", "2028-03-01 00:00", true)]
    [InlineData("2027-11-30 12:00", "2028-03-01 00:01", false)]
    [InlineData("2028-11-30 12:00", "2029-03-01 00:00", true)]
    [InlineData("2028-11-30 12:00", "2029-03-01 00:01", false)]
    public void I04_three_months_of_the_calendar_pass_and_a_minute_more_does_not(string start, string end, bool passes) =>
        Assert.Equal(passes ? [] : [I04], Codes(R2 with { Period = Period(start, end) }));

    [Theory]
    [InlineData("2026-12-10 09:00", "2027-01-09 09:00", true)]
    [InlineData("2026-12-10 09:00", "2027-01-09 09:01", false)]
    public void I04_thirty_days_are_exact(string start, string end, bool passes) =>
        Assert.Equal(passes ? [] : [I04], Codes(C08 with { Period = Period(start, end) }));

    [Theory]
    [InlineData("2026-09-30 23:59:59.999", Route.R5, false)]
    [InlineData("2026-10-01 00:00", Route.R5, true)]
    [InlineData("2026-11-25 10:00", Route.R1, false)]
    [InlineData("2027-11-21 23:59:59.999", Route.R1, false)]
    [InlineData("2027-11-22 00:00", Route.R1, true)]
    public void I06_a_route_can_be_asked_for_from_the_first_day_of_its_rule_set(string filed, Route route, bool passes)
    {
        var s = Scenario.Filed(route == Route.R1 ? C01 : C11, now: filed);

        Assert.Equal(passes ? [] : [I06], s.State.Intake!.Refused);
        Assert.Equal(passes ? null : "RefusedAtIntake", s.State.Close);
    }

    [Fact]
    public void I06_looks_at_the_day_of_signing_not_of_submission()
    {
        var s = Scenario.Drafted(C11, now: "2026-09-30 20:00");
        s.When(s.Drafter, new Submit()).At("2026-10-01 08:00").When(s.Officer, new Sign(1));

        Assert.Equal(RequestStatus.UnderExamination, s.State.State);
    }

    [Fact]
    public void W02_names_similar_requests_refused_before_in_order()
    {
        var s = Scenario.Drafted(C01);
        s.RefusedBefore =
        [
            new("2027-0000-0009", [Traffic("198.51.100.0/30", "203.0.113.1/32")], "another act"),
            new("2027-0000-0001", [], "ｋｉｔｅ-09"),
            new("2027-0000-0002", [Traffic("198.51.100.0/30", "192.0.2.1/32")], "another act"),
            new("2027-0000-0003", [], null),
        ];
        s.File();

        Assert.Equal([W02], s.State.Intake!.Warnings);
        Assert.Equal(["2027-0000-0001", "2027-0000-0009"], s.State.Intake.SimilarRefused);
        Assert.Equal(RequestStatus.UnderExamination, s.State.State);
    }

    [Fact]
    public void A_scope_has_at_most_two_thousand_ranges_in_all()
    {
        ScopeItem Item(int i) => Traffic("198.51.100.0/24", "203.0.113.0/24") with
        {
            Sources = [.. Enumerable.Range(0, 500).Select(k => AddressRange.Parse($"10.{i}.{k / 256}.{k % 256}/32"))],
        };
        Assert.Null(ContentRules.Malformed(C01 with { Scope = [Item(0), Item(1), Item(2)] }));
        Assert.Equal("/scope", ContentRules.Malformed(C01 with { Scope = [Item(0), Item(1), Item(2), Item(3)] })!.Errors[0].Pointer);
    }

    [Fact]
    public void A_definition_no_longer_offered_is_known_and_never_pinned()
    {
        var all = Scenario.Rules.Definitions.All.ToList();
        var held = all.First(d => d.Routes.Contains("R1"));
        var set = new DefinitionSet(all.Where(d => d.Hash != held.Hash), [held]);

        Assert.Same(held, set.Of(held.Hash));
        Assert.Null(set.ToPin(Route.R1, emergency: false, new DateOnly(2028, 1, 5)));
    }

    [Fact]
    public void A_code_that_refuses_wins_over_one_that_returns()
    {
        var s = Scenario.Filed(C01 with { Handling = null, Period = new(Jst("2028-03-01 00:00")) });

        Assert.Equal([I03], s.State.Intake!.Refused);
        Assert.Equal([I13], s.State.Intake.Returned);
        Assert.Equal("RefusedAtIntake", s.State.Close);
    }

    [Fact]
    public void A_request_is_returned_three_times_and_then_refused()
    {
        var s = Scenario.Filed(C01 with { Handling = null });
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(RequestStatus.Returned, s.State.State);
            s.When(s.Drafter, new Revise(C01 with { TargetAct = null })).When(s.Officer, new Resubmit(s.State.ContentVersion));
        }

        Assert.Equal("RefusedAtIntake", s.State.Close);
        Assert.Empty(s.State.Intake!.Refused);
        Assert.Equal([I07], s.State.Intake.Returned);
    }

    [Fact]
    public void A_corrected_request_is_judged_by_the_rule_set_of_its_first_filing()
    {
        var s = Scenario.Filed(C11 with { Handling = null }, now: "2027-11-19 10:00").At("2027-11-24 10:00");
        s.When(s.Drafter, new Revise(C11)).When(s.Officer, new Resubmit(2));

        Assert.Equal(Jst("2027-11-19 10:00"), s.State.FiledAt);
        Assert.All(s.Entries.Skip(3), entry => Assert.StartsWith("jp-2026-10-01@", RequestEntries.Read(entry).Header.RuleSet, StringComparison.Ordinal));
        Assert.Equal(RequestStatus.UnderExamination, s.State.State);
    }

    private static IntakeCode[] Codes(RequestContent content, Agency? agency = null)
    {
        var intake = Scenario.Filed(content, agency).State.Intake!;
        return [.. intake.Refused, .. intake.Returned, .. intake.Warnings];
    }

    private static RequestContent Scoped(RequestContent content, params ScopeItem[] scope) => content with { Scope = scope };

    private static RequestContent Without(RequestContent content, Authority authority) =>
        content with { Consultations = [.. content.Consultations!.Where(record => record.Authority != authority)] };
}
