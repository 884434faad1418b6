using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>`GET` of an entry's receipt: a file that proves to anybody, offline, that the entry is in the log.</summary>
public static class ReceiptEndpoint
{
    /// <summary>Longest time a caller may wait for publication, in seconds.</summary>
    private const int LongestWait = 30;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/requests/{id}/entries/{caseSeq}/receipt", ReadAsync).WithName("getReceipt").Produces<string>(200, "text/plain")
            .ProducesReadProblems().Produces<Problem>(409, Problems.MediaType);

    private static async Task<IResult> ReadAsync(HttpContext http, RequestReading reading, IServiceScopeFactory scopes, LogState state, string id, string caseSeq, string? wait)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } request || NumberIn(caseSeq) is not { } place || place > request.CaseSeq)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if ((wait is null ? 0 : NumberIn(wait)) is not { } seconds || seconds > LongestWait)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "WaitOutOfRange");
        for (var until = DateTime.UtcNow.AddSeconds(seconds); ;)
        {
            var publication = state.NextPublication;
            if (await FindAsync(scopes, request.Id.Value, place, http.RequestAborted) is { } proof)
            {
                http.Response.Headers.ContentDisposition = $"attachment; filename=\"{request.Id}-{place}{TlogProof.Extension}\"";
                return Results.Text(proof.ToString(), "text/plain; charset=utf-8");
            }
            var left = until - DateTime.UtcNow;
            if (left <= TimeSpan.Zero)
                break;
            // Another node may publish: this one looks again after a second at the latest.
            await Task.WhenAny(publication, Task.Delay(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), http.RequestAborted));
        }
        http.Response.Headers.RetryAfter = "1";
        return Problems.Result(http, StatusCodes.Status409Conflict, "NotYetPublished");
    }

    /// <summary>The receipt under the checkpoint that is served; null while none covers the entry.</summary>
    public static async Task<TlogProof?> FindAsync(IServiceScopeFactory scopes, string number, int caseSeq, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        var index = await (
            from entry in db.Entries.AsNoTracking()
            where entry.Case == number && entry.CaseSeq == caseSeq
            join leaf in db.LeafIndexes.AsNoTracking() on entry.Id equals leaf.EntryId
            select (long?)leaf.LeafIndex).SingleOrDefaultAsync(ct);
        var log = new LogReading(db);
        return index is { } at && await log.PublishedAsync(ct) is { Published: { } note } published && published.Size > at
            ? new TlogProof(at, await log.InclusionAsync(at, published.Size, ct), SignedNote.Parse(note))
            : null;
    }

    private static int? NumberIn(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
