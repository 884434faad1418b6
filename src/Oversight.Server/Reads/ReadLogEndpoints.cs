using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Reads;

/// <summary>`GET /requests/{id}/reads` and `GET /reads`: who opened which content, for auditors.</summary>
public static class ReadLogEndpoints
{
    private const int PageSize = 200;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/requests/{id}/reads", OfRequestAsync).WithName("listReads").Produces<Page<ReadView>>().ProducesReadProblems().Produces<Problem>(403, Problems.MediaType);
        api.MapGet("/reads", OfAllAsync).WithName("listReadsOfAll").Produces<Page<ReadView>>().ProducesReadProblems(caller => caller.Actor.Role == Role.Auditor);
    }

    private static async Task<IResult> OfRequestAsync(HttpContext http, RequestReading reading, OversightDbContext db, string id, string? cursor)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } state)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        return http.Caller().Actor.Role == Role.Auditor
            ? await PageAsync(http, db, ReadRegisters.Of(state.Id), $"/api/v1/requests/{state.Id}/reads", cursor)
            : Problems.Result(http, StatusCodes.Status403Forbidden, "Forbidden");
    }

    private static Task<IResult> OfAllAsync(HttpContext http, OversightDbContext db, string? cursor) => PageAsync(http, db, ReadRegisters.All, "/api/v1/reads", cursor);

    private static async Task<IResult> PageAsync(HttpContext http, OversightDbContext db, Register<ReadCount, ReadEvent> register, string path, string? cursor)
    {
        var before = int.MaxValue;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid");
        var reads = await ReadsReading.BeforeAsync(db, register, before, PageSize, http.RequestAborted);
        var next = reads.Count == PageSize && reads[^1].CaseSeq > 1 ? reads[^1].CaseSeq.ToString(CultureInfo.InvariantCulture) : null;
        if (next is not null)
            http.Response.Headers.Link = Requests.ReadEndpoints.NextLink(path, ("cursor", next));
        return Results.Json(new Page<ReadView>(reads, next), ApiJson.Options);
    }
}

/// <summary>One reading: who, when, what; and the entry it stands in. Seen is how many entries of the case there were.</summary>
public sealed record ReadView(
    int CaseSeq, DateTimeOffset At, string Actor, string Role, string Agency, ReadKind What, int? Version, string? Digest, string? Of, string LeafHash, int? Seen);

/// <summary>Reads what was recorded of readings.</summary>
public static class ReadsReading
{
    /// <summary>The latest readings before a number, the last one first.</summary>
    public static async Task<IReadOnlyList<ReadView>> BeforeAsync(
        OversightDbContext db, Register<ReadCount, ReadEvent> register, int before, int limit, CancellationToken ct)
    {
        var name = register.Case;
        var rows = await db.Entries.AsNoTracking().Where(e => e.Case == name && e.CaseSeq < before).OrderByDescending(e => e.CaseSeq).Take(limit).ToListAsync(ct);
        return [.. from row in rows
                   let entry = register.Read(new StoredEntry(row.Bytes, new Dictionary<string, string>()))
                   let read = (ContentRead)entry.Event
                   select new ReadView(
                       row.CaseSeq, row.At, entry.Header.Actor, entry.Header.Role, entry.Header.Agency, read.What, read.Version, read.Digest, read.Of,
                       Convert.ToHexStringLower(row.LeafHash), read.Seen)];
    }
}
