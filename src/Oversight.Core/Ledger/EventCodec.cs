using System.Text.Json;
using System.Text.Json.Nodes;

namespace Oversight.Core.Ledger;

/// <summary>An entry ready to be stored: bytes, leaf hash (32 bytes), and the parts to keep beside it, in order of name.</summary>
public sealed record Entry(byte[] Bytes, byte[] LeafHash, IReadOnlyList<Part> Parts);

/// <summary>An entry read back; an event's property is null for each of <see cref="MissingParts"/>, whose content was erased or withheld.</summary>
public sealed record DecodedEntry<TEvent>(EntryHeader Header, string Type, TEvent Event, IReadOnlyList<PartDigest> MissingParts);

/// <summary>
/// Turns events into entries and back. The family is every concrete type derived from <typeparamref name="TEvent"/> in its assembly, each called by its
/// type name without a final <c>Event</c>. Thread-safe; make one and keep it.
/// </summary>
public sealed class EventCodec<TEvent> where TEvent : class
{
    private readonly Dictionary<Type, string> _names;
    private readonly Dictionary<string, EventShape> _shapes;

    /// <summary>Throws <see cref="InvalidOperationException"/> when a part is declared where it could not be kept apart.</summary>
    public EventCodec()
    {
        var types = typeof(TEvent).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(TEvent))).ToList();
        _names = types.ToDictionary(type => type, NameOf);
        _shapes = types.ToDictionary(NameOf, type => new EventShape(type));
    }

    /// <summary>The names of the family's events, in ordinal order.</summary>
    public IReadOnlyList<string> TypeNames => [.. _shapes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// The entry of an event. One salt is drawn per part present, in order of name. Throws <see cref="CanonicalJsonException"/> for a value outside the
    /// schema, <see cref="LedgerException"/> <c>EntryTooLarge</c> above 65,535 bytes and <c>PartTooLarge</c> above 1 MiB.
    /// </summary>
    public Entry Encode(EntryHeader header, TEvent @event, SaltSource salts)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(@event);
        ArgumentNullException.ThrowIfNull(salts);
        var name = _names[@event.GetType()];
        var shape = _shapes[name];
        var json = ToJson(@event, shape);
        var parts = new List<Part>(shape.PartNames.Count);
        foreach (var partName in shape.PartNames)
        {
            if (shape.Take(json, partName) is { } value)
            {
                parts.Add(Part.Commit(partName, value, salts()));
            }
        }

        var bytes = new EntryDocument(header, name, json, [.. parts.Select(part => new PartDigest(part.Name, part.Digest))]).ToBytes();
        return new Entry(bytes, LeafHash.Of(bytes), parts);
    }

    /// <summary>
    /// The event of an entry, with the parts put back whose disclosures (by name) are given. A disclosure that does not open its commitment, or that the
    /// entry does not know, throws <see cref="BadOpeningException"/>; bytes that are no entry of this family throw <see cref="LedgerException"/>.
    /// </summary>
    public DecodedEntry<TEvent> Decode(byte[] bytes, IReadOnlyDictionary<string, string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var entry = EntryDocument.Read(bytes);
        var shape = _shapes.GetValueOrDefault(entry.Type) ?? throw new LedgerException("UnknownEventType", $"No event is called '{entry.Type}'.");
        if (parts.Keys.FirstOrDefault(name => entry.Parts.All(part => part.Name != name)) is { } stranger)
        {
            throw new BadOpeningException(stranger);
        }

        if (entry.Parts.Any(part => !shape.Has(part.Name)) || shape.PartNames.Any(name => shape.Take(entry.Event, name) is not null))
        {
            throw LedgerException.Malformed("its commitments are not those of its type, or it holds content openly");
        }

        var missing = new List<PartDigest>();
        foreach (var part in entry.Parts)
        {
            if (parts.TryGetValue(part.Name, out var disclosure))
            {
                shape.Put(entry.Event, part.Name, Part.Open(part, disclosure));
            }
            else
            {
                missing.Add(part);
            }
        }

        return new DecodedEntry<TEvent>(entry.Header, entry.Type, FromJson(entry.Event, shape), missing);
    }

    private static JsonObject ToJson(TEvent @event, EventShape shape)
    {
        try
        {
            return (JsonObject)JsonSerializer.SerializeToNode(@event, shape.Json)!;
        }
        catch (JsonException cause)
        {
            throw new CanonicalJsonException(cause.Path ?? "$", cause.Message, cause);
        }
    }

    private static TEvent FromJson(JsonObject json, EventShape shape)
    {
        try
        {
            return (TEvent)json.Deserialize(shape.Json)!;
        }
        catch (JsonException cause)
        {
            throw new LedgerException("MalformedEntry", $"The event cannot be read at {cause.Path}.", cause);
        }
    }

    private static string NameOf(Type type) => type.Name.EndsWith("Event", StringComparison.Ordinal) ? type.Name[..^5] : type.Name;
}
