using Oversight.Core.Registers.Undertakings;
using static Oversight.Core.Registers.Registers;
using static Oversight.Core.Tests.Registers.Books;

namespace Oversight.Core.Tests.Registers;

public sealed class UndertakingTests
{
    private static readonly RecordUndertaking Promise = new("2028-4K7X-Q2M9", "Director Sato", Both, new(2028, 2, 14));

    private static readonly CloseUndertaking Kept = new("UT-1", UndertakingOutcome.Kept, "the list came");

    private static readonly UndertakingsRegister One = Undertakings.Do(null, Promise, Examiner);

    [Fact]
    public void The_bytes_of_every_event_are_what_they_always_were() => AssertPinned(
        Undertakings.Register,
        [
            new UndertakingRecorded("UT-1", "2028-4K7X-Q2M9", new(2028, 2, 14), "Director Sato", Both),
            new UndertakingClosed("UT-1", UndertakingOutcome.Broken, "nothing came"),
        ],
        new() { ["UndertakingClosed"] = "983fb67603b587632d75d4ef356643bf09f09c7fef81f4918e06fa52f2b4c59a", ["UndertakingRecorded"] = "98d4be6890047c3e5804cc0b5915aa195d31d5b7de94070e2e7ef73e485e7883" },
        ["Sato", "本文", "nothing came"]);

    [Fact]
    public void The_secretariat_records_and_it_or_an_inspector_closes()
    {
        Assert.Equal([Examiner], Everybody.Where(actor => Undertakings.Give(null, Promise, actor) is Core.Registers.RegisterVerdict<UndertakingEvent>.Accepted));
        Assert.Equal([Examiner, Inspector], Everybody.Where(actor => Undertakings.Give(One, Kept, actor) is Core.Registers.RegisterVerdict<UndertakingEvent>.Accepted));
        Undertakings.Give(null, Promise, Inspector).AssertRefused("NotYourCommand");
        Undertakings.Give(One, Kept, Kuze).AssertRefused("NotYourCommand");
    }

    [Fact]
    public void A_promise_has_a_text_and_somebody_who_gave_it_and_a_request_that_the_recorder_can_read()
    {
        Undertakings.Give(null, Promise, Examiner, seesRequest: false).AssertRefused("NoSuchRequest", "/request");
        Undertakings.Give(null, Promise with { PromisedBy = "" }, Examiner).AssertRefused("TextMissingOrTooLong", "/promisedBy");
        Undertakings.Give(null, Promise with { Text = new(" ") }, Examiner).AssertRefused("TextMissingOrTooLong", "/text");
        Undertakings.Do(null, Promise with { Request = null, DueOn = null }, Examiner);
    }

    [Fact]
    public void It_is_closed_once_and_with_a_text()
    {
        Undertakings.Give(One, Kept with { Text = " " }, Inspector).AssertRefused("TextMissingOrTooLong", "/text");
        Undertakings.Give(One, Kept with { Undertaking = "UT-2" }, Inspector).AssertRefused("NotFound");
        var closed = Undertakings.Do(One, Kept, Inspector);
        Assert.Equal(UndertakingOutcome.Kept, closed.Find("UT-1")!.Outcome);
        Undertakings.Give(closed, Kept, Inspector).AssertRefused("UndertakingIsClosed");
    }

    [Fact]
    public void It_is_overdue_the_day_after_its_last_while_it_is_open()
    {
        var promise = One.Undertakings[0];
        Assert.False(promise.IsOverdueOn(new(2028, 2, 14)));
        Assert.True(promise.IsOverdueOn(new(2028, 2, 15)));
        Assert.False((promise with { DueOn = null }).IsOverdueOn(new(2099, 1, 1)));
        Assert.False(Undertakings.Do(One, Kept, Examiner).Undertakings[0].IsOverdueOn(new(2028, 2, 15)));
    }

    [Fact]
    public void What_was_promised_in_a_request_is_for_those_who_read_the_request()
    {
        Assert.Equal([Examiner, Inspector, Auditor, Kuze, Officer, Drafter, Police], Everybody.Where(actor => Undertakings.MayRead(actor, Five)));
        var (inRequest, other) = (One.Undertakings[0], One.Undertakings[0] with { Request = null });
        Assert.All(Everybody, actor => Assert.True(UndertakingRules.MayRead(inRequest, actor, seesRequest: true) && !UndertakingRules.MayRead(inRequest, actor, seesRequest: false)));
        Assert.False(UndertakingRules.MayRead(other, Officer, seesRequest: false));
        Assert.True(UndertakingRules.MayRead(other, Kuze, seesRequest: false));
    }
}
