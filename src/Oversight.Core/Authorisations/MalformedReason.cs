using Oversight.Core.Ledger;

namespace Oversight.Core.Authorisations;

/// <summary>Why a line of a usage file is no record; the names are codes of the interface.</summary>
[CamelCaseNames]
public enum MalformedReason
{
    /// <summary>Nothing but blanks.</summary>
    Blank,

    /// <summary>Over <see cref="UsageLines.LongestLine"/> bytes.</summary>
    TooLong,

    /// <summary>Not well-formed UTF-8.</summary>
    NotUtf8,

    /// <summary>Not one JSON object.</summary>
    NotJson,

    /// <summary>The CSV header is missing or wrong; every line after it is malformed too, since nobody can say what its columns mean.</summary>
    BadHeader,

    /// <summary>A quotation mark in a CSV field is not as RFC 4180 has it, or a quoted field goes on in the next line.</summary>
    BadQuoting,

    /// <summary>More or fewer CSV fields than the header has columns.</summary>
    WrongColumnCount,

    /// <summary>A member that a record does not have.</summary>
    UnknownField,

    /// <summary>A member twice.</summary>
    DuplicateField,

    /// <summary>A field that the record needs is absent, null or empty.</summary>
    MissingField,

    /// <summary>Not <c>yyyy-MM-ddTHH:mm:ss[.fff]</c> with <c>Z</c> or an offset, or no such time.</summary>
    BadTime,

    /// <summary>Not one address, IPv4 or IPv6, strictly written.</summary>
    BadAddress,

    /// <summary>Not tcp, udp or icmp.</summary>
    BadProtocol,

    /// <summary>Not a plain number from 0 to 65535.</summary>
    BadPort,

    /// <summary>Not the name of a data type.</summary>
    BadDataType,

    /// <summary>Not a short text.</summary>
    BadOperator,

    /// <summary>Not a short text.</summary>
    BadAction,

    /// <summary>Later than the moment of the import.</summary>
    TimeInFuture,
}
