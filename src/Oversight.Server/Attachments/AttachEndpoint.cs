using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Reads;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Attachments;

/// <summary>`POST /requests/{id}/attachments?name=` with the raw file and its `Content-Digest`; `GET …/attachments/{digest}` gives it back.</summary>
public static class AttachEndpoint
{
    /// <summary>Largest file, in bytes.</summary>
    public const int LargestFile = 20 << 20;

    public static void Map(RouteGroupBuilder requests)
    {
        CommandEndpoints.Segments["attach"] = "attachments";
        requests.MapPost("/{id}/attachments", AttachAsync).WithName("attach").Produces<WrittenAnswer>(201).ProducesCommandProblems();
        requests.MapGet("/{id}/attachments/{digest}", DownloadAsync).WithName("getAttachment").Produces(200, contentType: "application/octet-stream");
    }

    private static async Task<IResult> AttachAsync(HttpContext http, string id, string? name, RequestStore store)
    {
        if (!RequestId.TryParse(id, out var request))
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if (CommandEndpoints.KeyProblem(http) is { } noKey)
            return noKey;
        var fileName = TextRules.Normalise(name ?? "");
        if (string.IsNullOrWhiteSpace(fileName) || fileName.Length > 200)
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "FileNameMissing");
        if (!IsPlainName(fileName))
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "FileNameNotAccepted");
        if (http.Request.ContentLength > LargestFile)
            return Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "FileTooLarge");
        if (await ReadFileAsync(http) is not { } bytes)
            return Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "FileTooLarge");
        if (bytes.Length == 0)
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "FileEmpty");
        var hash = SHA256.HashData(bytes);
        if (DigestProblem(http, hash) is { } mismatch)
            return mismatch;
        var mediaType = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed.MediaType.ToString() : "application/octet-stream";
        if (MailScan.IsMail(fileName, mediaType, bytes))
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "MailNotAccepted");
        var (version, noVersion) = CommandEndpoints.IfMatch(http);
        if (noVersion is not null)
            return noVersion;
        var digest = Convert.ToHexStringLower(hash);
        var file = new AttachmentRow { RequestId = request.Value, Digest = digest, MediaType = mediaType, Bytes = bytes };
        return await CommandEndpoints.WriteAsync(http, store, new Intent(
            request, new Attach(digest, bytes.Length, mediaType, fileName), http.Caller(), version, CommandEndpoints.KeyOf(http, hash), file));
    }

    /// <summary>A name alone, as a person reads it: no path, no control characters, nothing that turns the writing direction.</summary>
    private static bool IsPlainName(string name) =>
        name is not ("." or "..") && !name.Any(c => c is '/' or '\\' || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);

    private static async Task<byte[]?> ReadFileAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            if (buffer.Length + read > LargestFile)
                return null;
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    /// <summary>RFC 9530: `Content-Digest: sha-256=:base64:` is required and must match; other algorithms may stand beside it.</summary>
    private static IResult? DigestProblem(HttpContext http, byte[] hash)
    {
        var digests = http.Request.Headers["Content-Digest"].ToString().Split(',', StringSplitOptions.TrimEntries)
            .Where(digest => digest.StartsWith("sha-256=", StringComparison.Ordinal)).ToList();
        if (digests.Count == 0)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "ContentDigestRequired");
        return digests.TrueForAll(digest => digest == $"sha-256=:{Convert.ToBase64String(hash)}:")
            ? null
            : Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "ContentDigestMismatch");
    }

    private static async Task<IResult> DownloadAsync(HttpContext http, string id, string digest, RequestReading reading, OversightDbContext db, ReadLog reads)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } state
            || state.Attachments.FirstOrDefault(file => file.Digest == digest) is not { } attached
            || await db.Attachments.AsNoTracking().SingleOrDefaultAsync(a => a.RequestId == state.Id.Value && a.Digest == digest) is not { } row)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if (Convert.ToHexStringLower(SHA256.HashData(row.Bytes)) != attached.Digest)
            throw new InvalidDataException($"The bytes of {digest} in {id} are not those the audit trail names.");
        await reads.RecordAsync(state, http.Caller().Actor, new ContentRead(ReadKind.Attachment, Digest: digest), http.RequestAborted);
        // Never rendered by the browser, whatever the agency says it is.
        return Results.File(row.Bytes, "application/octet-stream", attached.Name ?? digest);
    }
}
