using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

public sealed class ForkTests
{
    private const string NestedActivities = """
        start Elsa.Start
        outer Elsa.FlowFork {"branches":["Left","Right"]}
        inner Elsa.FlowFork {"branches":["Minister","Commission"]}
        minister Oversight.Consultation {"with":"foreignMinister","deadline":{"days":1}}
        commission Oversight.Consultation {"with":"publicSafetyCommission","deadline":{"days":2}}
        innerEnd Elsa.FlowJoin {"mode":"WaitAll"}
        examination Oversight.Examination {"deadline":{"hours":3}}
        information Oversight.Information {"deadline":{"hours":1},"maximumRounds":1}
        outerEnd Elsa.FlowJoin {"mode":"WaitAny"}
        erasure Oversight.Erasure {"deadline":{"months":1}}
        end Oversight.Close {"outcome":"Completed"}
        lapsed Oversight.Close {"outcome":"Lapsed"}
        """;

    private const string NestedConnections = """
        start.Done > outer
        outer.Left > inner
        outer.Right > examination
        inner.Minister > minister
        inner.Commission > commission
        minister.Recorded > innerEnd
        minister.Lapsed > lapsed
        commission.Recorded > innerEnd
        commission.Lapsed > lapsed
        innerEnd.Done > outerEnd
        examination.Ready > outerEnd
        examination.InformationRequested > information
        examination.Withdrawn > lapsed
        examination.Lapsed > lapsed
        information.Answered > examination
        information.Withdrawn > lapsed
        information.Lapsed > lapsed
        outerEnd.Done > erasure
        erasure.Recorded > end
        erasure.Lapsed > end
        """;

    private static Case Nested() => new(Sketch.Load(NestedActivities, NestedConnections), SomeFacts.At("R1"));

    [Fact]
    public void An_inner_block_belongs_to_the_branch_of_the_outer_one()
    {
        var blocks = Sketch.Load(NestedActivities, NestedConnections).Blocks.ToDictionary(it => it.Fork);
        Assert.Equal(["commission", "minister"], blocks["inner"].Members.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["commission", "examination", "information", "inner", "innerEnd", "minister"], blocks["outer"].Members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cancelling_a_block_cancels_what_waits_at_its_inner_joins()
    {
        var it = Nested().Take("minister.Recorded", "examination.Ready");
        Assert.Equal(["erasure"], it.Open);
        Assert.Empty(it.Position.Arrivals);
        Assert.Equal(["commission", "innerEnd"], it.LastEvents.OfType<ActivityCancelled>().Select(cancelled => cancelled.Activity));
    }

    [Fact]
    public void An_inner_join_goes_on_to_the_outer_one()
    {
        var it = Nested().Take("minister.Recorded", "commission.Recorded");
        Assert.Equal(["erasure"], it.Open);
        Assert.Equal(["examination"], it.LastEvents.OfType<ActivityCancelled>().Select(cancelled => cancelled.Activity));
    }

    [Fact]
    public void An_inner_fork_that_ends_at_the_outer_join_is_refused()
    {
        var connections = NestedConnections.Replace("minister.Recorded > innerEnd", "minister.Recorded > outerEnd", StringComparison.Ordinal);
        var reading = DefinitionReader.Read(Sketch.Json(NestedActivities, connections).ToJsonString());
        Assert.Null(reading.Definition);
        Assert.All(reading.Errors, error => Assert.Equal(DefinitionCodes.UnsoundFlow, error.Code));
    }

    [Fact]
    public void A_join_that_leads_back_to_its_fork_in_one_step_opens_every_branch_again()
    {
        var definition = Sketch.Load(
            """
            start Elsa.Start
            fork Elsa.FlowFork {"branches":["One","Two"]}
            examination Oversight.Examination {"deadline":{"hours":3}}
            information Oversight.Information {"deadline":{"hours":1},"maximumRounds":2}
            second Oversight.Examination {"deadline":{"hours":3}}
            secondInformation Oversight.Information {"deadline":{"hours":1},"maximumRounds":2}
            join Elsa.FlowJoin {"mode":"WaitAll"}
            end Oversight.Close {"outcome":"Lapsed"}
            """,
            """
            start.Done > fork
            fork.One > examination
            fork.Two > second
            examination.Ready > end
            examination.InformationRequested > information
            examination.Withdrawn > end
            examination.Lapsed > end
            information.Answered > join
            information.Withdrawn > end
            information.Lapsed > end
            second.Ready > end
            second.InformationRequested > secondInformation
            second.Withdrawn > end
            second.Lapsed > end
            secondInformation.Answered > join
            secondInformation.Withdrawn > end
            secondInformation.Lapsed > end
            join.Done > fork
            """);
        var it = new Case(definition, SomeFacts.At("R1"))
            .Take("examination.InformationRequested", "second.InformationRequested", "information.Answered", "secondInformation.Answered");
        Assert.Equal(["examination", "second"], it.Open);
    }

    [Fact]
    public void A_long_row_of_decisions_is_read_in_no_time()
    {
        var names = Enumerable.Range(0, 100).Select(it => $"d{it}").ToList();
        var activities = names.Select(it => it + """ Elsa.FlowDecision {"condition":{"fact":"emergency","op":"==","value":true}}""");
        var connections = names.Zip([.. names.Skip(1), "end"]).SelectMany(it => new[] { $"{it.First}.True > {it.Second}", $"{it.First}.False > {it.Second}" });
        var definition = Sketch.Load(
            "start Elsa.Start\nintake Oversight.Intake\nend Oversight.Close {\"outcome\":\"Refused\"}\n" + string.Join('\n', activities),
            "start.Done > intake\nintake.Passed > d0\nintake.Returned > d0\nintake.Refused > end\n" + string.Join('\n', connections));
        Assert.True(new Case(definition, SomeFacts.At("R1")).Take("intake.Returned").Position.Closed);
    }
}
