using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
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

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/requests/{id}/entries/{caseSeq}/receipt", ReadAsync).WithName("getReceipt").Produces<string>(200, "text/plain")
            .ProducesReadProblems().Produces<Problem>(409, Problems.MediaType);
        api.MapGet("/registers/{register}/entries/{caseSeq}/receipt", ReadOfRegisterAsync).WithName("getRegisterReceipt").Produces<string>(200, "text/plain")
            .ProducesReadProblems().Produces<Problem>(409, Problems.MediaType);
        api.MapGet("/registers/{register}/entries/{caseSeq}", EntryAsync).WithName("getRegisterEntry").Produces<byte[]>(200, "application/octet-stream")
            .ProducesReadProblems();
    }

    private static async Task<IResult> ReadAsync(
        HttpContext http, RequestReading reading, IServiceScopeFactory scopes, LogState state, ReceiptWaits waits, string id, string caseSeq, string? wait) =>
        await reading.EntriesAsync(id, http.Caller(), http.RequestAborted) is var (number, entries) && NumberIn(caseSeq) is { } place && place <= entries
            ? await AnswerAsync(http, scopes, state, waits, number.Value, place, wait)
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");

    private static async Task<IResult> ReadOfRegisterAsync(
        HttpContext http, OversightDbContext db, IServiceScopeFactory scopes, LogState state, ReceiptWaits waits, string register, string caseSeq, string? wait) =>
        await BytesAsync(http, db, register, caseSeq) is null
            ? Problems.Result(http, StatusCodes.Status404NotFound, "NotFound")
            : await AnswerAsync(http, scopes, state, waits, register, NumberIn(caseSeq)!.Value, wait);

    /// <summary>The bytes a receipt speaks of; what is secret in the entry is there as digests.</summary>
    private static async Task<IResult> EntryAsync(HttpContext http, OversightDbContext db, string register, string caseSeq) =>
        await BytesAsync(http, db, register, caseSeq) is { } bytes
            ? Results.Bytes(bytes, "application/octet-stream", $"{register}-{NumberIn(caseSeq)}.entry")
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");

    /// <summary>An entry of a register, for auditors and for whoever gave the command it came from; null for everybody else, and for requests, which have addresses of their own.</summary>
    private static async Task<byte[]?> BytesAsync(HttpContext http, OversightDbContext db, string register, string caseSeq)
    {
        if (!TextRules.IsAcceptable(register) || RequestId.TryParse(register, out _) || NumberIn(caseSeq) is not { } place)
            return null;
        var bytes = await db.Entries.AsNoTracking().Where(entry => entry.Case == register && entry.CaseSeq == place).Select(entry => entry.Bytes).SingleOrDefaultAsync(http.RequestAborted);
        var actor = http.Caller().Actor;
        return bytes is not null && (actor.Role == Role.Auditor || EntryDocument.Read(bytes).Header.Actor == actor.Id) ? bytes : null;
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http, IServiceScopeFactory scopes, LogState state, ReceiptWaits waits, string name, int place, string? wait)
    {
        if ((wait is null ? 0 : NumberIn(wait)) is not { } seconds || seconds > LongestWait)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "WaitOutOfRange");
        if (await WaitAsync(scopes, state, waits, name, place, TimeSpan.FromSeconds(seconds), http.RequestAborted) is { } proof)
        {
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}-{place}{TlogProof.Extension}\"";
            return Results.Text(proof.ToString(), "text/plain; charset=utf-8");
        }
        http.Response.Headers.RetryAfter = "1";
        return Problems.Result(http, StatusCodes.Status409Conflict, "NotYetPublished");
    }

    /// <summary>Looks at once, and again after each publication; where too many wait already, for one the wait is over at once.</summary>
    private static async Task<TlogProof?> WaitAsync(
        IServiceScopeFactory scopes, LogState state, ReceiptWaits waits, string number, int caseSeq, TimeSpan wait, CancellationToken ct)
    {
        using var place = wait > TimeSpan.Zero ? waits.Enter() : null;
        for (var until = DateTime.UtcNow + wait; ;)
        {
            var publication = state.NextPublication;
            if (await FindAsync(scopes, number, caseSeq, ct) is { } proof)
                return proof;
            var left = until - DateTime.UtcNow;
            if (place is null || left <= TimeSpan.Zero)
                return null;
            // Another node may publish: this one looks again after a second at the latest.
            await Task.WhenAny(publication, Task.Delay(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), ct));
        }
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
        var log = scope.ServiceProvider.GetRequiredService<LogReading>();
        return index is { } at && await log.PublishedAsync(ct) is { Published: { } note } published && published.Size > at
            ? new TlogProof(at, await log.InclusionAsync(at, published.Size, ct), SignedNote.Parse(note))
            : null;
    }

    private static int? NumberIn(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Places for callers that wait for a receipt: each looks into the database at every publication, so there is an end to them.</summary>
public sealed class ReceiptWaits(LogOptions options)
{
    private int taken;

    /// <summary>A place until it is disposed of; null when all are taken.</summary>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref taken) <= options.MostWaiting)
            return new Place(this);
        Interlocked.Decrement(ref taken);
        return null;
    }

    private sealed class Place(ReceiptWaits waits) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref waits.taken);
    }
}
