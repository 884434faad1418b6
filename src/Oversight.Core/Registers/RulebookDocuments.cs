using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Ledger;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Registers;

/// <summary>Kinds of documents that decisions rest on.</summary>
[CamelCaseNames]
public enum DocumentKind { RuleSet, Holidays, NetworkMap, Definition }

/// <summary>A document that decisions rest on; Hash is the SHA-256 of its bytes, lower-case hex, by which entries name it.</summary>
public sealed record RuleDocument(string Hash, DocumentKind Kind, byte[] Bytes)
{
    internal static RuleDocument Of(DocumentKind kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(Convert.ToHexStringLower(SHA256.HashData(bytes)), kind, bytes);
    }
}

/// <summary>A rulebook as documents, and back.</summary>
public static class RulebookDocuments
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every document of the rulebook, also definitions that are only held for open cases.</summary>
    public static IReadOnlyList<RuleDocument> Of(Rulebook book) =>
    [
        .. book.Law.RuleSets.Select(set => RuleDocument.Of(DocumentKind.RuleSet, set.ToJson())),
        RuleDocument.Of(DocumentKind.Holidays, book.Calendar.Text),
        RuleDocument.Of(DocumentKind.NetworkMap, book.Map.Text),
        .. book.Definitions.All.Select(definition => RuleDocument.Of(DocumentKind.Definition, definition.Meaning)),
    ];

    /// <summary>
    /// The rulebook of the hashes, with further definitions that cases hold. A document that is not there, has another hash or cannot be read throws
    /// <see cref="DocumentMissingException"/>.
    /// </summary>
    public static Rulebook Read(AdoptedRulebook adopted, IEnumerable<string> held, Func<string, byte[]?> documents) => new(
        ReadOne(string.Join(' ', adopted.RuleSets.Select(set => set.Hash)), _ => LegalCalendar.OfSets([.. adopted.RuleSets.Select(set => Text(set.Hash, documents))])),
        ReadOne(adopted.Holidays, hash => WorkingCalendar.Parse(adopted.Calendar, Text(hash, documents))),
        ReadOne(adopted.NetworkMap, hash => NetworkMap.Parse(Text(hash, documents))),
        new DefinitionSet(adopted.Definitions.Select(hash => Definition(hash, documents)), [.. held.Select(hash => Definition(hash, documents))]));

    /// <summary>The definition of the hash; throws <see cref="DocumentMissingException"/> likewise.</summary>
    public static WorkflowDefinition Definition(string hash, Func<string, byte[]?> documents) =>
        ReadOne(hash, it => DefinitionReader.OfMeaning(Text(it, documents)));

    private static T ReadOne<T>(string hash, Func<string, T> read)
    {
        try
        {
            return read(hash);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new DocumentMissingException(hash, fault);
        }
    }

    private static string Text(string hash, Func<string, byte[]?> documents) =>
        documents(hash) is { } bytes && Convert.ToHexStringLower(SHA256.HashData(bytes)) == hash ? Strict.GetString(bytes) : throw new DocumentMissingException(hash);
}

/// <summary>A document that decisions rest on is not there, or its bytes are not those its name is the hash of.</summary>
public sealed class DocumentMissingException(string hash, Exception? cause = null) : Exception($"The document {hash} is missing or cannot be read.", cause)
{
    /// <summary>The hash; of several documents read together all, parted by blanks.</summary>
    public string Hash { get; } = hash;
}
