using Oversight.Core.Ledger;
using Oversight.Core.Registers;

namespace Oversight.Core.Replay;

/// <summary>
/// An auditor's own list of what decisions may be made by, a line each: the kind (<c>ruleSet</c>, <c>holidays</c>, <c>networkMap</c>, <c>definition</c>), the SHA-256 in
/// lower-case hex, and a name for people if he likes. Empty lines and those that begin with # are left out.
/// </summary>
public sealed class AcceptedRulebook
{
    private static readonly DocumentKind[] Kinds = Enum.GetValues<DocumentKind>();

    private readonly HashSet<(DocumentKind Kind, string Hash)> accepted;

    private AcceptedRulebook(HashSet<(DocumentKind, string)> accepted) => this.accepted = accepted;

    /// <summary>Reads such lines; any other throws <see cref="LogFormatException"/>.</summary>
    public static AcceptedRulebook Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var accepted = new HashSet<(DocumentKind, string)>();
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            var kind = Kinds.Cast<DocumentKind?>().FirstOrDefault(kind => Word(kind!.Value) == words[0]);
            if (words.Length < 2 || kind is null || !IsHash(words[1]))
                throw new LogFormatException("BadRulebook", $"'{line}' is not a kind ({string.Join(", ", Kinds.Select(Word))}), a SHA-256 in lower-case hex, and a name if you like.");
            accepted.Add((kind.Value, words[1]));
        }
        return new AcceptedRulebook(accepted);
    }

    /// <summary>The lines that accept everything these rulebooks name, each document once.</summary>
    /// <param name="adopted">The rulebooks.</param>
    /// <param name="nameOf">A definition's name by its hash.</param>
    public static string Write(IEnumerable<AdoptedRulebook> adopted, Func<string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(adopted);
        return string.Concat(adopted.SelectMany(DocumentsOf)
            .Select(it => $"{Word(it.Kind)} {it.Hash} {(it.Kind == DocumentKind.Definition ? nameOf(it.Hash) : it.Name)}".TrimEnd() + "\n").Distinct());
    }

    /// <summary>Of each rulebook that names something not accepted the first such document.</summary>
    public IReadOnlyList<Divergence> Judge(IEnumerable<AdoptedAt> adopted) =>
    [
        .. from it in adopted.Index()
           let unknown = DocumentsOf(it.Item.Rulebook).Where(document => !accepted.Contains((document.Kind, document.Hash))).Take(1)
           from document in unknown
           // Every entry of the register adopts a rulebook, so its number in the case is the rulebook's.
           select new Divergence(
               it.Item.Index, "rulebook", it.Index + 1, DivergenceCodes.RulebookNotAccepted, $"The {Word(document.Kind)} {document.Hash} was adopted and is not in your list."),
    ];

    private static IEnumerable<(DocumentKind Kind, string Hash, string Name)> DocumentsOf(AdoptedRulebook book) =>
    [
        .. book.RuleSets.Select(set => (DocumentKind.RuleSet, set.Hash, set.Id)), (DocumentKind.Holidays, book.Holidays, book.Calendar),
        (DocumentKind.NetworkMap, book.NetworkMap, ""), .. book.Definitions.Select(hash => (DocumentKind.Definition, hash, "")),
    ];

    private static string Word(DocumentKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static bool IsHash(string text) => text.Length == 64 && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
