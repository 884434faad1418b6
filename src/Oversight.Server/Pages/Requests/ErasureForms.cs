using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>A content part as a form offers it and a page names it: its entry's type and instant beside its place.</summary>
public sealed record PlacedPart(PartPlace Place, string Type, DateTimeOffset At)
{
    /// <summary>What the box of a form sends.</summary>
    public string Value => ItemNames.Of(Place.CaseSeq) + ":" + Place.Name;

    /// <summary>In a line: the entry, then what of it.</summary>
    public string NameIn(Words words) => $"{ItemNames.Of(Place.CaseSeq)}. {words.Or($"event.{Type}", Type)} – {ErasureForms.NameOf(Place.Name, words)}";
}

/// <summary>How proposals to erase are read out of their form, and what it offers.</summary>
public static class ErasureForms
{
    private const string Content = "content.";

    /// <summary>A part by its name: a part of the content as everywhere, others by what they hold.</summary>
    public static string NameOf(string part, Words words) => part.StartsWith(Content, StringComparison.Ordinal)
        ? words.Or($"contentPart.{part[Content.Length..]}", part)
        : words.Or($"erasedPart.{part}", part);

    /// <summary>Every part of the case's entries, in order.</summary>
    public static async Task<IReadOnlyList<PlacedPart>> PartsAsync(OversightDbContext db, RequestState state, CancellationToken ct)
    {
        var entries = (await db.Entries.AsNoTracking().Where(e => e.Case == state.Id.Value).OrderBy(e => e.CaseSeq).Select(e => e.Bytes).ToListAsync(ct))
            .ConvertAll(bytes => EntryDocument.Read(bytes));
        return [.. ErasureRules.PartsOf(entries).Select(place => new PlacedPart(place, entries[place.CaseSeq - 1].Type, entries[place.CaseSeq - 1].Header.At))];
    }

    /// <summary>Those a proposal may still name.</summary>
    public static IEnumerable<PlacedPart> Offered(IEnumerable<PlacedPart> parts, RequestState state) => parts.Where(part =>
        !state.ErasureProposals.Any(proposal => (proposal.IsOpen || proposal.Order is not null) && proposal.Parts.Contains(part.Place)));

    /// <summary>The proposals that wait for an answer.</summary>
    public static Which Open(RequestState state, Words words) => new(
        "proposal", words["erasureOrder.which"],
        [.. state.ErasureProposals.Where(proposal => proposal.IsOpen).Select(proposal => new Option(
            ItemNames.Of(proposal.Number), words["erasureOrder.proposal", proposal.Number],
            words["erasureOrder.line", proposal.Parts.Count, words.Of(proposal.Ground), words.Of(proposal.Authority)]))]);

    internal static RequestCommand Propose(RequestState state, Facts facts, FormAnswers a) => new ProposeErasure(
        [.. a.RequiredTicked("parts").Select(PlaceOf)], a.RequiredPair("ground"), a.RequiredPair("authority"));

    /// <summary>What is not a place names no part there is.</summary>
    private static PartPlace PlaceOf(string value) =>
        value.IndexOf(':', StringComparison.Ordinal) is > 0 and var at && int.TryParse(value.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? new PartPlace(seq, value[(at + 1)..])
            : new PartPlace(0, "-");
}
