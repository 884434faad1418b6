using System.Text;
using System.Text.Json;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>The words of usage files in UTF-8, read without allocating.</summary>
internal static class UsageText
{
    private static readonly byte[][] DataTypes = [.. NamesOf<DataType>()];

    /// <summary>By <see cref="UsageField"/>.</summary>
    public static byte[][] FieldNames { get; } = [.. NamesOf<UsageField>()];

    public static MalformedReason FaultOf(UsageField field) => field switch
    {
        UsageField.Time => MalformedReason.BadTime,
        UsageField.Source or UsageField.Destination => MalformedReason.BadAddress,
        UsageField.Protocol => MalformedReason.BadProtocol,
        UsageField.Port => MalformedReason.BadPort,
        UsageField.DataType => MalformedReason.BadDataType,
        UsageField.Operator => MalformedReason.BadOperator,
        UsageField.Action => MalformedReason.BadAction,
        _ => throw new System.Diagnostics.UnreachableException($"{field} is no field."),
    };

    /// <summary><c>yyyy-MM-ddTHH:mm:ss[.fff]</c> and <c>Z</c> or <c>±hh:mm</c>, up to fourteen hours from UTC; the time comes out in UTC.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;

        var milliseconds = 0;
        var zone = text[19..];
        if (zone[0] == '.')
        {
            if (zone.Length < 5 || !TryDigits(zone[1..4], out milliseconds))
                return false;
            zone = zone[4..];
        }

        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || !TryZone(zone, out var offset))
            return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;

        var ticks = new DateTime(year, month, day, hour, minute, second, milliseconds).Ticks - offset * TimeSpan.TicksPerMinute;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>0 to 65535 in decimal digits without leading zeros.</summary>
    public static bool TryPort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        return text.Length is > 0 and <= 5 && (text.Length == 1 || text[0] != '0') && TryDigits(text, out port) && port <= 65_535;
    }

    public static bool TryProtocol(ReadOnlySpan<byte> text, out Protocol protocol)
    {
        protocol = text.SequenceEqual("tcp"u8) ? Protocol.Tcp
            : text.SequenceEqual("udp"u8) ? Protocol.Udp
            : text.SequenceEqual("icmp"u8) ? Protocol.Icmp
            : Protocol.Any;
        return protocol != Protocol.Any;
    }

    public static bool TryDataType(ReadOnlySpan<byte> text, out DataType type)
    {
        for (var i = 0; i < DataTypes.Length; i++)
            if (text.SequenceEqual(DataTypes[i]))
            {
                type = (DataType)i;
                return true;
            }

        type = default;
        return false;
    }

    /// <summary>Minutes ahead of UTC.</summary>
    private static bool TryZone(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z'])
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute) || minute > 59)
            return false;
        minutes = hour * 60 + minute;
        var isWithinBounds = minutes <= 14 * 60;
        if (text[0] == '-')
            minutes = -minutes;
        return isWithinBounds;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + digit - '0';
        }

        return true;
    }

    private static IEnumerable<byte[]> NamesOf<T>() where T : struct, Enum =>
        Enum.GetNames<T>().Select(name => Encoding.UTF8.GetBytes(JsonNamingPolicy.CamelCase.ConvertName(name)));
}
