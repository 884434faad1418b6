using System.Text;

namespace Oversight.Server.Attachments;

/// <summary>Tells mail apart: message content may not even be stored (Art 2(8), K7).</summary>
public static class MailScan
{
    private const int HeadBytes = 64 * 1024;

    private static readonly string[] Extensions = [".eml", ".msg", ".mbox", ".mbx", ".pst", ".ost", ".emlx", ".mht", ".mhtml", ".dbx"];
    private static readonly string[] MediaTypes = ["application/mbox", "application/vnd.ms-outlook", "application/mime"];
    private static readonly string[] Headers =
        ["from", "to", "received", "return-path", "message-id", "mime-version", "subject", "date", "delivered-to", "dkim-signature", "content-type", "x-mailer"];

    /// <summary>True for a mail file by name, by media type, or by what its first lines look like.</summary>
    public static bool IsMail(string name, string mediaType, ReadOnlySpan<byte> bytes)
    {
        var plain = name.TrimEnd(' ', '.');
        return Extensions.Any(extension => plain.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            || mediaType.StartsWith("message/", StringComparison.OrdinalIgnoreCase)
            || mediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            || MediaTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase)
            || IsOutlookMessage(bytes)
            || BeginsLikeMail(Text(bytes[..Math.Min(bytes.Length, HeadBytes)]));
    }

    /// <summary>An OLE compound file with the property streams of a message.</summary>
    private static bool IsOutlookMessage(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) && bytes.IndexOf("_\0_\0s\0u\0b\0s\0t\0g\0"u8) >= 0;

    /// <summary>Three different mail headers before the first blank line; after an mbox separator one is enough.</summary>
    private static bool BeginsLikeMail(string text)
    {
        var head = text.TrimStart().Split('\n').Select(line => line.Trim()).TakeWhile(line => line.Length > 0).ToList();
        var found = head.Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => parts[0].ToLowerInvariant())
            .Where(Headers.Contains).Distinct().Count();
        return found >= (head.Count > 0 && head[0].StartsWith("From ", StringComparison.Ordinal) ? 1 : 3);
    }

    private static string Text(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode.GetString(head[2..])
        : head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode.GetString(head[2..])
        : Encoding.Latin1.GetString(head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head);
}
