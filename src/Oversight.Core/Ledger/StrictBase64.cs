namespace Oversight.Core.Ledger;

/// <summary>Standard base64 with padding (RFC 4648 §4), canonical only: no white space, no stray bits, one text for one value.</summary>
public static class StrictBase64
{
    /// <summary>The bytes; anything but the exact text encoding them gives throws <see cref="LogFormatException"/>.</summary>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw new LogFormatException("BadBase64", "This is not canonical base64.");
    }
}
