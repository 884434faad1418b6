using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;

namespace Oversight.Core.Tests.Requests;

public sealed class ContentDifferenceTests
{
    private static readonly ScopeItem[] Pool =
    [
        Traffic("198.51.100.0/26", "203.0.113.0/25", "443", "8443"), Traffic("198.51.100.0/26", "203.0.113.0/25", "443"), Traffic("2001:db8:a:10::/64", "2001:db8:b:20::/64"),
        Traffic("192.0.2.0/25", "198.51.100.17/32", "443"), Target("203.0.113.200/32", "connect", "stop module"), Target("203.0.113.200/32", "connect"),
        Target("192.0.2.150/32", "stop relay") with { Note = "the relay" },
    ];

    private static readonly Arbitrary<(RequestContent, RequestContent)> TwoContents = Arb.From(from one in Any() from other in Any() select (one, other));

    [Fact]
    public void Equal_contents_have_no_difference() => Prop.ForAll(
        Arb.From(Any()), content => ContentDifference.Between(content, content with { }).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_field_that_differs_is_covered_by_a_change() => Prop.ForAll(TwoContents, both => Assert.Empty(Uncovered(both.Item1, both.Item2))).QuickCheckThrowOnFailure();

    [Fact]
    public void Pointers_lead_to_the_values_they_are_said_to_lead_to() => Prop.ForAll(TwoContents, both =>
    {
        JsonNode one = Json(both.Item1), other = Json(both.Item2);
        return ContentDifference.Between(both.Item1, both.Item2).All(change => change switch
        {
            { Kind: ChangeKind.Removed } => Is(At(one, change.Path), change.Before!) && change.After is null,
            { Kind: ChangeKind.Moved, ItemAfter: not null } => At(other, change.Path) is JsonObject,
            _ => Is(At(other, change.Path), change.After!),
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_item_put_in_or_taken_out_changes_no_other() => Prop.ForAll(
        Arb.From(from scope in Scopes() from at in Gen.Choose(0, 6) from which in Gen.Elements(Pool) select (scope, at, which)),
        drawn =>
        {
            var more = drawn.scope.ToList();
            more.Insert(Math.Min(drawn.at, more.Count), drawn.which with { Excluded = ["only here"] });
            var added = ContentDifference.Between(With(drawn.scope), With(more)).Single();
            var removed = ContentDifference.Between(With(more), With(drawn.scope)).Single();
            return added.Kind == ChangeKind.Added && removed.Kind == ChangeKind.Removed && added.ItemAfter == Math.Min(drawn.at, more.Count - 1) + 1
                && added.ItemBefore is null && removed.ItemBefore == added.ItemAfter && added.IsMaterial && removed.IsMaterial;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_second_copy_of_an_item_moves_none()
    {
        var change = Assert.Single(ContentDifference.Between(With(Pool[0], Pool[2], Pool[0]), With(Pool[0], Pool[0], Pool[2], Pool[0])));

        Assert.Equal(ChangeKind.Added, change.Kind);
    }

    [Fact]
    public void Items_that_trade_places_have_moved_and_that_is_material()
    {
        var change = Assert.Single(ContentDifference.Between(With(Pool[0], Pool[2]), With(Pool[2], Pool[0])));

        Assert.Equal((ChangeKind.Moved, true), (change.Kind, change.IsMaterial));
        Assert.Equal(3, change.ItemBefore + change.ItemAfter);
    }

    [Fact]
    public void An_item_is_compared_with_the_one_most_alike_under_both_numbers()
    {
        var narrower = Pool[0] with { Sources = [AddressRange.Parse("198.51.100.0/27")], Ports = [Port("443"), Port("9443")] };

        Assert.Equal(
            [
                ("/scope/0", ChangeKind.Added, null, 1, null, Scenario.Json(Pool[4])),
                ("/scope/1/sources/0", ChangeKind.Removed, 1, 2, "\"198.51.100.0/26\"", null),
                ("/scope/1/sources/0", ChangeKind.Added, 1, 2, null, "\"198.51.100.0/27\""),
                ("/scope/1/ports/1", ChangeKind.Removed, 1, 2, "\"8443\"", null),
                ("/scope/1/ports/1", ChangeKind.Added, 1, 2, null, "\"9443\""),
            ],
            ContentDifference.Between(With(Pool[0], Pool[2]), With(Pool[4], narrower, Pool[2])).Select(change => (
                change.Kind == ChangeKind.Removed ? change.Path.Replace("/scope/0/", "/scope/1/", StringComparison.Ordinal) : change.Path,
                change.Kind, change.ItemBefore, change.ItemAfter, change.Before, change.After)));
    }

    [Fact]
    public void Texts_are_compared_per_language_answers_per_criterion_evidence_per_id_and_a_period_per_end()
    {
        var after = C08 with
        {
            Statement = new("We ask to copy this traffic.", "複製の承認を求める。"),
            Criteria = [.. C08.Criteria!.Reverse().Select(answer => answer.Criterion == Criterion.K10 ? answer with { Answer = Fulfilment.Partly } : answer)],
            Evidence = [new("E0", Text("new")), C08.Evidence![0] with { Grade = EvidenceGrade.B }],
            Period = C08.Period! with { End = Jst("2026-12-16 09:00") },
            Consultations = [Record(Authority.ForeignMinister) with { View = Text("an objection") }],
        };
        var at = after.Criteria.ToList().FindIndex(answer => answer.Criterion == Criterion.K10);

        Assert.Equal(
            [
                ("/period/end", ChangeKind.Changed, null, true), ("/statement/ja", ChangeKind.Added, null, true),
                ($"/criteria/{at}/answer", ChangeKind.Changed, "K10", true), ("/criteria", ChangeKind.Moved, null, false),
                ("/evidence/0", ChangeKind.Added, "E0", true), ("/evidence/1/grade", ChangeKind.Changed, "E1", true),
                ("/consultations/0/view/en", ChangeKind.Changed, "foreignMinister", true),
            ],
            ContentDifference.Between(C08, after).Select(change => (change.Path, change.Kind, change.Key, change.IsMaterial)));
    }

    [Fact]
    public void A_note_white_space_urgency_and_the_order_of_a_set_are_not_material()
    {
        var item = C01.Scope![0];
        var after = C01 with
        {
            Urgency = Urgency.Urgent,
            Statement = Text("We  ask\n to copy this traffic. "),
            Scope = [item with { Note = "first", Ports = [.. item.Ports.Reverse()] }, C01.Scope[1]],
            Operators = [],
        };

        Assert.All(ContentDifference.Between(C01, after), change => Assert.False(change.IsMaterial, change.Path));
        Assert.Equal(
            ["/urgency", "/statement/en", "/scope/0/ports", "/scope/0/note", "/operators"], ContentDifference.Between(C01, after).Select(change => change.Path));
    }

    [Theory]
    [MemberData(nameof(Material))]
    public void Anything_else_is_material(string what)
    {
        var (before, after) = MaterialPairs[what];

        Assert.Contains(ContentDifference.Between(before, after), change => change.IsMaterial);
    }

    [Fact]
    public void A_window_follows_its_item_to_another_number_but_never_slips_to_another_item()
    {
        var windows = new UseWindow[] { new(Jst("2028-02-01 00:00"), Jst("2028-02-02 00:00"), 1) };
        var (before, shifted) = (With(Pool[0]) with { Windows = windows }, With(Pool[2], Pool[0]));

        var followed = ContentDifference.Between(before, shifted with { Windows = [windows[0] with { Item = 2 }] });
        Assert.Equal([("/scope/0", true), ("/windows/0/item", false)], followed.Select(change => (change.Path, change.IsMaterial)));

        var slipped = ContentDifference.Between(before, shifted with { Windows = windows });
        Assert.Equal(
            [("/scope/0", ChangeKind.Added, true), ("/windows/0", ChangeKind.Removed, true), ("/windows/0", ChangeKind.Added, true)],
            slipped.Select(change => (change.Path, change.Kind, change.IsMaterial)));
    }

    [Fact]
    public void An_erased_part_is_no_change() => Assert.Equal(
        ["/risk"], ContentDifference.Between(C01, C01 with { Scope = null, Statement = null, Risk = null }, ["scope", "statement"]).Select(change => change.Path));

    public static TheoryData<string> Material => [.. MaterialPairs.Keys];

    private static readonly Dictionary<string, (RequestContent Before, RequestContent After)> MaterialPairs = new()
    {
        ["emergency"] = (C08, C08 with { Emergency = true }),
        ["route"] = (C01, C01 with { Route = Route.R2 }),
        ["operators"] = (C01, C01 with { Operators = ["cao-op-01"] }),
        ["a selector's white space"] = (C01, C01 with { Scope = [C01.Scope![0] with { Selectors = [new(SelectorType.CommandPattern, "KITE- 09")] }, C01.Scope[1]] }),
        ["risk note"] = (C01, C01 with { Risk = C01.Risk! with { Note = Text("higher than it seems") } }),
        ["a translation"] = (C01, C01 with { Statement = C01.Statement! with { Ja = "承認を求める。" } }),
        ["joined words"] = (C01 with { Statement = Text("the rapist") }, C01 with { Statement = Text("therapist") }),
        ["target act"] = (C01, C01 with { TargetAct = null }),
    };

    /// <summary>By the numbers alone: items neither added, removed nor moved correspond in order; what differs in a pair, or elsewhere, and no change covers.</summary>
    private static List<string> Uncovered(RequestContent before, RequestContent after)
    {
        var changes = ContentDifference.Between(before, after);
        JsonArray Items(RequestContent content) => Json(content)["scope"]?.AsArray() ?? [];
        JsonArray one = Items(before), other = Items(after);
        var removed = changes.Where(c => c is { Kind: ChangeKind.Removed, ItemBefore: not null, ItemAfter: null }).Select(c => c.ItemBefore).ToHashSet();
        var added = changes.Where(c => c is { Kind: ChangeKind.Added, ItemBefore: null, ItemAfter: not null }).Select(c => c.ItemAfter).ToHashSet();
        var moved = changes.Where(c => c is { Kind: ChangeKind.Moved, ItemAfter: not null }).ToDictionary(c => c.ItemBefore!.Value, c => c.ItemAfter!.Value);
        var kept = Enumerable.Range(1, one.Count).Where(n => !removed.Contains(n) && !moved.ContainsKey(n))
            .Zip(Enumerable.Range(1, other.Count).Where(n => !added.Contains(n) && !moved.ContainsValue(n))).ToDictionary();
        if (one.Count - removed.Count != other.Count - added.Count || kept.Count + moved.Count != one.Count - removed.Count)
            return ["items"];
        return
        [
            .. from pair in kept.Concat(moved)
               from leaf in Differing(one[pair.Key - 1]!, other[pair.Value - 1]!)
               where !changes.Any(c => c.ItemBefore == pair.Key && c.ItemAfter == pair.Value && c.Kind != ChangeKind.Moved && Covers(c, leaf))
               select $"{pair}: {leaf}",
            .. Differing(WithoutScope(before), WithoutScope(after)).Where(leaf => !changes.Any(c => c.ItemBefore is null && c.ItemAfter is null && Covers(c, leaf))),
        ];
    }

    private static bool Covers(FieldChange change, string leaf) => leaf.StartsWith(Shape(change), StringComparison.Ordinal);

    private static string Shape(FieldChange change)
    {
        var key = change.Key;
        var steps = change.Path.Split('/').Skip(change.ItemAfter is null ? 1 : 3).Select(step => int.TryParse(step, out _) ? Interlocked.Exchange(ref key, null) ?? "*" : step);
        return "/" + string.Join('/', steps);
    }

    private static JsonNode WithoutScope(RequestContent content) => Json(content with { Scope = null });

    /// <summary>Leaves, each by where it stands and what it says, that one has and the other has not.</summary>
    private static IEnumerable<string> Differing(JsonNode one, JsonNode other)
    {
        List<(string Where, string Says)> left = [.. Leaves(one, "")], right = [.. Leaves(other, "")];
        return Without(left, right).Concat(Without(right, left)).Select(leaf => leaf.Where);
    }

    private static List<(string Where, string Says)> Without(List<(string Where, string Says)> leaves, List<(string Where, string Says)> others)
    {
        var rest = leaves.ToList();
        others.ForEach(leaf => rest.Remove(leaf));
        return rest;
    }

    private static IEnumerable<(string, string)> Leaves(JsonNode? node, string at) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value, $"{at}/{member.Key}")),
        JsonArray list => list.SelectMany(element => Leaves(
            element, $"{at}/{(element is JsonObject o ? o["criterion"] ?? (at == "/evidence" ? o["id"] : o["authority"]) : null)?.ToString() ?? "*"}")),
        _ => [(at, node?.ToJsonString() ?? "null")],
    };

    private static JsonNode? At(JsonNode root, string pointer) => pointer.Split('/').Skip(1).Aggregate(
        (JsonNode?)root, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node?[step]);

    private static bool Is(JsonNode? node, string json) => JsonNode.DeepEquals(node, JsonNode.Parse(json));

    private static JsonNode Json(RequestContent content) => JsonNode.Parse(Scenario.Json(content))!;

    private static RequestContent With(params IReadOnlyList<ScopeItem> scope) => C01 with { Scope = scope };

    private static Gen<List<ScopeItem>> Scopes() => from items in Gen.ListOf(Gen.Elements(Pool)) select items.Take(6).ToList();

    private static Gen<RequestContent> Any() =>
        from basis in Gen.Elements(C01, C03, C08, C10, C01 with { Scope = null, Criteria = [] })
        from scope in Scopes()
        from keeps in Gen.Elements(true, false)
        from urgency in Gen.Elements(Urgency.Standard, Urgency.Urgent)
        from statement in Gen.Elements(null, Text("one"), Text(" one"), new Bilingual("one", "一"), new Bilingual(null, "二"))
        from operators in Gen.Elements<string[]?>(null, [], ["a"], ["b", "a"], ["a", "b", "a"])
        from evidence in Gen.Elements<Evidence[]?>(null, [new("E1", Text("x"))], [new("E2", Text("y")), new("E1", Text("x"), EvidenceGrade.B)], [new("E1", Text("z")), new("E2", Text("y"))])
        from windows in Gen.Elements<UseWindow[]?>(null, [new(Jst("2028-02-01 00:00"), Jst("2028-02-02 00:00"), 1)], [new(Jst("2028-02-01 00:00"), Jst("2028-02-02 00:00"), 2), new(Jst("2028-02-01 00:00"), Jst("2028-02-02 00:00"))])
        from risk in Gen.Elements(C01.Risk, null, C01.Risk! with { Threat = new(1, 5) })
        select basis with
        {
            Scope = keeps ? basis.Scope : scope, Urgency = urgency, Statement = statement, Operators = operators, Evidence = evidence, Windows = windows, Risk = risk,
        };
}
