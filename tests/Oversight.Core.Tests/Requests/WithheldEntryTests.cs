using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

/// <summary>Entries some readers get as number, time and leaf hash alone: whoever tried out what they say must meet a salt.</summary>
public sealed class WithheldEntryTests
{
    private static readonly Bilingual Any = new("any");

    private static readonly RequestContent Bare = new() { Route = Route.R2 };

    /// <summary>Every type that may be withheld, with as little in it as the rules let pass.</summary>
    private static readonly RequestEvent[] Barest =
    [
        new RequestDrafted(Cao, Bare), new ContentRevised(2, Bare), new AttachmentAdded(new string('a', 64), 10, "application/pdf", "a"),
        new ExaminationRecorded(1, Recommendation.Approve, [], Any), new InterestDeclared(Id(Nasu), RecusalGround.SelfRecusal, null, "kin"),
        new RoundOpened(
            1, "panelVote", 1, MotionKind.Decide, ["1"], Id(Kuze), Ids(Kuze, Saegusa, Nasu), People.Panel.SnapshotAt(new(2028, 2, 14)), VotingRule.Default,
            CountingSettings.Default, new MotionText()),
        new BallotCast(1, Id(Kuze), 1, new Dictionary<string, Choice> { ["1"] = Choice.Yes }, new Dictionary<string, string>(), null),
        new RoundTied(1, ["1"]), new TieDecided(1, "1", Id(Saegusa), true, true, "why"),
        new InspectionAsked(Id(Ayabe), Any), new InspectionPlanned(1, InspectionKind.Unannounced, "63(1)", null, Any),
        new FindingRecorded(1, 1, null, null, null, null, Any),
    ];

    [Fact]
    public void Every_entry_that_may_be_withheld_holds_a_salt_whatever_is_left_out_of_it()
    {
        Assert.Equal(Withheld(), Barest.Select(happened => happened.GetType().Name).Order(StringComparer.Ordinal));
        Assert.All(Barest, happened => Assert.True(EntryShapeTests.Encode(happened).Entry.Parts.Count > 0, happened.GetType().Name));
    }

    [Fact]
    public void The_same_withheld_act_at_the_same_moment_leaves_another_leaf_each_time()
    {
        var header = new EntryHeader("oversight.test", "2028-0410-61050", 1, "", Jst("2028-02-14 09:00"), "kuze", "panelMember", "cao", "R2", "", "jp");
        byte salt = 0;
        foreach (var happened in Barest)
        {
            byte[] Leaf() => new EventCodec<RequestEvent>().Encode(header, happened, () => [.. Enumerable.Repeat(++salt, Part.SaltBytes)]).LeafHash;
            Assert.NotEqual(Leaf(), Leaf());
        }
    }

    /// <summary>The types that some reader may not see in a case where all is unsigned, unannounced and still open.</summary>
    private static IEnumerable<string> Withheld()
    {
        var voting = Scenario.Voting(C01).State;
        var planned = new Inspection(1, InspectionKind.Unannounced, "63(1)", InspectionState.Planned, null, Any, Jst("2028-02-14 09:00"));
        var state = voting with { SignedVersions = [], Attachments = [], Monitoring = voting.Monitoring with { Inspections = [planned] } };
        return EntryShapeTests.Events.Where(happened => Everyone.Any(actor => !Reading.MaySeeEntry(state, happened, actor)))
            .Select(happened => happened.GetType().Name).Order(StringComparer.Ordinal);
    }
}
