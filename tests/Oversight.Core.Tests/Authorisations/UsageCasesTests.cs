using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;

namespace Oversight.Core.Tests.Authorisations;

/// <summary>C02 and C13 as the case files have them, from the bytes of a file to the count.</summary>
public sealed class UsageCasesTests
{
    [Theory]
    [InlineData(UsageFormat.Csv)]
    [InlineData(UsageFormat.Ndjson)]
    public void C13_finds_32_of_18204_uses_and_flags_no_other(UsageFormat format)
    {
        var file = Uses.File(format, Uses.Groups("C13/overrun").SelectMany(group => Enumerable.Repeat(group.Record, group.Count)));
        var matcher = new UsageMatcher(Uses.C03, NetworkMap.Demo);
        using var tally = new UsageTally();
        var findings = new StringBuilder();
        foreach (var line in Uses.ReadAll(format, file, 65_536))
        {
            var kinds = matcher.Match(line.Record);
            tally.Add(line, kinds);
            if (kinds != FindingKinds.None)
                findings.Append(line.Number).Append('\t').Append(FindingKindNames.Joined(kinds)).Append('\n');
        }

        var result = tally.Result();
        var expected = CaseLibrary.Shipped.Variant("C13/overrun").Expect.Usage!;
        Assert.Equal(18_204, result.Records);
        Assert.Equal(0, result.Malformed);
        Assert.Equal(32, result.Findings);
        Assert.Equal((long)expected["unflagged"]!, result.Records - result.Findings);
        Assert.Equal(Counts(expected["findings"]!), result.ByKinds.Select(count => $"{count.Count} {string.Join('+', count.Kinds)}").Order());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(findings.ToString()))), result.FindingsDigest);
        Assert.StartsWith(format == UsageFormat.Csv ? "18174\toutOfCidr\n" : "18173\toutOfCidr\n", findings.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\toutOfWindow+unlistedOperator\n", findings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void C02_flags_what_a_condition_precedent_concerns_until_it_is_met()
    {
        var file = Uses.File(UsageFormat.Csv, Uses.Groups("C02/overrunBeforeConditionIsMet").SelectMany(group => Enumerable.Repeat(group.Record, group.Count)));
        var uses = Uses.ReadAll(UsageFormat.Csv, file, 65_536, Route.R2).Select(line => line.Record).ToList();

        Assert.Equal(
            Counts(CaseLibrary.Shipped.Variant("C02/overrunBeforeConditionIsMet").Expect.Usage!["findings"]!),
            uses.Select(use => Uses.Match(Uses.C02(metAt: null), use)).Where(kinds => kinds != FindingKinds.None)
                .CountBy(FindingKindNames.Joined).Select(count => $"{count.Value} {count.Key}"));
        Assert.Equal(["a"], new UsageMatcher(Uses.C02(metAt: null), NetworkMap.Demo).ConditionsAgainst(uses[^1]));
        Assert.Empty(new UsageMatcher(Uses.C02(metAt: null), NetworkMap.Demo).ConditionsAgainst(uses[0]));
        Assert.All(uses, use => Assert.Equal(FindingKinds.None, Uses.Match(Uses.C02(metAt: use.Time), use)));
        Assert.Equal(FindingKinds.UnmetCondition, Uses.Match(Uses.C02(metAt: uses[^1].Time.AddMilliseconds(1)), uses[^1]));
    }

    [Fact]
    public void A_use_about_to_happen_is_answered_as_it_would_be_reported()
    {
        var use = Uses.OfItem1 with { Time = default };

        Assert.Equal([], UsageCheck.Ask(Uses.C03, NetworkMap.Demo, use, Uses.OfItem1.Time).Kinds);
        Assert.True(UsageCheck.Ask(Uses.C03, NetworkMap.Demo, use, Uses.OfItem1.Time).IsAllowed);
        var late = UsageCheck.Ask(Uses.C03, NetworkMap.Demo, use with { Operator = "cao-op-09" }, Uses.At("2028-03-05T00:07+09:00"));
        Assert.False(late.IsAllowed);
        Assert.Equal(["outOfWindow", "unlistedOperator"], late.Kinds);
    }

    private static IEnumerable<string> Counts(JsonNode findings) =>
        findings.AsArray().Select(finding => $"{finding!["count"]} {string.Join('+', finding["kinds"]!.AsArray())}").Order();
}
