using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Oversight.Server.Demo.Cases;

/// <summary>Case files by id: those of tests/cases, whose README has the format, and the demo's own.</summary>
public sealed class CaseLibrary
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, CaseFile> byId;

    private CaseLibrary(Dictionary<string, CaseFile> byId) => this.byId = byId;

    /// <summary>The files that are shipped with the program.</summary>
    public static CaseLibrary Shipped { get; } = Read(Path.Combine(AppContext.BaseDirectory, "cases"));

    public IEnumerable<CaseFile> All => byId.Values.OrderBy(file => file.Id, StringComparer.Ordinal);

    public static CaseLibrary Read(string folder) => new(
        Directory.GetFiles(folder, "*.json")
            .Select(path => JsonSerializer.Deserialize<CaseFile>(File.ReadAllBytes(path), Options)!)
            .ToDictionary(file => file.Id));

    public CaseFile Case(string id) => byId[id];

    /// <summary>The variant named <c>C01/approved</c>.</summary>
    public CaseVariant Variant(string name) =>
        Case(name.Split('/')[0]).Variants.Single(variant => variant.Name == name.Split('/')[1]);

    /// <summary>The case whose content and attachments a variant uses.</summary>
    public CaseFile SourceOf(CaseFile file, CaseVariant variant) => variant.ContentOf is { } other ? Case(other) : file;

    /// <summary>The request body of a variant, or null when it only goes on with another one's request.</summary>
    public JsonObject? ContentOf(CaseFile file, CaseVariant variant) =>
        SourceOf(file, variant).Content is { } content ? Json.Patched(content, variant.Patch) : null;
}

/// <summary>One case: the request, its documents, and what is played with it.</summary>
public sealed record CaseFile(
    string Id, CaseText Title, IReadOnlyList<CaseVariant> Variants, string? Agency = null, JsonObject? Content = null,
    IReadOnlyList<CaseAttachment>? Attachments = null);

/// <summary>A text in both languages.</summary>
public sealed record CaseText(string En, string Ja);

/// <summary>The document behind a piece of evidence.</summary>
public sealed record CaseAttachment(string Evidence, string Name, string MediaType, string Text);

/// <summary>One course of events with its outcome.</summary>
/// <param name="Continues">The variant whose end this one starts from.</param>
/// <param name="ContentOf">The case whose content is used instead of this one's.</param>
/// <param name="Patch">A merge patch (RFC 7396) on the content.</param>
/// <param name="RuleSet">A merge patch on every rule set of the server that plays it; null where the shipped rules are meant.</param>
public sealed record CaseVariant(
    string Name, CaseText Describes, IReadOnlyList<CaseStep> Steps, CaseOutcome Expect, string? Continues = null,
    string? Agency = null, string? ContentOf = null, JsonObject? Patch = null, JsonObject? RuleSet = null);

/// <summary>One act of one account, or a sequence of plain calls under one name.</summary>
/// <param name="At">The instant from which on the clock stands still; null for the step before's.</param>
/// <param name="On">The label of the request, when a variant has several.</param>
public sealed record CaseStep(
    string Do, DateTimeOffset? At = null, string? As = null, string On = "request", JsonObject? With = null, StepOutcome? Expect = null);

/// <summary>What a step must come to: an error, or success and a part of the request as the auditor then sees it, or of the roster or agenda that was read.</summary>
public sealed record StepOutcome(int? Status = null, string? Code = null, JsonObject? Request = null, JsonObject? Roster = null, JsonObject? Agenda = null);

/// <summary>What a variant must come to: a part of the request as the auditor sees it, entries in this order, entries that must not be, numbers of the report.</summary>
/// <param name="Usage">A part of what the last usage file came to, its findings grouped by kinds and conditions.</param>
public sealed record CaseOutcome(
    JsonObject? Request = null, IReadOnlyList<string>? EntriesInclude = null, IReadOnlyList<string>? EntriesExclude = null, JsonObject? Report = null,
    JsonObject? Usage = null)
{
    /// <summary>Expectations of features still to come.</summary>
    [JsonExtensionData]
    public JsonObject? Later { get; init; }
}
