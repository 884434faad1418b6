using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Sittings;

/// <summary>The minutes (議事録) of a sitting: what its entries and those of the requests on its agenda say of it, and nothing else.</summary>
/// <param name="Sitting">The sitting as its entries leave it.</param>
/// <param name="Lines">Every entry of the sitting, in order.</param>
/// <param name="Items">Every item of the agenda, in order, with what the panel did on it at this sitting.</param>
public sealed record SittingMinutes(Sitting Sitting, IReadOnlyList<SittingLine> Lines, IReadOnlyList<MinutedItem> Items)
{
    /// <summary>
    /// The minutes of sitting <paramref name="number"/> from entries of the register of sittings, in order, and the entries of each request on its agenda,
    /// in order; null where no entry calls such a sitting.
    /// </summary>
    public static SittingMinutes? Of(
        int number, IEnumerable<DecodedEntry<SittingEvent>> entries, Func<string, IEnumerable<DecodedEntry<RequestEvent>>> requestEntries)
    {
        var lines = entries.Where(entry => entry.Event.Sitting == number)
            .Select(entry => new SittingLine(entry.Header.CaseSeq, entry.Header.At, entry.Header.Actor, entry.Event)).ToList();
        if (lines.Count == 0)
            return null;
        var sitting = lines.Aggregate((Sitting?)null, (state, line) => Sitting.Apply(state, line.Happened, line.At))!;
        return new SittingMinutes(
            sitting, lines, [.. sitting.Agenda.Select((item, i) => new MinutedItem(i + 1, item, LinesIn(sitting, Minutes.Of(requestEntries(item.Request)))))]);
    }

    /// <summary>The lines of rounds opened in the sitting, to their end, and what was declared in it without a round.</summary>
    private static IReadOnlyList<MinuteLine> LinesIn(Sitting sitting, IReadOnlyList<MinuteLine> lines)
    {
        var rounds = lines.OfType<MinuteLine.Opened>().Where(line => sitting.IsOpenAt(line.At)).Select(line => line.Round).ToHashSet();
        return [.. lines.Where(line => line.Round is { } round ? rounds.Contains(round) : sitting.IsOpenAt(line.At))];
    }
}

/// <summary>One entry of the sitting: its number in the register, its instant and who acted.</summary>
public sealed record SittingLine(int CaseSeq, DateTimeOffset At, string Actor, SittingEvent Happened);

/// <summary>One item of the agenda with the lines of its request that fall into the sitting.</summary>
public sealed record MinutedItem(int Item, AgendaItem Agenda, IReadOnlyList<MinuteLine> Lines);
