using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>The fields of a record, in the order of the documentation.</summary>
internal enum UsageField { Time, Source, Destination, Protocol, Port, DataType, Operator, Action }

/// <summary>A record while its fields are read, in whatever order; the first fault in the line is the one that is told.</summary>
internal struct UsageDraft
{
    private uint named;
    private uint given;
    private MalformedReason? fault;
    private DateTimeOffset time;
    private Address source;
    private Address destination;
    private Protocol protocol;
    private int port;
    private DataType dataType;
    private string @operator;
    private string action;

    public static UsageField? FieldOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < UsageText.FieldNames.Length; i++)
            if (name.SequenceEqual(UsageText.FieldNames[i]))
                return (UsageField)i;
        return null;
    }

    /// <summary>Remembers a fault unless there is one already.</summary>
    public void Blame(MalformedReason reason) => fault ??= reason;

    /// <summary>Remembers that the value of a field is wrong.</summary>
    public void Blame(UsageField field) => Blame(UsageText.FaultOf(field));

    /// <summary>Says that the line names the field; false when it did before.</summary>
    public bool Name(UsageField field)
    {
        var bit = 1u << (int)field;
        if ((named & bit) != 0)
        {
            Blame(MalformedReason.DuplicateField);
            return false;
        }

        named |= bit;
        return true;
    }

    /// <summary>Reads the value of a field.</summary>
    public void Read(UsageField field, ReadOnlySpan<byte> text, TextPool pool)
    {
        var isRead = field switch
        {
            UsageField.Time => UsageText.TryTime(text, out time),
            UsageField.Source => AddressBytes.TryParse(text, out source),
            UsageField.Destination => AddressBytes.TryParse(text, out destination),
            UsageField.Protocol => UsageText.TryProtocol(text, out protocol),
            UsageField.Port => UsageText.TryPort(text, out port),
            UsageField.DataType => UsageText.TryDataType(text, out dataType),
            UsageField.Operator => pool.TryGet(text, out @operator),
            _ => pool.TryGet(text, out action),
        };
        if (!isRead)
            Blame(field);
        given |= 1u << (int)field;
    }

    /// <summary>The record, or why there is none. A port is needed but for ICMP; a data type is not.</summary>
    public readonly MalformedReason? Complete(bool needsSource, DateTimeOffset now, out UsageRecord record)
    {
        record = default;
        if (fault is not null)
            return fault;
        if (!Has(UsageField.Time) || !Has(UsageField.Destination) || !Has(UsageField.Protocol) || !Has(UsageField.Operator) || !Has(UsageField.Action)
            || (needsSource && !Has(UsageField.Source)) || (protocol != Protocol.Icmp && !Has(UsageField.Port)))
            return MalformedReason.MissingField;
        if (time > now)
            return MalformedReason.TimeInFuture;

        record = new UsageRecord(
            time, Has(UsageField.Source) ? source : null, destination, protocol, Has(UsageField.Port) ? port : null,
            Has(UsageField.DataType) ? dataType : null, @operator, action);
        return null;
    }

    private readonly bool Has(UsageField field) => (given >> (int)field & 1) != 0;
}
