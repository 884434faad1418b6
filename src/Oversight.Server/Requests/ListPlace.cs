using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Oversight.Core.Requests;

namespace Oversight.Server.Requests;

/// <summary>A line's place in a list that runs from the newest to the oldest: its instant, then its number. As text it is a cursor.</summary>
public sealed record ListPlace(DateTimeOffset At, string Id)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()} {Id}")));

    /// <summary>The place a cursor names; null when it is none of ours.</summary>
    public static ListPlace? Parse(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at < 253_402_300_800_000 && RequestId.TryParse(parts[1], out _)
            ? new ListPlace(DateTimeOffset.FromUnixTimeMilliseconds(at), parts[1])
            : null;
    }
}
