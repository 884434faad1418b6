using System.Text.Json;
using Oversight.Core.Panels;

namespace Oversight.Core.Tests.Panels;

public sealed class VotingRuleTests
{
    private const string Act =
        """{"seats":5,"quorum":{"chair":true,"others":2},"carriedBy":"majorityOfPresent","tie":"chairCasts","approvalsFloor":2}""";

    [Fact]
    public void The_acts_rule_is_legal_and_keeps_its_bytes()
    {
        Assert.Empty(VotingRule.Default.Problems());
        Assert.Equal(Act, JsonSerializer.Serialize(VotingRule.Default));
        Assert.Equal(VotingRule.Default, JsonSerializer.Deserialize<VotingRule>(Act));
    }

    public static TheoryData<CarriedBy, string> Thresholds => new()
    {
        { new CarriedBy.MajorityOfSeats(), "\"majorityOfSeats\"" },
        { new CarriedBy.UnanimousOfPresent(), "\"unanimousOfPresent\"" },
        { new CarriedBy.AtLeast(3), "{\"atLeast\":3}" },
        { new CarriedBy.AtLeast(-1), "{\"atLeast\":-1}" },
    };

    [Theory]
    [MemberData(nameof(Thresholds))]
    public void Every_threshold_is_written_and_read_as_the_definition_says(CarriedBy carriedBy, string json)
    {
        var rule = VotingRule.Default with { CarriedBy = carriedBy, Tie = TieRule.NotCarried };
        var written = JsonSerializer.Serialize(rule);

        Assert.Contains($"\"carriedBy\":{json},\"tie\":\"notCarried\"", written, StringComparison.Ordinal);
        Assert.Equal(rule, JsonSerializer.Deserialize<VotingRule>(written));
    }

    [Fact]
    public void An_absent_floor_is_read_as_zero_and_is_a_problem()
    {
        var rule = JsonSerializer.Deserialize<VotingRule>(Act.Replace(",\"approvalsFloor\":2", "", StringComparison.Ordinal))!;

        Assert.Equal([VotingRuleProblem.FloorMissing], rule.Problems());
    }

    [Theory]
    [InlineData("5.0", 5)]
    [InlineData("-7", -7)]
    [InlineData("99999999999", int.MaxValue)]
    [InlineData("-1e400", int.MinValue)]
    public void Any_integer_is_read_so_that_it_can_be_judged(string json, int seats) => Assert.Equal(
        seats, JsonSerializer.Deserialize<VotingRule>(Act.Replace("\"seats\":5", $"\"seats\":{json}", StringComparison.Ordinal))!.Seats);

    [Theory]
    [InlineData("\"seats\":5", "\"seats\":\"5\"")]
    [InlineData("\"seats\":5", "\"seats\":5.5")]
    [InlineData("\"seats\":5,", "")]
    [InlineData("\"seats\":5", "\"seats\":5,\"seats\":5")]
    [InlineData("\"seats\":5", "\"seats\":5,\"chairs\":1")]
    [InlineData("\"chair\":true", "\"chair\":1")]
    [InlineData("{\"chair\":true,\"others\":2}", "2")]
    [InlineData("\"majorityOfPresent\"", "\"majority\"")]
    [InlineData("\"majorityOfPresent\"", "{\"atLeast\":3,\"atMost\":4}")]
    [InlineData("\"majorityOfPresent\"", "3")]
    [InlineData("\"chairCasts\"", "\"drawLots\"")]
    public void What_is_not_a_rule_is_not_read(string part, string replacement) => Assert.Throws<JsonException>(
        () => JsonSerializer.Deserialize<VotingRule>(Act.Replace(part, replacement, StringComparison.Ordinal)));

    public static TheoryData<VotingRule, VotingRuleProblem> IllegalRules => new()
    {
        { VotingRule.Default with { Seats = 10 }, VotingRuleProblem.SeatsOutOfRange },
        { VotingRule.Default with { Seats = 2, Quorum = new Quorum(true, 1) }, VotingRuleProblem.SeatsOutOfRange },
        { VotingRule.Default with { Quorum = new Quorum(true, -1) }, VotingRuleProblem.QuorumOutOfRange },
        { VotingRule.Default with { Quorum = new Quorum(true, 5) }, VotingRuleProblem.QuorumOutOfRange },
        { VotingRule.Default with { Tie = TieRule.NotCarried, CarriedBy = new CarriedBy.AtLeast(0) }, VotingRuleProblem.ThresholdOutOfRange },
        { VotingRule.Default with { Tie = TieRule.NotCarried, CarriedBy = new CarriedBy.AtLeast(6) }, VotingRuleProblem.ThresholdOutOfRange },
        { VotingRule.Default with { CarriedBy = new CarriedBy.AtLeast(3) }, VotingRuleProblem.CastingWithoutMajorityOfPresent },
        { VotingRule.Default with { CarriedBy = new CarriedBy.MajorityOfSeats() }, VotingRuleProblem.CastingWithoutMajorityOfPresent },
        { VotingRule.Default with { CarriedBy = new CarriedBy.UnanimousOfPresent() }, VotingRuleProblem.CastingWithoutMajorityOfPresent },
        { VotingRule.Default with { ApprovalsFloor = 0 }, VotingRuleProblem.FloorMissing },
        { VotingRule.Default with { ApprovalsFloor = 6 }, VotingRuleProblem.FloorAboveSeats },
    };

    [Theory]
    [MemberData(nameof(IllegalRules))]
    public void An_illegal_combination_is_named(VotingRule rule, VotingRuleProblem problem) => Assert.Equal([problem], rule.Problems());

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Three_to_nine_seats_are_legal(int seats) => Assert.Empty((VotingRule.Default with { Seats = seats }).Problems());

    [Fact]
    public void A_member_id_is_a_string_in_json_also_as_a_key()
    {
        var ballots = new Dictionary<MemberId, Choice> { [new MemberId("kuze")] = Choice.No };

        Assert.Equal("{\"kuze\":1}", JsonSerializer.Serialize(ballots));
        Assert.Equal(ballots, JsonSerializer.Deserialize<Dictionary<MemberId, Choice>>("{\"kuze\":1}"));
        Assert.Equal("\"kuze\"", JsonSerializer.Serialize(new MemberId("kuze")));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MemberId>("\"\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MemberId>("7"));
    }
}
