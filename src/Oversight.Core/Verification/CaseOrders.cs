using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Verification;

/// <summary>
/// The erasure orders of one request, judged by what is public of them: each answers an open proposal of the same request with the very same list, by
/// another person than the proposer, and touches no proposal, order or refusal. That the one who ordered did preside, replay tells.
/// </summary>
internal sealed class CaseOrders
{
    private readonly Dictionary<long, Proposal> proposals = [];
    private readonly HashSet<int> own = [];
    private long orders;

    /// <summary>Whether an entry of this type is one of those that erase or lead to it.</summary>
    public static bool Concern(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("PartsErased"u8) || type.SequenceEqual("ErasureProposed"u8) || type.SequenceEqual("ErasureProposalRefused"u8);

    /// <summary>The number of a lawful order and the parts it erases; null for an unlawful one; nothing erased by another entry.</summary>
    public (long Order, IReadOnlyList<(int CaseSeq, string Name)> Erased)? Take(EntryDocument entry)
    {
        own.Add(entry.Header.CaseSeq);
        var happened = entry.Event;
        switch (entry.Type)
        {
            case nameof(ErasureProposed):
                _ = proposals.TryAdd(Number(happened["proposal"]), new Proposal(entry.Header.Actor, entry.Header.CaseSeq, happened["erase"] as JsonArray));
                return (0, []);
            case nameof(ErasureProposalRefused):
                _ = proposals.TryGetValue(Number(happened["proposal"]), out var refused) && (refused.IsAnswered = true);
                return (0, []);
            default:
                return Order(entry.Header, happened);
        }
    }

    private (long, IReadOnlyList<(int, string)>)? Order(EntryHeader header, JsonObject order)
    {
        if (header.Role != RequestEntries.RoleName(Role.PanelMember) || Number(order["order"]) != orders + 1 || Text(order["orderedBy"]) != header.Actor
            || !proposals.TryGetValue(Number(order["proposal"]), out var proposal) || proposal.IsAnswered
            || proposal.Actor == header.Actor || Text(order["proposedBy"]) != proposal.Actor
            || order["erased"] is not JsonArray erased || !JsonNode.DeepEquals(erased, proposal.Erase))
        {
            return null;
        }

        var parts = erased.Select(part => part is JsonObject place ? ((int)Number(place["caseSeq"]), Text(place["name"]) ?? "") : (-1, "")).ToList();
        if (parts.Exists(part => part.Item1 < 1 || part.Item1 >= proposal.CaseSeq || own.Contains(part.Item1)))
        {
            return null;
        }

        proposal.IsAnswered = true;
        return (++orders, parts);
    }

    private static long Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : -1;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private sealed record Proposal(string Actor, int CaseSeq, JsonArray? Erase)
    {
        public bool IsAnswered { get; set; }
    }
}
