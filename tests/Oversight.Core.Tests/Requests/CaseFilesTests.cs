using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;

namespace Oversight.Core.Tests.Requests;

/// <summary>The files of tests/cases say what the law's texts say, before any server plays them.</summary>
public sealed class CaseFilesTests
{
    private static readonly Rulebook Rules = new(LegalCalendar.Japan, WorkingCalendar.Japan, NetworkMap.Demo, new DefinitionSet([]));

    private static readonly string[] Accounts =
    [
        "kuze", "saegusa", "nasu", "ibuki", "ayabe", "cao.drafter", "cao.officer", "npa.drafter", "npa.officer", "pref.drafter", "pref.officer",
        "sdf.drafter", "sdf.officer", "examiner1", "examiner2", "inspector", "auditor", "admin",
    ];

    private static readonly string[] Sequences = ["wait", "read", "readRoster", "readAgenda", "callSitting", "readReport", "recordAvailability", "draft", "filing", "examination", "ballots"];

    public static TheoryData<string> Variants() => [.. Named(_ => true)];

    public static TheoryData<string> Filed() => [.. Named(variant =>
        variant.Continues is null && variant.Steps[0].Do == "filing" && variant.Expect.Request?["intake"] is not null)];

    [Fact]
    public void All_fifteen_cases_are_there_in_both_languages()
    {
        Assert.Equal(Enumerable.Range(1, 15).Select(n => $"C{n:00}"), CaseLibrary.Shipped.All.Select(file => file.Id));
        Assert.All(CaseLibrary.Shipped.All.SelectMany(file => file.Variants.Select(variant => variant.Describes).Prepend(file.Title)),
            text => Assert.True(text.En.Length > 0 && text.Ja.Any(c => c > '\u3000')));
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_content_is_well_formed_and_says_everything_in_both_languages(string name)
    {
        if (Content(name) is not { } content)
            return;

        Assert.Null(ContentRules.Malformed(content));
        Assert.All(content.Criteria!.Select(answer => answer.Text).Append(content.Statement!), text => Assert.False(text.En is null || text.Ja is null));
        Assert.Equal(
            Criteria.Demanded(content.Route, Intake.IsTargetAbroad(content, NetworkMap.Demo)), content.Criteria!.Select(answer => answer.Criterion));
    }

    [Theory, MemberData(nameof(Variants))]
    public void The_digests_of_the_evidence_are_those_of_the_attachments(string name)
    {
        var (file, variant) = Find(name);
        var evidence = Content(name)?.Evidence ?? [];
        var attached = (CaseLibrary.Shipped.SourceOf(file, variant).Attachments ?? []).Where(a => evidence.Any(e => e.Id == a.Evidence));

        Assert.Equal(
            evidence.Where(e => e.Digest is not null).Select(e => (e.Id, e.Digest)),
            attached.Select(a => (a.Evidence, (string?)Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(a.Text))))));
    }

    [Theory, MemberData(nameof(Filed))]
    public void Intake_answers_what_the_file_expects(string name)
    {
        var (file, variant) = Find(name);
        var expected = variant.Expect.Request!["intake"]!;
        var filedAt = variant.Steps[0].At!.Value.ToUniversalTime();
        var agency = (variant.Agency ?? file.Agency) switch
        {
            "cao" => AgencyKind.CabinetOffice,
            "npa" => AgencyKind.NationalPolice,
            "pref" => AgencyKind.PrefecturalPolice,
            _ => AgencyKind.SelfDefenseForces,
        };
        var state = new RequestState { Id = default, Agency = new Agency(file.Id, agency), Drafter = "drafter", Content = Content(name)! };

        var judged = Intake.Judge(state, filedAt, new Facts(filedAt, Actor.System, Panel.Vacant(5), Rules, []));

        Assert.Equal(Codes(expected, "refused"), judged.Refused);
        Assert.Equal(Codes(expected, "returned"), judged.Returned);
        Assert.Equal(Codes(expected, "warnings"), judged.Warnings);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Steps_go_forward_in_time_and_name_known_accounts_and_commands(string name)
    {
        var (_, variant) = Find(name);
        var times = variant.Steps.Select(step => step.At).OfType<DateTimeOffset>().ToList();

        Assert.NotNull(variant.Steps[0].At);
        Assert.Equal(times.Order(), times);
        Assert.True(times[0] >= EndOf(variant.Continues));
        Assert.All(variant.Steps.Select(step => step.As).OfType<string>(), account => Assert.Contains(account, Accounts));
        Assert.Null(variant.Expect.Later);
        Assert.All(variant.Steps, step => Assert.Contains(step.Do, CommandRules.All.Select(rule => rule.Name).Concat(Sequences)));
        Assert.All(
            (variant.Expect.EntriesInclude ?? []).Concat(variant.Expect.EntriesExclude ?? []),
            type => Assert.Contains(type, new EventCodec<RequestEvent>().TypeNames));
    }

    private static DateTimeOffset EndOf(string? variant) =>
        variant is null ? DateTimeOffset.MinValue : CaseLibrary.Shipped.Variant(variant).Steps.Max(step => step.At)!.Value;

    private static IEnumerable<string> Named(Func<CaseVariant, bool> those) =>
        from file in CaseLibrary.Shipped.All from variant in file.Variants where those(variant) select $"{file.Id}/{variant.Name}";

    private static (CaseFile File, CaseVariant Variant) Find(string name) =>
        (CaseLibrary.Shipped.Case(name.Split('/')[0]), CaseLibrary.Shipped.Variant(name));

    private static RequestContent? Content(string name)
    {
        var (file, variant) = Find(name);
        return CaseLibrary.Shipped.ContentOf(file, variant).Deserialize<RequestContent>(OversightJson.Options);
    }

    private static IEnumerable<IntakeCode> Codes(JsonNode expected, string kind) =>
        expected[kind]!.AsArray().Select(code => Enum.Parse<IntakeCode>((string)code!));
}
