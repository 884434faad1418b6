using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Oversight.Core.Workflows;

/// <summary>Reads the closed language of definitions: every error is reported with its JSON path, and nothing runs that has one.</summary>
public static partial class DefinitionReader
{
    private const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    private static readonly string[] Envelope =
    [
        "id", "definitionId", "name", "version", "customProperties", "root",
        "$schema", "tenantId", "description", "createdAt", "toolVersion", "isReadonly", "isSystem", "isLatest", "isPublished", "links", "options",
        "variables", "inputs", "outputs", "outcomes",
    ];

    private static readonly string[] Options =
    [
        "autoUpdateConsumingWorkflows", "activationStrategyType", "usableAsActivity", "activityCategory", "incidentStrategyType", "commitStrategyName",
    ];

    private static readonly string[] Routes = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"];

    /// <summary>The definition, or every error: first those of the language; once it is readable, those of its structure.</summary>
    public static DefinitionReading Read(string json)
    {
        var errors = new List<DefinitionError>();
        if (StrictJson.Parse(json, "$", errors) is not { } file || !file.IsObjectOf(Envelope))
        {
            return new DefinitionReading(null, errors);
        }
        var head = ReadHead(file);
        var flow = FlowReader.Read(file["root"]);
        if (errors.Count > 0)
        {
            return new DefinitionReading(null, errors);
        }
        var definition = new WorkflowDefinition(head!, flow!.Activities, flow.Connections, Meaning.Text(head!, flow));
        errors.AddRange(Structure.Problems(definition).Select(it => new DefinitionError(flow.Paths[it.Activity], it.Code, it.Message, it.Hint)));
        return new DefinitionReading(errors.Count == 0 ? definition : null, errors);
    }

    /// <summary>The definition whose <see cref="WorkflowDefinition.Meaning"/> this is; anything else throws <see cref="FormatException"/>.</summary>
    public static WorkflowDefinition OfMeaning(string meaning)
    {
        try
        {
            return Read(Workflows.Meaning.ToFile(meaning)).Definition is { } definition && definition.Meaning == meaning
                ? definition
                : throw new FormatException("This is not the meaning of a definition.");
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new FormatException("This is not the meaning of a definition.", fault);
        }
    }

    /// <summary>A name of 1 to 64 letters, digits, hyphens and underscores, or null and an error.</summary>
    internal static string? Identifier(Located value)
    {
        if (value.Element.ValueKind is JsonValueKind.String && IdentifierPattern().IsMatch(value.Element.GetString()!))
        {
            return value.Element.GetString();
        }
        value.RefuseKind("a name of 1 to 64 letters, digits, hyphens and underscores");
        return null;
    }

    internal static string? Route(Located value)
    {
        if (value.Element.ValueKind is JsonValueKind.String && Routes.Contains(value.Element.GetString()))
        {
            return value.Element.GetString();
        }
        value.Refuse(DefinitionCodes.UnknownRoute, "This is not a route that needs an approval.", $"Routes are {string.Join(", ", Routes)}.");
        return null;
    }

    private static DefinitionHead? ReadHead(Located file)
    {
        RefuseWhatCarriesMeaningElsewhere(file);
        var (id, definitionId, name) = (Identifier(file["id"]), Identifier(file["definitionId"]), file["name"].Text());
        var version = file["version"].Integer(1, int.MaxValue);
        var oversight = file["customProperties"];
        if (!oversight.IsObjectOf(["oversight"]) || !oversight["oversight"].IsObjectOf(["routes", "effectiveFrom", "effectiveTo", "title"]))
        {
            return null;
        }
        var facts = oversight["oversight"];
        var routes = ReadRoutes(facts["routes"]);
        var title = ReadTitle(facts["title"]);
        var from = ReadDate(facts["effectiveFrom"]);
        var to = facts["effectiveTo"].IsAbsent ? null : ReadDate(facts["effectiveTo"]);
        if (to <= from)
        {
            facts["effectiveTo"].Refuse(DefinitionCodes.WrongValue, "The definition ends before it begins.", "effectiveTo is exclusive and after effectiveFrom.");
        }
        return id is null || definitionId is null || name is null || version is null || title is null || from is null
            ? null
            : new DefinitionHead(id, definitionId, version.Value, name, title, routes, from.Value, to);
    }

    /// <summary>What Elsa's tools write without meaning here is accepted; what would change how Elsa runs a flow must be empty.</summary>
    private static void RefuseWhatCarriesMeaningElsewhere(Located file)
    {
        foreach (var field in new[] { "variables", "inputs", "outputs", "outcomes" }.Select(name => file[name]).Where(it => !it.IsAbsent))
        {
            if (field.Items().Count > 0)
            {
                field.Refuse(DefinitionCodes.WrongValue, "The language has no such declarations.", "Leave the list empty.");
            }
        }
        if (!file["options"].IsAbsent)
        {
            file["options"].IsObjectOf(Options);
        }
        if (!file["$schema"].IsAbsent && !file["$schema"].Element.ValueEquals(Schema))
        {
            file["$schema"].Refuse(DefinitionCodes.WrongValue, "The file follows another schema.", $"Write \"{Schema}\" or leave it out.");
        }
    }

    private static List<string> ReadRoutes(Located routes)
    {
        var items = routes.Items();
        var known = items.Select(Route).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        if (routes.Element.ValueKind is JsonValueKind.Array && (items.Count == 0 || known.Count < items.Count))
        {
            routes.Refuse(DefinitionCodes.WrongValue, "Each route is named once, and one at least.", $"Routes are {string.Join(", ", Routes)}.");
        }
        return known;
    }

    private static FlowTitle? ReadTitle(Located title)
    {
        if (title.IsAbsent)
        {
            title.RefuseKind("a title in English and Japanese", DefinitionCodes.MissingTitle);
            return null;
        }
        if (!title.IsObjectOf(["en", "ja"]))
        {
            return null;
        }
        var (en, ja) = (title["en"].Text(DefinitionCodes.MissingTitle), title["ja"].Text(DefinitionCodes.MissingTitle));
        return en is null || ja is null ? null : new FlowTitle(en, ja);
    }

    private static DateOnly? ReadDate(Located date)
    {
        if (date.Element.ValueKind is JsonValueKind.String
            && DateOnly.TryParseExact(date.Element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }
        date.RefuseKind("a date such as 2027-11-22");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex IdentifierPattern();
}
