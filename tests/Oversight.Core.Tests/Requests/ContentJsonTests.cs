using System.Text.Json;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;

namespace Oversight.Core.Tests.Requests;

public sealed class ContentJsonTests
{
    [Fact]
    public void Content_survives_the_way_through_json()
    {
        foreach (var content in new[] { C01, C03, C08, C10, C11, C01 with { Period = null }, C01 with { Period = new(Jst("2028-03-01 00:00")) } })
            Assert.Equal(Scenario.Json(content), Scenario.Json(Read(Scenario.Json(content))));
    }

    [Theory]
    [InlineData("\"2028-01-15\"", "\"2028-07-14\"", "2028-01-15 00:00", "2028-07-15 00:00")]
    [InlineData("\"2028-02-29\"", "\"2028-02-29\"", "2028-02-29 00:00", "2028-03-01 00:00")]
    [InlineData("\"2028-01-15T09:30:00+09:00\"", "\"2028-01-15T00:31:00Z\"", "2028-01-15 09:30", "2028-01-15 09:31")]
    [InlineData("\"2028-01-15T09:30+09:00\"", "\"2028-01-15T09:30:00.001+09:00\"", "2028-01-15 09:30", "2028-01-15 09:30:00.001")]
    [InlineData("\"2019-01-01\"", "\"2099-12-31\"", "2019-01-01 00:00", "2100-01-01 00:00")]
    public void A_day_starts_at_0_00_and_ends_at_24_00_japanese_time(string start, string end, string expectedStart, string expectedEnd)
    {
        var period = Read($$$"""{"route":"R1","period":{"start":{{{start}}},"end":{{{end}}}}}""").Period!;

        Assert.Equal((Jst(expectedStart), Jst(expectedEnd)), (period.Start, period.End));
        Assert.Equal(period, Read(Scenario.Json(C01 with { Period = period })).Period);
    }

    [Theory]
    [InlineData("""{}""", "$")]
    [InlineData("""{"route":"R9"}""", "$.route")]
    [InlineData("""{"route":1}""", "$.route")]
    [InlineData("""{"route":"R1","colour":"red"}""", "$.colour")]
    [InlineData("""{"route":"R1","route":"R2"}""", "$.route")]
    [InlineData("""{"route":"R1","period":{"end":"2028-01-01"}}""", "$.period")]
    [InlineData("""{"route":"R1","period":{"start":"2027-02-29"}}""", "$.period.start")]
    [InlineData("""{"route":"R1","period":{"start":"2028-01-01T09:00:00"}}""", "$.period.start")]
    [InlineData("""{"route":"R1","period":{"start":"2028-01-01T24:00:00+09:00"}}""", "$.period.start")]
    [InlineData("""{"route":"R1","period":{"start":"01/02/2028"}}""", "$.period.start")]
    [InlineData("""{"route":"R1","period":{"start":20280101}}""", "$.period.start")]
    [InlineData("""{"route":"R1","period":{"start":"2018-12-31"}}""", "$.period.start")]
    [InlineData("""{"route":"R1","period":{"start":"2028-01-01","end":"2100-01-01"}}""", "$.period.end")]
    [InlineData("""{"route":"R1","period":{"start":"2028-01-01","end":"until the threat ends"}}""", "$.period.end")]
    [InlineData("""{"route":"R1","scope":[{"sources":["10.0.0.1/8"]}]}""", "$.scope[0].sources[0]")]
    [InlineData("""{"route":"R1","scope":[{"ports":["0443"]}]}""", "$.scope[0].ports[0]")]
    [InlineData("""{"route":"R1","scope":[{"ports":["65536"]}]}""", "$.scope[0].ports[0]")]
    [InlineData("""{"route":"R1","scope":[{"ports":["2000-1000"]}]}""", "$.scope[0].ports[0]")]
    [InlineData("""{"route":"R1","scope":[{"ports":[443]}]}""", "$.scope[0].ports[0]")]
    [InlineData("""{"route":"R1","scope":[null]}""", "$.scope[1]")]
    [InlineData("""{"route":"R1","scope":[{"sources":null}]}""", "$.scope[0].sources")]
    [InlineData("""{"route":"R1","scope":[{"selectors":[null]}]}""", "$.scope[0].selectors[1]")]
    [InlineData("""{"route":"R1","operators":[null]}""", "$.operators[1]")]
    [InlineData("""{"route":"R1","criteria":[{"criterion":"K1","answer":"yes"}]}""", "$.criteria[0]")]
    [InlineData("""{"route":"R1","criteria":[{"criterion":"K14","answer":"yes","text":{"en":"x"}}]}""", "$.criteria[0].criterion")]
    [InlineData("""{"route":"R1","criteria":[{"criterion":"K1","answer":"perhaps","text":{"en":"x"}}]}""", "$.criteria[0].answer")]
    [InlineData("""{"route":"R1","risk":{"threat":{"likelihood":"5","effect":5},"intrusion":{"likelihood":1,"effect":1}}}""", "$.risk.threat.likelihood")]
    [InlineData("""{"route":"R1","handling":{"text":{"en":"e\u0301"},"erasureWithinDays":1}}""", "$.handling.text.en")]
    [InlineData("""{"route":"R1","statement":{"en":"\ud800"}}""", "$.statement.en")]
    public void A_bad_form_is_refused_where_it_stands(string json, string path) =>
        Assert.Equal(path, Assert.Throws<JsonException>(() => Read(json)).Path);

    [Fact]
    public void Nothing_in_a_ballot_is_null() => Assert.Equal("$.reasons.1", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CastBallot>(
        """{"items":{"1":"no"},"reasons":{"1":null}}""", OversightJson.Options)).Path);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Content_that_holds_no_water_is_refused_with_a_pointer(string pointer, string code)
    {
        var errors = ContentRules.Malformed(Bad[(pointer, code)])!.Errors;

        Assert.Equal([new FieldError(pointer, code)], errors);
    }

    public static TheoryData<string, string> Malformed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (pointer, code) in Bad.Keys)
                data.Add(pointer, code);
            return data;
        }
    }

    private static readonly Dictionary<(string, string), RequestContent> Bad = new()
    {
        [("/period/end", "PeriodEndsBeforeItStarts")] = C01 with { Period = Period("2028-02-01 00:00", "2028-01-31 23:59") },
        [("/windows/0", "WindowOutsidePeriod")] = C01 with { Windows = [new(Jst("2028-01-14 23:59"), Jst("2028-02-01 00:00"))] },
        [("/windows/0/end", "PeriodEndsBeforeItStarts")] = C01 with { Windows = [new(Jst("2028-02-02 00:00"), Jst("2028-02-01 00:00"))] },
        [("/windows/0/item", "NoSuchItem")] = C01 with { Windows = [new(Jst("2028-02-01 00:00"), Jst("2028-02-02 00:00"), 3)] },
        [("/scope/0/sources/1", "RangesOverlap")] = Item(C01.Scope![0] with { Sources = [.. C01.Scope[0].Sources, .. C01.Scope[0].Sources] }),
        [("/scope/0/ports/1", "RangesOverlap")] = Item(C01.Scope[0] with { Ports = [Port("1-100"), Port("100")] }),
        [("/scope/0/ports", "PortsNeedTcpOrUdp")] = Item(C01.Scope[0] with { Protocol = Protocol.Icmp }),
        [("/scope/0/note", "TextMissingOrTooLong")] = Item(C01.Scope[0] with { Note = new string('x', ContentRules.LongestText + 1) }),
        [("/scope/0", "TextMissingOrTooLong")] = Item(C01.Scope[0] with { Selectors = [new(SelectorType.Ip, " ")] }),
        [("/scope/0", "TooManyElements")] = Item(C01.Scope[0] with { Ports = [.. Enumerable.Range(0, 501).Select(p => new PortRange(2 * p, 2 * p))] }),
        [("/criteria/9", "CriterionTwice")] = C01 with { Criteria = [.. C01.Criteria!, C01.Criteria![0]] },
        [("/criteria/0/evidence", "NoSuchEvidence")] = C01 with { Criteria = [C01.Criteria![0] with { Evidence = ["E9"] }] },
        [("/evidence/1/id", "EvidenceIdTwice")] = C01 with { Evidence = [C01.Evidence![0], C01.Evidence[0]] },
        [("/evidence/0", "EvidenceMalformed")] = C01 with { Evidence = [C01.Evidence![0] with { Digest = new string('A', 64) }] },
        [("/risk/threat", "NumberOutOfRange")] = C01 with { Risk = C01.Risk! with { Threat = new(0, 5) } },
        [("/risk/intrusion", "NumberOutOfRange")] = C01 with { Risk = C01.Risk! with { Intrusion = new(5, 6) } },
        [("/handling/erasureWithinDays", "NumberOutOfRange")] = C01 with { Handling = C01.Handling! with { ErasureWithinDays = -1 } },
        [("/handling/text", "TextMissingOrTooLong")] = C01 with { Handling = C01.Handling! with { Text = new() } },
        [("/statement", "TextMissingOrTooLong")] = C01 with { Statement = new(new string('x', ContentRules.LongestText + 1)) },
        [("/operators", "TextMissingOrTooLong")] = C01 with { Operators = [""] },
        [("/replaces", "NotARequestNumber")] = C01 with { Replaces = "2028-4k7x-q2m9" },
        [("/parent", "NotARequestNumber")] = C01 with { Route = Oversight.Core.Law.Route.R4, Parent = new string('9', 70_000) },
        [("/parent", "ParentOnlyForExtension")] = C01 with { Parent = "2028-4K7X-Q2M9" },
    };

    private static RequestContent Item(ScopeItem item) => C01 with { Scope = [item] };

    private static RequestContent Read(string json) => JsonSerializer.Deserialize<RequestContent>(json, OversightJson.Options)!;
}
