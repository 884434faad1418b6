using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>A request's row follows from its state.</summary>
internal static class RequestRows
{
    /// <summary>The row of a new request, to be placed.</summary>
    public static RequestRow New(RequestState after, DateTimeOffset now) => new()
    {
        Id = after.Id.Value,
        Agency = after.Agency.Id,
        Route = "",
        State = "",
        DraftedAt = now,
        UpdatedAt = now,
        Version = 0,
        CaseSeq = 0,
        LastLeaf = "",
        Content = "",
        Snapshot = "",
    };

    /// <summary>Brings the row to the state; the content's text only where it may have changed since <paramref name="before"/>.</summary>
    public static void Place(RequestRow row, RequestState? before, RequestState after, string lastLeaf, DateTimeOffset now)
    {
        row.Route = after.Content.Route.ToString();
        row.State = after.State.ToString();
        row.Decision = after.Decision?.ToString();
        row.Close = after.Close;
        row.FiledAt = after.FiledAt;
        row.DecidedAt = after.DecidedAt;
        row.ClosedAt = after.ClosedAt;
        row.MeasuredAt = after.Measure?.MeasuredAt;
        row.MeasureRecordedAt = after.Measure?.RecordedAt;
        row.UpdatedAt = now;
        row.Version = after.Version;
        row.CaseSeq = after.CaseSeq;
        row.LastLeaf = lastLeaf;
        if (before is null || !ReferenceEquals(before.Content, after.Content) || !ReferenceEquals(before.FirstFiled, after.FirstFiled)
            || !ReferenceEquals(before.SignedContent, after.SignedContent))
            row.Content = RequestSnapshot.ContentOf(after);
        row.Snapshot = RequestSnapshot.StandingOf(after);
    }
}
