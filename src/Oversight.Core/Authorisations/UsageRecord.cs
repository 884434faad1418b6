using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>One address; an IPv4 address is its 32-bit value.</summary>
public readonly record struct Address(UInt128 Value, bool IsIPv6)
{
    /// <summary>The range that holds this address alone.</summary>
    public AddressRange Range => AddressRange.Between(Value, Value, IsIPv6);

    /// <summary>Reads one address in UTF-8 as strictly as <see cref="AddressRange.TryParse"/>, without a prefix.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Address address) => AddressBytes.TryParse(text, out address);
}

/// <summary>One use of an authorisation, as the agency reports it.</summary>
/// <param name="Time">When.</param>
/// <param name="Source">Where the traffic came from; may be null on R5–R8 only.</param>
/// <param name="Destination">Where it went; the target on R5–R8.</param>
/// <param name="Protocol">Tcp, Udp or Icmp.</param>
/// <param name="Port">The port, 0–65535; null without one. That of an ICMP message says nothing.</param>
/// <param name="DataType">What was recorded, or null.</param>
/// <param name="Operator">Who acted.</param>
/// <param name="Action">What was done.</param>
public readonly record struct UsageRecord(
    DateTimeOffset Time, Address? Source, Address Destination, Protocol Protocol, int? Port, DataType? DataType, string Operator, string Action);
