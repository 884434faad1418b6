using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
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
        if (http.Request.ContentLength > LargestFile)
            return Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "FileTooLarge");
        if (await ReadFileAsync(http) is not { } bytes)
            return Problems.Result(http, StatusCodes.Status413PayloadTooLarge, "FileTooLarge");
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

    /// <summary>RFC 9530: `Content-Digest: sha-256=:base64:` is required and must match.</summary>
    private static IResult? DigestProblem(HttpContext http, byte[] hash)
    {
        var header = http.Request.Headers["Content-Digest"].ToString();
        if (header.Length == 0)
            return Problems.Result(http, StatusCodes.Status400BadRequest, "ContentDigestRequired");
        return header == $"sha-256=:{Convert.ToBase64String(hash)}:"
            ? null
            : Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "ContentDigestMismatch");
    }

    private static async Task<IResult> DownloadAsync(HttpContext http, string id, string digest, RequestReading reading, OversightDbContext db)
    {
        if (await reading.FindAsync(id, http.Caller(), http.RequestAborted) is not { } state
            || state.Attachments.FirstOrDefault(file => file.Digest == digest) is not { } attached
            || await db.Attachments.AsNoTracking().SingleOrDefaultAsync(a => a.RequestId == state.Id.Value && a.Digest == digest) is not { } row)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        if (Convert.ToHexStringLower(SHA256.HashData(row.Bytes)) != attached.Digest)
            throw new InvalidDataException($"The bytes of {digest} in {id} are not those the audit trail names.");
        // Never rendered by the browser, whatever the agency says it is.
        return Results.File(row.Bytes, "application/octet-stream", attached.Name ?? digest);
    }
}

/// <summary>Tells mail apart: message content may not even be stored (Art 2(8), K7).</summary>
public static class MailScan
{
    private static readonly string[] Extensions = [".eml", ".msg", ".mbox", ".mbx", ".pst", ".ost", ".emlx", ".mht", ".mhtml", ".dbx"];
    private static readonly string[] MediaTypes = ["application/mbox", "application/vnd.ms-outlook", "application/mime", "multipart/related"];
    private static readonly string[] Headers =
        ["from", "to", "received", "return-path", "message-id", "mime-version", "subject", "date", "delivered-to", "dkim-signature", "content-type", "x-mailer"];

    /// <summary>True for a mail file by name, by media type, or by what its first lines look like.</summary>
    public static bool IsMail(string name, string mediaType, ReadOnlySpan<byte> bytes) =>
        Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        || mediaType.StartsWith("message/", StringComparison.OrdinalIgnoreCase)
        || MediaTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase)
        || LooksLikeMail(bytes);

    /// <summary>An mbox separator, an Outlook compound file with its message streams, or at least three different mail headers on top.</summary>
    private static bool LooksLikeMail(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 8 * 1024)];
        if (head.StartsWith("From "u8) || (bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) && bytes.IndexOf("_\0_\0s\0u\0b\0s\0t\0g\0"u8) >= 0))
            return true;
        var found = new HashSet<string>();
        foreach (var line in System.Text.Encoding.Latin1.GetString(head).TrimStart('\uFEFF', '\u00EF', '\u00BB', '\u00BF').Split('\n'))
        {
            if (line.Trim().Length == 0)
                break;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && Headers.Contains(line[..colon].ToLowerInvariant()))
                found.Add(line[..colon].ToLowerInvariant());
        }
        return found.Count >= 3;
    }
}
