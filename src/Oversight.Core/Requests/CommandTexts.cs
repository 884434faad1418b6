namespace Oversight.Core.Requests;

/// <summary>What people write into commands other than content: said at all, and within the limits that entries and parts have.</summary>
internal static class CommandTexts
{
    /// <summary>Null when every text of the command holds; else a refusal that names each field at fault.</summary>
    public static Refusal? Refusal(RequestCommand command)
    {
        var errors = Errors(command).Take(50).ToList();
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Invalid, errors[0].Code, errors[0].Pointer) { Errors = errors };
    }

    private static IEnumerable<FieldError> Errors(RequestCommand command) => command switch
    {
        Attach c => Bad("/digest", !ContentRules.IsDigest(c.Digest), "DigestMalformed")
            .Concat(Bad("/size", c.Size < 0, "NumberOutOfRange"))
            .Concat(Bad("/mediaType", ContentRules.IsBadName(c.MediaType)))
            .Concat(Bad("/name", ContentRules.IsBadName(c.Name))),
        Decline c => Reason(c.Reason),
        Withdraw c => Reason(c.Reason),
        DeclareInterest c => Reason(c.Reason),
        DecideTie c => Reason(c.Reason),
        EndEarly c => Reason(c.Reason),
        OverrideInterlock c => Reason(c.Reason),
        RecordMeasure c => Bad("/action", ContentRules.IsBadName(c.Text.Action)).Concat(Bad("/text", ContentRules.IsBad(c.Text.Text))),
        Answer c => Bad("/text", ContentRules.IsBad(c.Text))
            .Concat(Bad("/documents", c.Documents.Count > ContentRules.MostElements, "TooManyElements"))
            .Concat(Bad("/documents", c.Documents.Distinct().Count() != c.Documents.Count, "DocumentTwice")),
        Examine c => Bad("/report", ContentRules.IsBad(c.Report))
            .Concat(Bad("/marks", c.Marks.Count > ContentRules.MostElements, "TooManyElements"))
            .Concat(Bad("/marks", c.Marks.Any(mark => mark.Note?.Length > ContentRules.LongestText))),
        RequestInformation c => Bad("/questions", c.Questions.Count is 0 or > ContentRules.MostElements || c.Questions.Any(ContentRules.IsBad)),
        ConfirmConsultation c => Bad("/document", ContentRules.IsBadName(c.Document)).Concat(Bad("/view", ContentRules.IsBad(c.View))),
        OpenRound c => Motion(c.Text),
        CastBallot c => Bad("/dissent", ContentRules.IsBad(c.Dissent))
            .Concat((c.Reasons ?? new Dictionary<string, string>()).SelectMany(reason => Bad($"/reasons/{Escaped(reason.Key)}", IsBad(reason.Value), "ReasonMissing"))),
        RecordErasure c => Erasure(c.Record),
        _ => LifeCommandTexts.Errors(command),
    };

    internal static IEnumerable<FieldError> Erasure(ErasureRecord record) => Bad("/what", ContentRules.IsBad(record.What))
        .Concat(Bad("/how", ContentRules.IsBad(record.How)))
        .Concat(Bad("/by", ContentRules.IsBadName(record.By)))
        .Concat(Bad("/proof", IsBad(record.Proof)));

    private static IEnumerable<FieldError> Motion(MotionText text) =>
        Bad("/resolution/text", text.Resolution is { } resolution && ContentRules.IsBad(resolution.Text))
            .Concat(Bad("/recommendation", ContentRules.IsBad(text.Recommendation)))
            .Concat(Bad("/reasons", text.Reasons?.Count > ContentRules.MostElements || text.Reasons?.Any(reason => ContentRules.IsBad(reason.Text)) == true))
            .Concat(Bad("/directions", ContentRules.IsBad(text.Directions)))
            .Concat(Bad("/conditions", text.Conditions?.Count > ContentRules.MostElements, "TooManyElements"))
            .Concat(Bad("/narrowed", text.Narrowed?.Count > ContentRules.MostItems, "TooManyElements"))
            .Concat((text.Narrowed ?? new Dictionary<string, ScopeItem>()).Take(ContentRules.MostItems)
                .SelectMany(item => ContentRules.ItemErrors(item.Value, $"/narrowed/{Escaped(item.Key)}")))
            .Concat((text.Conditions ?? []).SelectMany((condition, i) => ConditionErrors(condition, $"/conditions/{i}")));

    private static IEnumerable<FieldError> ConditionErrors(Condition condition, string at) =>
        Bad(at, ContentRules.IsBadName(condition.Id) || ContentRules.IsBad(condition.Text) || ContentRules.IsBad(condition.Proof))
            .Concat(Bad(at, new[] { condition.Items?.Count, condition.Ports?.Count, condition.Due.Dates?.Count }
                .Any(count => count > ContentRules.MostElements), "TooManyElements"))
            .Concat(Bad(at, condition.SuspendsAfterMisses is < 1 or > 1000 || condition.Due.WithinHours is < 1 or > 87_600, "NumberOutOfRange"));

    /// <summary>A name as a reference token of a JSON pointer (RFC 6901 §3).</summary>
    internal static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    internal static IEnumerable<FieldError> Reason(string reason) => Bad("/reason", IsBad(reason), "ReasonMissing");

    private static bool IsBad(string text) => string.IsNullOrWhiteSpace(text) || text.Length > ContentRules.LongestText;

    internal static IEnumerable<FieldError> Bad(string pointer, bool isBad, string code = "TextMissingOrTooLong") =>
        isBad ? [new FieldError(pointer, code)] : [];
}
