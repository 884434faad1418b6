using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Oversight.Server.Demo.Cases;

/// <summary>One step with the instant it belongs to; null when its variant names none.</summary>
public sealed record DatedStep(DateTimeOffset? At, Func<CancellationToken, Task> PlayAsync);

/// <summary>The course of one request, or of a few that belong together: the numbers they got, and what is compared in the end.</summary>
internal sealed class CasePlay(CaseLibrary library, CaseAccounts accounts)
{
    private readonly Dictionary<string, string> numbers = [];
    private readonly Dictionary<string, JsonObject> contents = [];
    private int? reportYear;

    /// <summary>The steps of a variant, those of the one it continues first; its outcome is compared as the last of them.</summary>
    public IEnumerable<DatedStep> StepsOf(string name)
    {
        var (file, variant) = (library.Case(name.Split('/')[0]), library.Variant(name));
        DateTimeOffset? at = null;
        if (variant.Continues is { } before)
        {
            foreach (var step in StepsOf(before))
            {
                at = step.At;
                yield return step;
            }
        }
        foreach (var (i, step) in variant.Steps.Index())
        {
            at = step.At ?? at;
            yield return new DatedStep(at, ct => PlayAsync(file, variant, step, $"{name}, step {i + 1} ({step.Do})", ct));
        }
        var (first, last) = (variant.Steps[0].At ?? at, at);
        yield return new DatedStep(at, ct => CompareAsync(variant.Expect, name, new CaseReport(accounts, reportYear ?? first?.Year, reportYear ?? last?.Year), ct));
    }

    private async Task PlayAsync(CaseFile file, CaseVariant variant, CaseStep step, string where, CancellationToken ct)
    {
        try
        {
            var answer = await DoAsync(file, variant, step, ct);
            Judge(answer, step.Expect);
            if (step.Expect?.Roster is { } roster)
                Compare(roster, answer?.Body);
            if (step.Expect?.Agenda is { } agenda)
                Compare(agenda, answer?.Body);
            if (step.Expect?.Request is { } part)
                Compare(part, await AuditedAsync(step.On, ct));
        }
        catch (CaseDeviationException deviation)
        {
            throw new CaseDeviationException($"{where}: {deviation.Message}");
        }
    }

    private Task<Answer?> DoAsync(CaseFile file, CaseVariant variant, CaseStep step, CancellationToken ct) => step.Do switch
    {
        "wait" => Task.FromResult<Answer?>(null),
        "read" => ReadAsync(step, ct),
        "readRoster" => ReadRosterAsync(step, ct),
        "recordAvailability" => RecordAvailabilityAsync(step, ct),
        "readAgenda" => ReadAgendaAsync(step, ct),
        "callSitting" => CallSittingAsync(step, ct),
        "readReport" => ReadReportAsync(step, ct),
        "draft" => DraftAsync(file, variant, step, ct),
        "attach" => AttachAsync(step.As!, step.On, (string)step.With!["name"]!, (string)step.With["mediaType"]!, (string)step.With["text"]!, ct),
        "submission" => SubmissionAsync(file, variant, step, ct),
        "filing" => FilingAsync(file, variant, step, ct),
        "examination" => ExaminationAsync(step, ct),
        "ballots" => BallotsAsync(step, ct),
        "fileUsage" => FileUsageAsync(step, ct),
        _ => CommandAsync(step.As!, step.On, step.Do, step.With ?? [], ct),
    };

    private async Task<Answer?> ReadAsync(CaseStep step, CancellationToken ct) =>
        await accounts.Of(step.As!).ReadAsync($"/api/v1/requests/{numbers[step.On]}", ct);

    private async Task<Answer?> ReadRosterAsync(CaseStep step, CancellationToken ct) =>
        await accounts.Of(step.As!).ReadAsync($"/api/v1/roster/quorum?request={numbers[step.On]}", ct);

    private async Task<Answer?> RecordAvailabilityAsync(CaseStep step, CancellationToken ct) =>
        await accounts.Of(step.As!).EnterAsync("/api/v1/roster/availability", step.With!, ct);

    private async Task<Answer?> ReadReportAsync(CaseStep step, CancellationToken ct)
    {
        reportYear = (int)step.With!["year"]!;
        return await accounts.Of(step.As!).ReadAsync(CaseReport.AddressOf(reportYear, reportYear), ct);
    }

    private async Task<Answer?> ReadAgendaAsync(CaseStep step, CancellationToken ct) =>
        await accounts.Of(step.As!).ReadAsync("/api/v1/sittings/next/agenda", ct);

    private async Task<Answer?> CallSittingAsync(CaseStep step, CancellationToken ct) =>
        await accounts.Of(step.As!).EnterAsync("/api/v1/sittings", (JsonObject)Json.Filled(step.With!, Placeholders())!, ct);

    // — Sequences of plain calls —

    private async Task<Answer?> DraftAsync(CaseFile file, CaseVariant variant, CaseStep step, CancellationToken ct)
    {
        var content = library.ContentOf(file, variant) ?? throw new CaseDeviationException("There is no content to draft.");
        content = (JsonObject)Json.Filled(Json.Patched(content, step.With), Placeholders())!;
        var answer = await accounts.Of($"{AgencyOf(file, variant)}.drafter").DraftAsync(content, ct);
        if (!answer.IsSuccess)
            return answer;
        numbers[step.On] = answer.Location?.ToString().Split('/')[^1] ?? throw new CaseDeviationException("A draft was answered without its location.");
        contents[step.On] = content;
        return answer;
    }

    /// <summary>Draft, attach the documents of the evidence, submit.</summary>
    private async Task<Answer?> SubmissionAsync(CaseFile file, CaseVariant variant, CaseStep step, CancellationToken ct)
    {
        var drafter = $"{AgencyOf(file, variant)}.drafter";
        Judge(await DraftAsync(file, variant, step, ct), null);
        var listed = contents[step.On]["evidence"]?.AsArray().Select(evidence => (string)evidence!["id"]!).ToList() ?? [];
        foreach (var document in library.SourceOf(file, variant).Attachments?.Where(a => listed.Contains(a.Evidence)) ?? [])
            Judge(await AttachAsync(drafter, step.On, document.Name, document.MediaType, document.Text, ct), null);
        return await CommandAsync(drafter, step.On, "submit", [], ct);
    }

    /// <summary>Submission, then the officer's signature.</summary>
    private async Task<Answer?> FilingAsync(CaseFile file, CaseVariant variant, CaseStep step, CancellationToken ct)
    {
        Judge(await SubmissionAsync(file, variant, step, ct), null);
        return await CommandAsync($"{AgencyOf(file, variant)}.officer", step.On, "sign", new JsonObject { ["contentVersion"] = 1 }, ct);
    }

    /// <summary>Examine, every criterion marked yes but those named.</summary>
    private Task<Answer?> ExaminationAsync(CaseStep step, CancellationToken ct)
    {
        var body = (JsonObject)step.With!.DeepClone();
        var named = step.With["marks"] as JsonObject ?? [];
        body["marks"] = new JsonArray([.. contents[step.On]["criteria"]!.AsArray().Select(answer =>
        {
            var criterion = (string)answer!["criterion"]!;
            return Json.Patched(new JsonObject { ["criterion"] = criterion, ["mark"] = "yes" }, named[criterion] as JsonObject);
        })]);
        return CommandAsync(step.As!, step.On, "examine", body, ct);
    }

    /// <summary>One ballot of each member named; a word is the same choice for every item.</summary>
    private async Task<Answer?> BallotsAsync(CaseStep step, CancellationToken ct)
    {
        foreach (var (member, ballot) in step.With!)
        {
            var body = ballot as JsonObject ?? new JsonObject
            {
                ["items"] = new JsonObject(Enumerable.Range(1, contents[step.On]["scope"]!.AsArray().Count)
                    .Select(item => KeyValuePair.Create($"{item}", ballot?.DeepClone()))),
            };
            Judge(await CommandAsync(member, step.On, "castBallot", body, ct), null);
        }
        return null;
    }

    // — Plain calls —

    private async Task<Answer?> FileUsageAsync(CaseStep step, CancellationToken ct) => await accounts.Of(step.As!).CommandAsync(
        numbers[step.On], "fileUsage", () => CaseAccount.Upload("text/csv", CaseUsage.Csv(step.With!["groups"]!.AsArray())),
        $"?name={Uri.EscapeDataString((string)step.With!["file"]!)}", ct);

    private async Task<Answer?> CommandAsync(string account, string label, string command, JsonObject body, CancellationToken ct) =>
        await accounts.Of(account).CommandAsync(numbers[label], command, () => JsonContent.Create(Json.Filled(body, Placeholders())), "", ct);

    private async Task<Answer?> AttachAsync(string account, string label, string name, string mediaType, string text, CancellationToken ct) =>
        await accounts.Of(account).CommandAsync(
            numbers[label], "attach", () => CaseAccount.Upload(mediaType, text), $"?name={Uri.EscapeDataString(name)}", ct);

    private static string AgencyOf(CaseFile file, CaseVariant variant) => variant.Agency ?? file.Agency!;

    private Dictionary<string, string> Placeholders() => numbers.ToDictionary(number => $"${number.Key}", number => number.Value);

    // — What it must come to —

    private static void Judge(Answer? answer, StepOutcome? expected)
    {
        if (answer is null)
            return;
        var asExpected = expected?.Status is { } status ? (int)answer.Status == status : answer.IsSuccess;
        if (!asExpected || (expected?.Code is { } code && code != answer.Code))
            throw new CaseDeviationException($"expected {expected?.Status?.ToString() ?? "success"} {expected?.Code}, found {answer}");
    }

    private async Task CompareAsync(CaseOutcome expected, string where, CaseReport report, CancellationToken ct)
    {
        try
        {
            if (expected.Report is { } counted)
                Compare(counted, await report.NumbersAsync(ct));
            if (expected.Request is { } part)
                Compare(part, await AuditedAsync("request", ct));
            if (expected.Usage is { } usage)
                Compare(usage, await CaseUsage.ReadAsync(accounts.Of("auditor"), numbers["request"], ct));
            var types = await EntryTypesAsync(ct);
            var next = 0;
            foreach (var type in types.Where(type => next < expected.EntriesInclude?.Count && type == expected.EntriesInclude[next]))
                next++;
            if (next < (expected.EntriesInclude?.Count ?? 0))
                throw new CaseDeviationException($"no entry {expected.EntriesInclude![next]} in its place among {string.Join(", ", types)}");
            if (expected.EntriesExclude?.FirstOrDefault(types.Contains) is { } unwanted)
                throw new CaseDeviationException($"there is an entry {unwanted}");
        }
        catch (CaseDeviationException deviation)
        {
            throw new CaseDeviationException($"{where}, outcome: {deviation.Message}");
        }
    }

    private void Compare(JsonObject expected, JsonNode? actual)
    {
        var differences = Json.Differences(Json.Filled(expected, Placeholders()), actual).ToList();
        if (differences.Count > 0)
            throw new CaseDeviationException(string.Join("; ", differences));
    }

    private async Task<JsonNode?> AuditedAsync(string label, CancellationToken ct)
    {
        var answer = await accounts.Of("auditor").ReadAsync($"/api/v1/requests/{numbers[label]}", ct);
        Judge(answer, null);
        return answer.Body;
    }

    /// <summary>The types of all entries in order, page by page.</summary>
    private async Task<List<string>> EntryTypesAsync(CancellationToken ct)
    {
        var types = new List<string>();
        var first = $"/api/v1/requests/{numbers["request"]}/entries";
        for (var path = first; path is not null;)
        {
            var page = await accounts.Of("auditor").ReadAsync(path, ct);
            Judge(page, null);
            types.AddRange(page.Body!["items"]!.AsArray().Select(entry => (string)entry!["type"]!));
            path = (string?)page.Body["next"] is { } cursor ? $"{first}?cursor={Uri.EscapeDataString(cursor)}" : null;
        }
        return types;
    }
}
