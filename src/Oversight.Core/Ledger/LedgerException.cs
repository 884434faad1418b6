namespace Oversight.Core.Ledger;

/// <summary>An entry, a part or a chain that breaks the ledger's format; <see cref="Code"/> is stable, the message is for people and holds no content.</summary>
public class LedgerException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <c>NotCanonical</c>, <c>MalformedEntry</c>, <c>UnknownEventType</c>, <c>EntryTooLarge</c>, <c>PartTooLarge</c>, <c>BadSalt</c>, <c>BadOpening</c>.</summary>
    public string Code { get; } = code;

    internal static LedgerException Malformed(string what) => new("MalformedEntry", $"The entry is malformed: {what}.");
}

/// <summary>A value outside the closed schema, or bytes that are not the canonical form of any value (RFC 8785).</summary>
public sealed class CanonicalJsonException(string path, string reason, Exception? cause = null)
    : LedgerException("NotCanonical", $"{path}: {reason}.", cause)
{
    /// <summary>Where in the value, as a JSON path; <c>$</c> is the whole.</summary>
    public string Path { get; } = path;
}

/// <summary>A disclosure that does not open the commitment its entry holds.</summary>
public sealed class BadOpeningException(string part) : LedgerException("BadOpening", $"The disclosure of part '{part}' does not open its commitment.")
{
    /// <summary>Name of the part.</summary>
    public string Part { get; } = part;
}
