using System.Diagnostics;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.Reads;

/// <summary>How often content was opened.</summary>
public sealed record ReadCount(int Reads)
{
    /// <summary>Never.</summary>
    public static ReadCount None { get; } = new(0);

    /// <summary>The count after <paramref name="happened"/>.</summary>
    public ReadCount Apply(ReadEvent happened) => happened switch
    {
        ContentRead => new(Reads + 1),
        _ => throw new UnreachableException(),
    };
}

/// <summary>What happened to content without changing it.</summary>
public abstract record ReadEvent
{
    private protected ReadEvent() { }
}

/// <summary>
/// Somebody opened content: the actor and the instant are the header's. Recorded before it was handed out; opening the same again within the time the
/// deployment sets is the same entry.
/// </summary>
/// <param name="What">What was opened.</param>
/// <param name="Version">The request's version; null where what was opened has none.</param>
/// <param name="Digest">SHA-256 of a file in lower-case hex; null for what is no file.</param>
/// <param name="Of">Which one of several: a round's number, an import's id, the days of a report; null where there is one.</param>
/// <param name="Blind">Always empty: its salt keeps whoever sees only the leaf's hash from trying out who read what.</param>
/// <param name="Seen">How many entries of the case were there, ballots too, which move no version; null where what was opened does not grow with them.</param>
public sealed record ContentRead(
    ReadKind What, int? Version = null, string? Digest = null, string? Of = null, [property: Part] string? Blind = "", int? Seen = null) : ReadEvent;

/// <summary>Kinds of content that can be opened.</summary>
[CamelCaseNames]
public enum ReadKind
{
    /// <summary>The request: its content and everything said about it.</summary>
    Request,

    /// <summary>What changed between two versions of the content.</summary>
    Changes,

    /// <summary>The bytes of an attached file.</summary>
    Attachment,

    /// <summary>The records found in a usage file.</summary>
    Usage,

    /// <summary>The decision document.</summary>
    Decision,

    /// <summary>The authorisation, or its signed document.</summary>
    Document,

    /// <summary>Entries of the case with their open parts.</summary>
    Entries,

    /// <summary>The entries of every case.</summary>
    Export,

    /// <summary>The full edition of a report.</summary>
    Report,
}

/// <summary>The registers of what was opened: one per request, and one for what holds content of all.</summary>
public static class ReadRegisters
{
    private const string Prefix = "reads/";

    private static readonly Register<ReadCount, ReadEvent> Family = new(Prefix, (count, happened) => (count ?? ReadCount.None).Apply(happened));

    /// <summary>What was opened that holds content of all requests.</summary>
    public static Register<ReadCount, ReadEvent> All { get; } = Family.Called(Prefix + "all");

    /// <summary>What was opened of one request.</summary>
    public static Register<ReadCount, ReadEvent> Of(RequestId request) => Family.Called(Prefix + request.Value);

    /// <summary>The register of that name, which <see cref="IsOne"/> holds of.</summary>
    public static Register<ReadCount, ReadEvent> Called(string name) => Family.Called(name);

    /// <summary>True for the case of one of these registers.</summary>
    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
