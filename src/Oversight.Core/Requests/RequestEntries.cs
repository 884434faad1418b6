using System.Runtime.CompilerServices;
using Oversight.Core.Law;
using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>An entry as stored: the bytes that are hashed, and the disclosures of the parts still kept beside it, by name.</summary>
public sealed record StoredEntry(byte[] Bytes, IReadOnlyDictionary<string, string> Parts);

/// <summary>Events to entries and back: the header facts of each entry, and the fold over a case's stored entries.</summary>
public static class RequestEntries
{
    private static readonly EventCodec<RequestEvent> Codec = new();
    private static readonly ConditionalWeakTable<RuleSet, string> RuleSetNames = [];

    /// <summary>The entries of one accepted command, chained to the case's last leaf (lower-case hex, empty for a new case).</summary>
    public static IReadOnlyList<Entry> Of(string log, string lastLeaf, Verdict.Accepted accepted, Facts facts, SaltSource salts)
    {
        var after = accepted.State;
        var firstSeq = after.CaseSeq - accepted.Events.Count + 1;
        var ruleSet = NameOf(facts.Rules.Law.InForceAt(after.JudgedAt ?? facts.Now));
        var entries = new List<Entry>(accepted.Events.Count);
        foreach (var @event in accepted.Events)
        {
            var header = new EntryHeader(
                log, after.Id.Value, firstSeq + entries.Count, lastLeaf, facts.Now, facts.Actor.Id, RoleName(facts.Actor.Role), after.Agency.Id,
                after.Content.Route.ToString(), after.Definition ?? "", ruleSet);
            var entry = Codec.Encode(header, @event, salts);
            entries.Add(entry);
            lastLeaf = Convert.ToHexStringLower(entry.LeafHash);
        }
        return entries;
    }

    /// <summary>Reads one entry back.</summary>
    public static DecodedEntry<RequestEvent> Read(StoredEntry entry) => Codec.Decode(entry.Bytes, entry.Parts);

    /// <summary>The state a case's entries add up to, in order from the first; null for none.</summary>
    public static RequestState? Rebuild(IEnumerable<StoredEntry> entries, DefinitionSet definitions)
    {
        RequestState? state = null;
        foreach (var stored in entries)
        {
            var (header, _, @event, _) = Read(stored);
            if (!RequestId.TryParse(header.Case, out var id))
                throw new FormatException($"'{header.Case}' is not a request number.");
            state = RequestFold.Apply(state, id, @event, new Stamp(header.CaseSeq, header.At, header.Actor), definitions);
        }
        return state;
    }

    /// <summary>The role's name in entries and JSON.</summary>
    public static string RoleName(Role role) => char.ToLowerInvariant(role.ToString()[0]) + role.ToString()[1..];

    /// <summary>The rule set's name in entries.</summary>
    internal static string NameOf(RuleSet ruleSet) => RuleSetNames.GetValue(ruleSet, set => $"{set.Id}@{set.Hash}");
}
