using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Replay;
using Oversight.Core.Requests;
using Oversight.Core.Tests.Requests;

namespace Oversight.Core.Tests.Replay;

/// <summary>Whatever was commanded replays as recorded; whatever of its consequences is changed, left out or added does not.</summary>
public sealed class WalkReplayTests
{
    /// <summary>What is never the beginning of a person's command.</summary>
    private static readonly string[] Consequences =
    [
        "RoundClosed", "RoundTied", "RoundVoided", "FlowStarted", "FlowEnded", "FlowCancelled", "RequestClosed", "BreachRecorded", "StopOrdered", "IntakeJudged",
        "AuthorisationIssued", "AuthorisationSuspended", "AuthorisationResumed", "ResolutionAdopted", "ConditionBreached",
    ];

    /// <summary>A walk of one request alone; those of two need both logs.</summary>
    public static TheoryData<int> Seeds => [.. RandomWalkTests.Walked.Where(walk => walk.Value is { Parent: null, Extension: null }).Select(walk => walk.Key)];

    public static TheoryData<int> SomeSeeds => [.. Seeds.Select(row => row.Data).Where(seed => RandomWalkTests.Walked[seed].Events.OfType<AuthorisationIssued>().Any()).Take(3), 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_walk_replays_as_recorded(int seed)
    {
        var walk = RandomWalkTests.Walked[seed];
        var log = Log.Of(walk);
        var replayer = new Replayer(log.Given);
        foreach (var entry in log.Chained())
            replayer.Add(entry);
        var result = replayer.Finish();

        Assert.Empty(result.Divergences);
        Assert.Equal((log.Entries.Count, 1, 0), (result.Entries, result.Cases, result.NotDerivable));
        Assert.Equal(walk.Events.Count(happened => happened is RoundClosed { Decision: not null }), result.Decisions);
        Assert.Equal(walk.Events.Count(happened => happened is AuthorisationIssued), result.Authorisations);
        Assert.Empty(replayer.Compare(replayer.States.Select(state => new StoredState(state.Key, state.Value))));
        Assert.Equal(StoredState.Of(walk.State.Id.Value, RequestSnapshot.Of(walk.State)).Json, replayer.States[walk.State.Id.Value]);
    }

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void No_consequence_can_be_left_out(int seed)
    {
        var log = Log.Of(RandomWalkTests.Walked[seed]);
        foreach (var index in ConsequencesOf(log))
        {
            var found = log.Without(index).Found();
            // The next entry stands where the missing one stood; the last one left stands before.
            Assert.Equal(index == log.Entries.Count - 1 ? index - 1 : index, found.Index);
        }
    }

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void No_consequence_can_be_said_twice(int seed)
    {
        var log = Log.Of(RandomWalkTests.Walked[seed]);
        foreach (var index in ConsequencesOf(log))
            Assert.Equal(index + 1, log.After(index, log.Entries[index]).Found().Index);
    }

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void No_member_of_a_consequence_can_be_changed(int seed)
    {
        var log = Log.Of(RandomWalkTests.Walked[seed]);
        foreach (var index in ConsequencesOf(log))
            foreach (var forged in Changes(log.Entries[index].Document.Event))
            {
                var found = log.With(index, entry => entry with { Document = entry.Document with { Event = forged } }).Found();
                Assert.True(index == found.Index, $"{log.Entries[index].Type} {forged.ToJsonString()}: {found}");
            }
    }

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void No_header_fact_can_be_changed(int seed)
    {
        var log = Log.Of(RandomWalkTests.Walked[seed]);
        Func<EntryHeader, EntryHeader>[] changes =
        [
            h => h with { Agency = "mod" }, h => h with { Route = "R9" }, h => h with { RuleSet = "none@00" }, h => h with { Role = "auditor" },
            h => h with { Log = "oversight.other" }, h => h with { Definition = new string('0', 64) }, h => h with { At = h.At.AddYears(-3) },
        ];
        for (var index = Log.Before; index < log.Entries.Count; index += 3)
            foreach (var change in changes)
                Assert.Equal(index, log.With(index, entry => entry.With(change)).Found().Index);
    }

    private static IEnumerable<int> ConsequencesOf(Log log) => log.Entries.Index()
        .Where(it => it.Index >= Log.Before && it.Item.Document.Header.Actor != "system" && Consequences.Contains(it.Item.Type)).Select(it => it.Index);

    /// <summary>The event once with each of its scalars changed to another of its kind.</summary>
    private static IEnumerable<JsonObject> Changes(JsonObject happened)
    {
        foreach (var path in Scalars(happened, []))
        {
            var copy = (JsonObject)happened.DeepClone();
            JsonNode holder = copy;
            foreach (var step in path.SkipLast(1))
                holder = step is int i ? holder[i]! : holder[(string)step]!;
            var (last, old) = (path[^1], (path[^1] is int j ? holder[j] : holder[(string)path[^1]])!);
            if (Other(old) is not { } other)
                continue;
            if (last is int k)
                holder[k] = other;
            else
                holder[(string)last] = other;
            yield return copy;
        }
    }

    private static JsonNode? Other(JsonNode old) => old.GetValueKind() switch
    {
        JsonValueKind.Number => JsonValue.Create((long)old + 1),
        JsonValueKind.True => JsonValue.Create(false),
        JsonValueKind.False => JsonValue.Create(true),
        JsonValueKind.String when DateTimeOffset.TryParse((string)old!, out var at) && ((string)old!).EndsWith('Z') => CanonicalInstant.Format(at.AddHours(1)),
        JsonValueKind.String => JsonValue.Create(Spelled((string)old!)),
        _ => null,
    };

    /// <summary>Another word where the member is one of a closed list, so that the entry can still be read.</summary>
    private static string Spelled(string old) => old switch
    {
        "Approved" => "Refused",
        "Refused" => "Approved",
        "Carried" => "Rejected",
        "NotCarried" or "Rejected" or "Tie" => "Carried",
        _ when Enum.TryParse<IntakeCode>(old, out var code) => code == IntakeCode.I01 ? "I02" : "I01",
        _ when Enum.TryParse<Core.Law.Route>(old, out _) => old == "R1" ? "R2" : "R1",
        _ => old + "x",
    };

    private static IEnumerable<object[]> Scalars(JsonNode? node, object[] path) => node switch
    {
        JsonObject members => members.SelectMany(member => Scalars(member.Value, [.. path, member.Key])),
        JsonArray items => items.SelectMany((item, i) => Scalars(item, [.. path, i])),
        _ => [path],
    };
}
