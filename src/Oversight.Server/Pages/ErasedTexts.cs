using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages;

/// <summary>Says, where a text would stand, under which order it was erased.</summary>
public sealed class ErasedTexts(OversightDbContext db)
{
    private List<(PartPlace Place, DateTimeOffset At, int Order)> erased = [];

    /// <summary>Takes note of a request's orders; a request without any costs nothing.</summary>
    public async Task ReadAsync(RequestState state, CancellationToken ct)
    {
        erased = [];
        var orders = state.ErasureProposals.Where(proposal => proposal.Order is not null).ToList();
        if (orders.Count == 0)
            return;
        var seqs = orders.SelectMany(proposal => proposal.Parts.Select(part => part.CaseSeq)).Distinct().ToList();
        var at = await db.Entries.AsNoTracking().Where(e => e.Case == state.Id.Value && seqs.Contains(e.CaseSeq)).ToDictionaryAsync(e => e.CaseSeq, e => e.At, ct);
        erased = [.. orders.SelectMany(proposal => proposal.Parts.Where(part => at.ContainsKey(part.CaseSeq)).Select(part => (part, at[part.CaseSeq], proposal.Order!.Number)))];
    }

    /// <summary>
    /// "Erased under order n" for the part of that name in the entry of that instant, or without one for the last entry that has it; null where no order
    /// named such a part.
    /// </summary>
    public string? Say(Words words, string part, DateTimeOffset? at = null)
    {
        var found = erased.Where(line => line.Place.Name == part && (at is null || line.At == at)).OrderBy(line => line.Place.CaseSeq).ToList();
        return found.Count == 0 ? null : words["entries.erasedUnder", found[^1].Order];
    }
}
