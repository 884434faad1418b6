using Oversight.Core.Ledger;
using Oversight.Core.Panels;
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

    /// <summary>
    /// Who was there for the vote of a round of <paramref name="item"/>, beside who was recorded in the room at its end, or, while it is open, last. The
    /// attendance is what the law's quorum goes by; presence in the room is recorded apart, so the two may differ.
    /// </summary>
    public RoundAttendance AttendanceOf(MinutedItem item, MinuteLine.Opened round)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(round);
        var its = item.Lines.Where(line => line.Round == round.Round).ToList();
        List<MemberId> present = [.. round.Present];
        foreach (var line in its)
            if (line is MinuteLine.Arrived arrived)
                present.Add(arrived.Member);
            else if (line is MinuteLine.Left left)
                present.Remove(left.Member);
        var (ever, always) = RoomAt(its.FirstOrDefault(line => line is MinuteLine.Closed or MinuteLine.Voided)?.At ?? DateTimeOffset.MaxValue);
        var recused = item.Lines.OfType<MinuteLine.Recused>().Where(line => line.Items is null).Select(line => line.Member);
        return new RoundAttendance(present, [.. present.Except(ever)], [.. always.Except(present).Except(recused)]);
    }

    /// <summary>Who was in the room at some moment of an instant, and who all through it: who came or went at that very instant differs.</summary>
    private (IReadOnlyList<MemberId> Ever, IReadOnlyList<MemberId> Always) RoomAt(DateTimeOffset at)
    {
        List<MemberId> ever = [], moved = [];
        foreach (var line in Lines.Where(line => line.At <= at))
            switch (line.Happened)
            {
                case SittingOpened e:
                    ever.AddRange(e.Present);
                    break;
                case MemberArrived e:
                    ever.Add(e.Member);
                    moved.AddRange(line.At == at ? [e.Member] : []);
                    break;
                case MemberLeft e when line.At == at:
                    moved.Add(e.Member);
                    break;
                case MemberLeft e:
                    ever.Remove(e.Member);
                    break;
            }
        return (ever, [.. ever.Except(moved)]);
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

/// <summary>The attendance of a round for its vote.</summary>
/// <param name="Present">Who was there when it ended, or is there while it is open.</param>
/// <param name="NotInRoom">Of these, whom the sitting does not record in the room.</param>
/// <param name="NotAttending">Who was recorded in the room, did not leave the matter, and is not in the attendance.</param>
public sealed record RoundAttendance(IReadOnlyList<MemberId> Present, IReadOnlyList<MemberId> NotInRoom, IReadOnlyList<MemberId> NotAttending);
