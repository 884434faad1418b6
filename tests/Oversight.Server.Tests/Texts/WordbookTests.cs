using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers.Agreements;
using Oversight.Core.Registers.Rosters;
using Oversight.Core.Registers.Undertakings;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Pages.Administration;
using Oversight.Server.Requests;
using Oversight.Server.Texts;

namespace Oversight.Server.Tests.Texts;

/// <summary>Everything the program can say is said in both languages; loading refuses a text that is in one of them only.</summary>
public sealed class WordbookTests
{
    private static readonly Type[] ShownEnums =
    [
        typeof(Route), typeof(RequestStatus), typeof(Decision), typeof(CloseOutcome), typeof(AuthorisationState), typeof(AuthorisationEnd), typeof(Role),
        typeof(AgencyKind), typeof(Urgency), typeof(Direction), typeof(Protocol), typeof(DataType), typeof(SelectorType), typeof(Criterion), typeof(Fulfilment),
        typeof(EvidenceGrade), typeof(Authority), typeof(ConsultedAuthority), typeof(Recommendation), typeof(RecusalGround), typeof(MotionKind),
        typeof(ConditionKind), typeof(ConditionOwner), typeof(ConditionDueKind), typeof(ConditionTrigger), typeof(Choice), typeof(ItemResult), typeof(Order),
        typeof(Breach), typeof(Place), typeof(FlowClass), typeof(SourceTag), typeof(IntakeCode), typeof(WorkingTime), typeof(ChangeKind), typeof(ItemOutcome),
        typeof(ResolutionKind), typeof(ConditionState), typeof(InspectionKind), typeof(InspectionArticle), typeof(InspectionState), typeof(IncidentState), typeof(IncidentClass),
        typeof(DisclosurePurpose), typeof(ReadKind),
        typeof(AgreementState), typeof(UndertakingOutcome), typeof(Attendance),
    ];

    [Fact]
    public void Every_value_of_a_shown_enum_has_a_name() =>
        AssertHas(ShownEnums.SelectMany(type => Enum.GetNames(type).Select(name => $"{type.Name}.{name}")));

    [Fact]
    public void Every_command_has_a_name_and_says_when_it_is_done() =>
        AssertHas(CommandRules.All.SelectMany(rule => rule.Role == Role.System ? [$"command.{rule.Name}"] : new[] { $"command.{rule.Name}", $"done.{rule.Name}" }));

    [Fact]
    public void Every_event_activity_and_port_has_a_name()
    {
        AssertHas(Nested(typeof(RequestEvent)).Select(type => $"event.{type.Name}"));
        AssertHas(Nested(typeof(FlowActivity)).Select(type => $"activity.{type.Name}"));
        AssertHas(typeof(Ports).GetFields(BindingFlags.Public | BindingFlags.Static).Where(port => port.Name != nameof(Ports.In)).Select(port => $"port.{port.Name}"));
    }

    [Fact]
    public void Every_way_in_which_a_use_lies_outside_is_said_in_words() => AssertHas(FindingKindNames.All.Select(name => $"finding.{name}"));

    [Fact]
    public void Every_code_the_program_refuses_with_has_a_text()
    {
        var panel = typeof(PanelRefusal).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => $"code.{property.Name}");
        var written = Sources("*.cs").SelectMany(source => Codes().Matches(source)).Select(match => $"code.{match.Groups[1].Value}");
        var bars = new[] { "CommandRules.cs", "LifeCommandRules.cs", "EmergencyRules.cs" }
            .SelectMany(file => Bars().Matches(File.ReadAllText(Path.Combine(Root, "src", "Oversight.Core", "Requests", file)))).Select(match => $"code.{match.Groups[1].Value}").ToList();
        Assert.Contains("code.NotPresiding", bars);
        AssertHas(panel.Concat(written).Concat(bars));
    }

    [Fact]
    public void Every_kind_of_finding_and_every_reason_of_a_malformed_line_has_a_text() =>
        AssertHas(FindingKindNames.All.Select(kind => $"finding.{kind}").Concat(
            Enum.GetNames<MalformedReason>().Select(reason => $"malformed.{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(reason)}")));

    [Fact]
    public void Every_text_a_page_asks_for_is_there() =>
        AssertHas(Sources("*.cshtml").SelectMany(source => Keys().Matches(source)).Select(match => match.Groups[1].Value));

    [Fact]
    public void Every_field_of_a_content_has_a_name()
    {
        var content = OversightJson.Options.GetTypeInfo(typeof(RequestContent));
        AssertHas(content.Properties.Select(part => $"contentPart.{part.Name}"));
        AssertHas(Fields(content, []).Except(content.Properties.Select(part => part.Name)).Select(name => $"field.{name}"));
    }

    private static IEnumerable<string> Fields(JsonTypeInfo type, HashSet<Type> seen) => !seen.Add(type.Type) ? []
        : type.Kind == JsonTypeInfoKind.Enumerable ? Fields(OversightJson.Options.GetTypeInfo(type.ElementType!), seen)
        : type.Properties.SelectMany(member => Fields(OversightJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType), seen).Prepend(member.Name));

    [Fact]
    public void A_key_without_a_text_is_an_error() =>
        Assert.Throws<KeyNotFoundException>(() => new Words(Wordbook.Shipped, Language.En)["no.such.key"]);

    [Theory]
    [InlineData("2019-04-30", "平成31年4月30日（火）", "30 April 2019")]
    [InlineData("2019-05-01", "令和元年5月1日（水）", "1 May 2019")]
    [InlineData("2028-02-14", "令和10年2月14日（月）", "14 February 2028")]
    [InlineData("1989-01-07", "昭和64年1月7日（土）", "7 January 1989")]
    public void A_day_is_written_with_its_era_in_Japanese(string day, string japanese, string english)
    {
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(japanese, Dates.Japanese(date));
        Assert.Equal(english, Dates.English(date));
    }

    [Fact]
    public void An_end_at_midnight_is_said_as_24_o_clock_of_the_day_before()
    {
        var end = new DateTimeOffset(2028, 7, 15, 0, 0, 0, TimeSpan.FromHours(9));
        Assert.Equal("令和10年7月14日（金）24時", Dates.JapaneseEnd(end));
        Assert.Equal("14 July 2028, 24:00 JST", Dates.EnglishEnd(end));
        Assert.Equal("14 July 2028, 23:59 JST", Dates.EnglishEnd(end.AddMinutes(-1)));
    }

    private static void AssertHas(IEnumerable<string> keys)
    {
        var wanted = keys.Distinct().ToList();
        Assert.NotEmpty(wanted);
        Assert.Empty(wanted.Except(Wordbook.Shipped.Keys));
    }

    private static IEnumerable<Type> Nested(Type family) => family.Assembly.GetTypes().Where(type => type.IsSubclassOf(family));

    private static IEnumerable<string> Sources(string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).Select(File.ReadAllText);

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder.GetFiles("Oversight.sln").Length == 0)
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    private static Regex Codes() => new("""(?:RefusalKind\.\w+, |Status\d+\w+, |FieldError\([^\n]*?, |form\.Add\("\w*", |Missing\([^\n]*?, )"([A-Z][a-z]\w+)"[,);\r\n ]""");

    /// <summary>Why a command is barred, as the table of commands says it.</summary>
    private static Regex Bars() => new("""(?:\? |: |return )"([A-Z][a-z]\w+)"[;,)\s]""");

    private static Regex Keys() => new("""\bT\["([A-Za-z0-9.]+)"[,\]]""");
}
