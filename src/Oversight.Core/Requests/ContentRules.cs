using Oversight.Core.Law;

namespace Oversight.Core.Requests;

/// <summary>What a content must hold to be stored at all, and what to be submitted; everything else is for the intake checks.</summary>
public static class ContentRules
{
    /// <summary>Longest text, in UTF-16 units.</summary>
    public const int LongestText = 20_000;

    /// <summary>Longest short text: names, ids, selectors.</summary>
    public const int LongestName = 500;

    /// <summary>Most elements of one list.</summary>
    public const int MostElements = 500;

    /// <summary>Most scope items; the count of every item is a fact of one entry, which has a limit of its own.</summary>
    public const int MostItems = 100;

    /// <summary>Most address ranges of all items together; checks compare them in pairs while other commands wait.</summary>
    public const int MostRanges = 2_000;

    /// <summary>Most records or lines one count may name.</summary>
    public const long MostRecords = 1_000_000_000_000;

    /// <summary>Null when the content is well formed; else a refusal that names every field at fault.</summary>
    public static Refusal? Malformed(RequestContent content)
    {
        var errors = Errors(content).Take(50).ToList();
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Invalid, "InvalidContent") { Errors = errors };
    }

    /// <summary>Null when the content can be submitted: a scope whose items fit the route, a period, and evidence whose files are attached.</summary>
    public static Refusal? Incomplete(RequestContent content, IReadOnlyList<AttachedFile> attachments)
    {
        var errors = new List<FieldError>();
        if (content.Scope is not { Count: > 0 } scope)
            errors.Add(new FieldError("/scope", "ScopeMissing"));
        else
            errors.AddRange(scope.Select((item, i) => (item, i)).Where(s => !Fits(s.item, content.Route))
                .Select(s => new FieldError($"/scope/{s.i}", "ScopeItemDoesNotFitRoute")));
        if (content.Period is null)
            errors.Add(new FieldError("/period", "PeriodMissing"));
        errors.AddRange((content.Evidence ?? []).Select((evidence, i) => (evidence, i))
            .Where(e => e.evidence.Digest is { } digest && attachments.All(file => file.Digest != digest))
            .Select(e => new FieldError($"/evidence/{e.i}/digest", "DocumentNotAttached")));
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Invalid, "RequestIncomplete") { Errors = errors };
    }

    private static bool Fits(ScopeItem item, Route route) => Routes.IsAcquisition(route)
        ? item.Sources.Count > 0 && item.Destinations.Count > 0 && item.Targets.Count == 0 && item.Actions.Count == 0
        : item.Targets.Count > 0 && item.Actions.Count > 0 && item.Sources.Count == 0 && item.Destinations.Count == 0;

    private static IEnumerable<FieldError> Errors(RequestContent c) =>
        PeriodErrors(c).Concat(ScopeErrors(c)).Concat(ListErrors(c)).Concat(RiskErrors(c)).Concat(TextErrors(c));

    private static IEnumerable<FieldError> PeriodErrors(RequestContent c)
    {
        if (c.Period is { End: { } end } period && end <= period.Start)
            yield return new FieldError("/period/end", "PeriodEndsBeforeItStarts");
        foreach (var (window, i) in (c.Windows ?? []).Select((window, i) => (window, i)))
        {
            if (window.End <= window.Start)
                yield return new FieldError($"/windows/{i}/end", "PeriodEndsBeforeItStarts");
            if (c.Period is { End: { } last } whole && (window.Start < whole.Start || window.End > last))
                yield return new FieldError($"/windows/{i}", "WindowOutsidePeriod");
            if (window.Item is { } item && (item < 1 || item > (c.Scope?.Count ?? 0)))
                yield return new FieldError($"/windows/{i}/item", "NoSuchItem");
        }
    }

    private static IEnumerable<FieldError> ScopeErrors(RequestContent c) =>
        (c.Scope ?? []).Take(MostItems).SelectMany((item, i) => ItemErrors(item, $"/scope/{i}"));

    /// <summary>What is wrong with one scope item, asked for or narrowed; lists are measured before they are compared.</summary>
    internal static IEnumerable<FieldError> ItemErrors(ScopeItem item, string at)
    {
        var counts = new[]
        {
            item.Sources.Count, item.Destinations.Count, item.Targets.Count, item.Ports.Count, item.DataTypes.Count, item.Selectors.Count, item.Actions.Count,
            item.Excluded.Count,
        };
        return counts.Any(count => count > MostElements) ? [new FieldError(at, "TooManyElements")] : RangeErrors(item, at).Concat(NameErrors(item, at));
    }

    private static IEnumerable<FieldError> RangeErrors(ScopeItem item, string at)
    {
        foreach (var (name, ranges) in new[] { ("sources", item.Sources), ("destinations", item.Destinations), ("targets", item.Targets) })
            if (ranges.Select((range, k) => ranges.Take(k).Any(range.Overlaps)).ToList().IndexOf(true) is >= 0 and var k)
                yield return new FieldError($"{at}/{name}/{k}", "RangesOverlap");
        if (item.Ports.Select((port, k) => item.Ports.Take(k).Any(p => p.First <= port.Last && port.First <= p.Last)).ToList().IndexOf(true) is >= 0 and var p)
            yield return new FieldError($"{at}/ports/{p}", "RangesOverlap");
        if (item.Ports.Count > 0 && item.Protocol is Protocol.Any or Protocol.Icmp)
            yield return new FieldError($"{at}/ports", "PortsNeedTcpOrUdp");
    }

    private static IEnumerable<FieldError> NameErrors(ScopeItem item, string at)
    {
        if (item.Note?.Length > LongestText)
            yield return new FieldError($"{at}/note", "TextMissingOrTooLong");
        if (item.Selectors.Any(selector => IsBadName(selector.Value)) || item.Actions.Concat(item.Excluded).Any(IsBadName))
            yield return new FieldError(at, "TextMissingOrTooLong");
    }

    private static IEnumerable<FieldError> ListErrors(RequestContent c)
    {
        if (c.Scope?.Count > MostItems || c.Scope?.Sum(item => item.Sources.Count + item.Destinations.Count + item.Targets.Count) > MostRanges)
            yield return new FieldError("/scope", "TooManyElements");
        var lists = new (string Name, int? Count)[]
        {
            ("operators", c.Operators?.Count), ("windows", c.Windows?.Count), ("criteria", c.Criteria?.Count), ("evidence", c.Evidence?.Count),
            ("consultations", c.Consultations?.Count), ("handling/recipients", c.Handling?.Recipients?.Count),
        };
        foreach (var (name, _) in lists.Where(list => list.Count > MostElements))
            yield return new FieldError($"/{name}", "TooManyElements");
        if (Twice(c.Criteria?.Select(answer => answer.Criterion)) is { } criterion)
            yield return new FieldError($"/criteria/{criterion}", "CriterionTwice");
        if (Twice(c.Evidence?.Select(evidence => evidence.Id)) is { } id)
            yield return new FieldError($"/evidence/{id}/id", "EvidenceIdTwice");
        var known = (c.Evidence ?? []).Select(evidence => evidence.Id).ToHashSet();
        foreach (var (answer, i) in (c.Criteria ?? []).Select((answer, i) => (answer, i)))
            if (answer.Evidence?.Count > MostElements)
                yield return new FieldError($"/criteria/{i}/evidence", "TooManyElements");
            else if (answer.Evidence?.Any(link => !known.Contains(link)) == true)
                yield return new FieldError($"/criteria/{i}/evidence", "NoSuchEvidence");
        if (c.Handling is { ErasureWithinDays: < 0 or > 3660 })
            yield return new FieldError("/handling/erasureWithinDays", "NumberOutOfRange");
    }

    private static int? Twice<T>(IEnumerable<T>? values)
    {
        var seen = new HashSet<T>();
        var index = (values ?? []).Select(value => !seen.Add(value)).ToList().IndexOf(true);
        return index < 0 ? null : index;
    }

    private static IEnumerable<FieldError> RiskErrors(RequestContent c)
    {
        if (c.Risk is { } risk)
            foreach (var (name, score) in new[] { ("threat", risk.Threat), ("intrusion", risk.Intrusion) })
                if (score.Likelihood is < 1 or > 5 || score.Effect is < 1 or > 5)
                    yield return new FieldError($"/risk/{name}", "NumberOutOfRange");
    }

    private static IEnumerable<FieldError> TextErrors(RequestContent c)
    {
        foreach (var (name, number) in new[] { ("replaces", c.Replaces), ("parent", c.Parent) })
            if (number is not null && !RequestId.TryParse(number, out _))
                yield return new FieldError($"/{name}", "NotARequestNumber");
        if (c.Parent is not null && c.Route != Route.R4)
            yield return new FieldError("/parent", "ParentOnlyForExtension");
        if (IsBad(c.Statement))
            yield return new FieldError("/statement", "TextMissingOrTooLong");
        if (c.TargetAct is { } act && (act.Name.Length > LongestName || act.Description?.Length > LongestText))
            yield return new FieldError("/targetAct", "TextMissingOrTooLong");
        foreach (var (answer, i) in (c.Criteria ?? []).Select((answer, i) => (answer, i)))
            if (answer.Text.En?.Length > LongestText || answer.Text.Ja?.Length > LongestText)
                yield return new FieldError($"/criteria/{i}/text", "TextMissingOrTooLong");
        foreach (var (evidence, i) in (c.Evidence ?? []).Select((evidence, i) => (evidence, i)))
            if (IsBadName(evidence.Id) || IsBad(evidence.Title) || (evidence.Digest is { } digest && !IsDigest(digest)))
                yield return new FieldError($"/evidence/{i}", "EvidenceMalformed");
        if (IsBad(c.Handling?.Text))
            yield return new FieldError("/handling/text", "TextMissingOrTooLong");
        if (c.Handling?.Recipients?.Any(IsBadName) == true)
            yield return new FieldError("/handling/recipients", "TextMissingOrTooLong");
        if (IsBad(c.Risk?.Note))
            yield return new FieldError("/risk/note", "TextMissingOrTooLong");
        if ((c.Operators ?? []).Any(IsBadName))
            yield return new FieldError("/operators", "TextMissingOrTooLong");
        foreach (var (record, i) in (c.Consultations ?? []).Select((record, i) => (record, i)))
            if (record.Document.Length > LongestName || IsBad(record.View))
                yield return new FieldError($"/consultations/{i}", "TextMissingOrTooLong");
        if (c.DesignatedOfficer is { } officer && (officer.Name.Length > LongestName || officer.Designation.Length > LongestName))
            yield return new FieldError("/designatedOfficer", "TextMissingOrTooLong");
    }

    /// <summary>A text that is there must say something in one language and keep within the limit in both.</summary>
    public static bool IsBad(Bilingual? text) =>
        text is not null
        && ((string.IsNullOrWhiteSpace(text.En) && string.IsNullOrWhiteSpace(text.Ja)) || text.En?.Length > LongestText || text.Ja?.Length > LongestText);

    /// <summary>A name says something and keeps within its limit.</summary>
    public static bool IsBadName(string name) => string.IsNullOrWhiteSpace(name) || name.Length > LongestName;

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static bool IsDigest(string digest) => digest.Length == 64 && digest.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
