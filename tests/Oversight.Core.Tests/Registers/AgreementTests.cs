using Oversight.Core.Law;
using Oversight.Core.Registers.Agreements;
using static Oversight.Core.Registers.Registers;
using static Oversight.Core.Tests.Registers.Books;

namespace Oversight.Core.Tests.Registers;

public sealed class AgreementTests
{
    private static readonly AgreementTerms Terms = new(
        new(2028, 1, 1), new(2028, 12, 31), FlowClass.ForeignToDomestic, 125, new("Kita Power", "electricity"), Both);

    private static readonly AgreementsRegister One = Agreements.Do(null, new RegisterAgreement(Terms), Officer);

    private static readonly YearFigures Figures = new(2028, 997, 40);

    private static readonly AgreementCommand[] OfOfficer =
    [
        new RegisterAgreement(Terms), new ChangeAgreement("AG-1", Terms, "wider"), new EndAgreement("AG-1", new(2028, 3, 31), "left"), new RecordFigures("AG-1", Figures),
    ];

    private static readonly InspectAgreement Inspect = new("AG-1", new(2028, 2, 14), InspectionArticle.Article63Paragraph1, Both);

    [Fact]
    public void The_bytes_of_every_event_are_what_they_always_were() => AssertPinned(
        Agreements.Register,
        [
            new AgreementRegistered("AG-1", "cao", Terms), new AgreementChanged("AG-1", Terms with { EndsOn = null }, "wider"), new FiguresRecorded("AG-1", Figures),
            new AgreementInspected("AG-1", new(2028, 2, 14), InspectionArticle.Article63Paragraph2, Both), new AgreementEnded("AG-1", new(2028, 3, 31), "party left"),
        ],
        new()
        {
            ["AgreementChanged"] = "f632fd9c2628b62ad2931ece8a90f0a76152d7243fcbadf4fdb1e89d7b8ef3a5",
            ["AgreementEnded"] = "9640a44de4427c1117081af4ab81643dc8ac2bcb3e0042b816a6a1b4589f71cc",
            ["AgreementInspected"] = "8a474f1e09390102b942e3420d2a70046c1203b50bdd6a4c7d036b9ebdcf2cfc",
            ["AgreementRegistered"] = "86007fd561075f8dbf589c2f8dab9a61c17103812e6bccc1eb55432055195a93",
            ["FiguresRecorded"] = "59070d51bfc658f0bf0442a4efdc0bc809adcf1977d13f4a33a1c5c503f1fef6",
        },
        ["Kita", "electricity", "本文", "wider", "party left"]);

    [Fact]
    public void Only_the_Cabinet_Offices_authorising_officer_keeps_agreements_and_only_inspectors_inspect_them()
    {
        foreach (var actor in Everybody)
        {
            foreach (var command in OfOfficer.Where(_ => actor != Officer))
                Agreements.Give(One, command, actor).AssertRefused("NotYourCommand");
            if (actor != Inspector)
                Agreements.Give(One, Inspect, actor).AssertRefused("NotYourCommand");
        }
        Assert.All(OfOfficer, command => Agreements.Do(One, command, Officer));
        Agreements.Do(One, Inspect, Inspector);
    }

    [Fact]
    public void Nothing_in_the_register_approves_anything() =>
        Assert.DoesNotContain(
            typeof(AgreementEvent).Assembly.GetTypes().Where(type => type.Namespace == typeof(AgreementEvent).Namespace)
                .SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name)),
            name => name.Contains("Appro", StringComparison.OrdinalIgnoreCase) || name.Contains("Authori", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Those_who_oversee_read_all_and_the_Cabinet_Office_its_own()
    {
        Assert.Equal([Examiner, Inspector, Auditor, Kuze, Officer, Drafter], Everybody.Where(actor => Agreements.MayRead(actor, Five)));
        var other = One.Agreements[0] with { Agency = "other" };
        Assert.False(AgreementRules.MayRead(other, Officer));
        Assert.True(AgreementRules.MayRead(other, Auditor));
        Agreements.Give(new([other]), OfOfficer[1], Officer).AssertRefused("NotFound");
        Agreements.Give(One, new RecordFigures("AG-2", Figures), Officer).AssertRefused("NotFound");
    }

    public static TheoryData<AgreementTerms, string, string> BadTerms() => new()
    {
        { Terms with { Party = null }, "TextMissingOrTooLong", "/party/name" },
        { Terms with { Party = new("a", " ") }, "TextMissingOrTooLong", "/party/sector" },
        { Terms with { Analysed = null }, "TextMissingOrTooLong", "/analysed" },
        { Terms with { EndsOn = new(2027, 12, 31) }, "EndsBeforeItStarts", "/endsOn" },
        { Terms with { Flow = FlowClass.DomesticOnly }, "FlowNotInbound", "/flow" },
        { Terms with { Flow = FlowClass.DomesticToForeign }, "FlowNotInbound", "/flow" },
        { Terms with { CopiedPerMille = 1001 }, "NumberOutOfRange", "/copiedPerMille" },
        { Terms with { CopiedPerMille = -1 }, "NumberOutOfRange", "/copiedPerMille" },
    };

    [Theory, MemberData(nameof(BadTerms))]
    public void Terms_that_do_not_hold_are_refused_new_and_changed(AgreementTerms terms, string code, string pointer)
    {
        Agreements.Give(One, new RegisterAgreement(terms), Officer).AssertRefused(code, pointer);
        Agreements.Give(One, new ChangeAgreement("AG-1", terms, "why"), Officer).AssertRefused(code, "/terms" + pointer);
    }

    public static TheoryData<AgreementCommand, string, string> Bad() => new()
    {
        { new ChangeAgreement("AG-1", Terms, " "), "ReasonMissing", "/reason" },
        { new EndAgreement("AG-1", new(2027, 12, 31), "left"), "EndOutsideTerm", "/on" },
        { new EndAgreement("AG-1", new(2029, 1, 1), "left"), "EndOutsideTerm", "/on" },
        { new EndAgreement("AG-1", new(2028, 3, 31), ""), "ReasonMissing", "/reason" },
        { new RecordFigures("AG-1", Figures with { Year = 2027 }), "NumberOutOfRange", "/year" },
        { new RecordFigures("AG-1", Figures with { Year = 2029 }), "NumberOutOfRange", "/year" },
        { new RecordFigures("AG-1", Figures with { DiscardedPerMille = 1001 }), "NumberOutOfRange", "/discardedPerMille" },
        { new RecordFigures("AG-1", Figures with { ErasedPerMille = -1 }), "NumberOutOfRange", "/erasedPerMille" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void What_does_not_hold_is_refused(AgreementCommand command, string code, string pointer) =>
        Agreements.Give(One, command, Officer).AssertRefused(code, pointer);

    [Fact]
    public void An_inspection_has_an_outcome_and_lies_not_ahead()
    {
        Agreements.Give(One, Inspect with { On = new(2028, 2, 15) }, Inspector).AssertRefused("DateInFuture", "/on");
        Agreements.Give(One, Inspect with { Outcome = null }, Inspector).AssertRefused("TextMissingOrTooLong", "/outcome");
    }

    [Fact]
    public void An_ended_agreement_is_changed_no_more_but_still_inspected_and_accounted_for()
    {
        var ended = Agreements.Do(One, OfOfficer[2], Officer);
        Agreements.Give(ended, OfOfficer[1], Officer).AssertRefused("AgreementHasEnded");
        Agreements.Give(ended, OfOfficer[2], Officer).AssertRefused("AgreementHasEnded");
        Agreements.Do(ended, OfOfficer[3], Officer);
        Agreements.Do(ended, Inspect, Inspector);
    }

    [Fact]
    public void It_runs_from_its_first_day_to_its_last_both_included()
    {
        var agreement = One.Agreements[0];
        Assert.Equal(AgreementState.NotBegun, agreement.StateOn(new(2027, 12, 31)));
        Assert.Equal(AgreementState.Running, agreement.StateOn(new(2028, 1, 1)));
        Assert.Equal(AgreementState.Running, agreement.StateOn(new(2028, 12, 31)));
        Assert.Equal(AgreementState.Ended, agreement.StateOn(new(2029, 1, 1)));
        Assert.Equal(AgreementState.Ended, Agreements.Do(One, OfOfficer[2], Officer).Agreements[0].StateOn(new(2028, 4, 1)));
        Assert.Equal(AgreementState.Running, (agreement with { Terms = Terms with { EndsOn = null } }).StateOn(new(2090, 1, 1)));
    }

    [Fact]
    public void Figures_told_again_replace_those_of_the_year()
    {
        var twice = Agreements.Do(Agreements.Do(One, OfOfficer[3], Officer), new RecordFigures("AG-1", Figures with { ErasedPerMille = 41 }), Officer);
        Assert.Equal([Figures with { ErasedPerMille = 41 }], twice.Agreements[0].Figures);
    }
}
