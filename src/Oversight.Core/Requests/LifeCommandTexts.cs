using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;

namespace Oversight.Core.Requests;

/// <summary>What people write into the commands that follow a decision or a measure.</summary>
internal static class LifeCommandTexts
{
    public static IEnumerable<FieldError> Errors(RequestCommand command) => command switch
    {
        ReportCondition c => Text(c.Text).Concat(Documents(c.Documents)),
        RecordAct c => Text(c.Text),
        Narrow c => CommandTexts.Reason(c.Reason)
            .Concat(CommandTexts.Bad("/scope", c.Scope.Count > ContentRules.MostItems, "TooManyElements"))
            .Concat(c.Scope.Take(ContentRules.MostItems).SelectMany(item => ContentRules.ItemErrors(item.Value, $"/scope/{CommandTexts.Escaped(item.Key)}"))),
        KeepLonger c => CommandTexts.Bad("/what", ContentRules.IsBad(c.Record.What))
            .Concat(CommandTexts.Bad("/legalReason", ContentRules.IsBad(c.Record.LegalReason))),
        RecordDisclosure c => Text(c.Text).Concat(CommandTexts.Bad("/recipient", ContentRules.IsBadName(c.Recipient))),
        RecordAccessLog c => Digest("/digest", c.Digest),
        FileUsage c => Digest("/digest", c.Digest).Concat(Digest("/findingsDigest", c.FindingsDigest))
            .Concat(CommandTexts.Bad("/name", ContentRules.IsBadName(c.Name)))
            .Concat(CommandTexts.Bad("/format", c.Format is not ("csv" or "ndjson")))
            .Concat(CommandTexts.Bad("/findings", c.Findings.Count > ContentRules.MostElements, "TooManyElements")),
        AskInspection c => CommandTexts.Bad("/point", ContentRules.IsBad(c.Point)),
        PlanInspection c => CommandTexts.Bad("/subject", ContentRules.IsBad(c.Subject)),
        RecordFinding c => Text(c.Text)
            .Concat(CommandTexts.Bad("/records", c.Records is < 0 or > ContentRules.MostRecords, "NumberOutOfRange"))
            .Concat(c.AccessLogDigest is { } digest ? Digest("/accessLogDigest", digest) : []),
        AnswerFindings c => Text(c.Text),
        FollowInspection c => Text(c.Text),
        CloseInspection c => CommandTexts.Bad("/outline", ContentRules.IsBad(c.Outline)),
        OpenIncident c => Text(c.Text),
        ContainIncident c => Text(c.Text),
        ReportIncident c => Text(c.Text),
        ClassifyIncident c => CommandTexts.Bad("/reasons", ContentRules.IsBad(c.Reasons))
            .Concat(CommandTexts.Bad("/intrusion", c.Intrusion is { } risk && (risk.Likelihood is < 1 or > 5 || risk.Effect is < 1 or > 5), "NumberOutOfRange")),
        RemedyIncident c => CommandTexts.Erasure(c.Record),
        CloseIncident c => Text(c.Text),
        AnswerResolution c => Text(c.Text),
        ProposeErasure c => CommandTexts.Bad("/ground", ContentRules.IsBad(c.Ground)).Concat(CommandTexts.Bad("/authority", ContentRules.IsBad(c.Authority)))
            .Concat(CommandTexts.Bad("/parts", c.Parts.Any(part => part.CaseSeq < 1 || ContentRules.IsBadName(part.Name)), "NoSuchPart")),
        RefuseErasureProposal c => CommandTexts.Reason(c.Reason),
        _ => [],
    };

    private static IEnumerable<FieldError> Text(Bilingual text) => CommandTexts.Bad("/text", ContentRules.IsBad(text));

    private static IEnumerable<FieldError> Digest(string pointer, string digest) =>
        CommandTexts.Bad(pointer, !ContentRules.IsDigest(digest), "DigestMalformed");

    private static IEnumerable<FieldError> Documents(IReadOnlyList<string> documents) =>
        CommandTexts.Bad("/documents", documents.Count > ContentRules.MostElements, "TooManyElements")
            .Concat(CommandTexts.Bad("/documents", documents.Distinct().Count() != documents.Count, "DocumentTwice"));
}
