using System.Text.Json;
using Oversight.Core.Law;
using Oversight.Core.Workflows;

namespace Oversight.Core.Tests.Workflows;

/// <summary>Every path of the shipped definitions, up to the bounds they set themselves.</summary>
public sealed class FlowWalkTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2027-12-01T01:00:00Z");

    public static TheoryData<string, string, bool> Cases => new(
        from name in new[] { Definitions.Acquisition, Definitions.Neutralization, Definitions.Extension, Definitions.Emergency }
        from route in Definitions.Load(name).Routes
        from abroad in new[] { false, true }
        select (name, route, abroad));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_path_ends_in_a_Close_with_nothing_open(string name, string route, bool abroad)
    {
        var definition = Definitions.Load(name);
        var ends = Walk(definition, SomeFacts.At(route, abroad)).Where(it => it.Position.Open.Count == 0).ToList();
        Assert.NotEmpty(ends);
        Assert.All(ends, end => Assert.True(end.Position is { Closed: true, CloseOutcome: not null, Arrivals.Count: 0, Suspended.Count: 0 }));
    }

    [Theory]
    [InlineData(Definitions.Acquisition)]
    [InlineData(Definitions.Neutralization)]
    [InlineData(Definitions.Extension)]
    [InlineData(Definitions.Emergency)]
    public void Every_port_of_every_activity_is_taken_on_some_path(string name)
    {
        var definition = Definitions.Load(name);
        var taken = definition.Routes
            .SelectMany(route => Walk(definition, SomeFacts.At(route, abroad: true)).Concat(Walk(definition, SomeFacts.At(route))))
            .SelectMany(it => it.Events.OfType<ActivityEnded>()).ToHashSet();
        var expected = definition.Activities.Values
            .Where(it => it is not (FlowActivity.Start or FlowActivity.Fork))
            .SelectMany(it => it.Ports.Select(port => new ActivityEnded(it.Id, port)));
        Assert.Empty(expected.Except(taken));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Silence_never_authorises(string name, string route, bool abroad)
    {
        var reached = new HashSet<string>();
        var definition = Definitions.Load(name);
        Explore(Flow.Start(definition, SomeFacts.At(route, abroad), Now, WorkingCalendar.Japan));
        Assert.DoesNotContain("authorise", reached);
        Assert.Contains(definition.IsEmergency ? "confirmation" : "panelVote", reached);

        void Explore(FlowStep step)
        {
            foreach (var open in step.Position.Open)
            {
                reached.Add(open.Id);
                // People may act up to the vote; from there on, and wherever they do not, the deadline passes.
                var ports = Flow.PortsOffered(definition, step.Position, open.Id)
                    .Where(port => port is Ports.Lapsed or Ports.Signed or Ports.Passed or Ports.Ready or Ports.Recorded or Ports.Notified or Ports.Done);
                foreach (var port in open.Id is "panelVote" or "confirmation" ? ports.Where(it => it == Ports.Lapsed) : ports)
                {
                    Explore(Flow.Complete(definition, step.Position, open.Id, port, SomeFacts.At(route, abroad), Now, WorkingCalendar.Japan));
                }
            }
        }
    }

    /// <summary>Every step from every position, each kind of position once.</summary>
    private static List<FlowStep> Walk(WorkflowDefinition definition, FlowFacts facts)
    {
        var seen = new HashSet<string>();
        List<FlowStep> steps = [Flow.Start(definition, facts, Now, WorkingCalendar.Japan)];
        for (var index = 0; index < steps.Count; index++)
        {
            var position = steps[index].Position;
            if (!seen.Add(Kind(position)))
            {
                continue;
            }
            foreach (var open in position.Open)
            {
                var ports = Flow.PortsOffered(definition, position, open.Id);
                Assert.NotEmpty(ports);
                steps.AddRange(ports.Select(port => Flow.Complete(definition, position, open.Id, port, facts, Now, WorkingCalendar.Japan)));
            }
        }
        return steps;
    }

    private static string Kind(FlowPosition position) => JsonSerializer.Serialize(new
    {
        Open = position.Open.Select(it => it.Id).Order(),
        position.Arrivals,
        position.Counts,
        Suspended = position.Suspended.Select(it => it.Activity),
        position.CloseOutcome,
    });
}
