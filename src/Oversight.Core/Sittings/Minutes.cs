using Oversight.Core.Inspections;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Sittings;

/// <summary>The minutes (議事録) of the panel on one request, from its entries alone: they say what the log says and nothing else.</summary>
public sealed class Minutes
{
    private readonly List<MinuteLine> lines = [];
    private readonly HashSet<MemberId> voted = [];
    private List<MemberId> present = [];
    private int? open;

    private Minutes() { }

    /// <summary>Names of the entries that make a line; all others may be left out.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        nameof(InterestDeclared), nameof(RoundOpened), nameof(PresenceChanged), nameof(BallotCast), nameof(RoundTied), nameof(TieDecided), nameof(RoundClosed),
        nameof(RoundVoided), nameof(ResolutionAdopted),
    ];

    /// <summary>
    /// The lines in order, one for each act of the panel, from one case's entries in order. No line holds content, so that erased parts take
    /// nothing from them; who may read which line is for <see cref="Reading"/> to say.
    /// </summary>
    public static IReadOnlyList<MinuteLine> Of(IEnumerable<DecodedEntry<RequestEvent>> entries)
    {
        var minutes = new Minutes();
        foreach (var entry in entries)
        {
            if (minutes.Line(entry.Event, (entry.Header.CaseSeq, entry.Header.At)) is { } line)
                minutes.lines.Add(line);
        }
        return minutes.WithRounds();
    }

    private MinuteLine? Line(RequestEvent happened, (int Seq, DateTimeOffset At) entry) => happened switch
    {
        RoundOpened e => Opened(e, entry),
        PresenceChanged { IsPresent: true } e => Arrived(e, entry),
        PresenceChanged e => Left(e, entry),
        InterestDeclared e => Recused(e, entry),
        BallotCast e => Voted(e, entry),
        RoundTied e => new MinuteLine.Tied(entry.Seq, entry.At, e.Round, e.Items),
        TieDecided e => new MinuteLine.Casting(entry.Seq, entry.At, e.Round, e.Item, e.Member, e.Approve, e.ActingChairTieBreak),
        RoundClosed e => Ended(new MinuteLine.Closed(entry.Seq, entry.At, e.Round, e.Counts, e.Decision)),
        RoundVoided e => Ended(new MinuteLine.Voided(entry.Seq, entry.At, e.Round, e.Items)),
        ResolutionAdopted e => new MinuteLine.Adopted(entry.Seq, entry.At, e.Round, e.Resolution, e.Kinds),
        _ => null,
    };

    private MinuteLine.Opened Opened(RoundOpened e, (int Seq, DateTimeOffset At) entry)
    {
        (open, present) = (e.Round, [.. e.Present]);
        voted.Clear();
        return new MinuteLine.Opened(
            entry.Seq, entry.At, e.Round, e.OpenedBy, e.Motion, e.ContentVersion, e.Items, e.Present,
            [.. e.Panel.Seats.Select(seat => seat.Member).Where(member => !e.Present.Contains(member))]);
    }

    private MinuteLine.Arrived Arrived(PresenceChanged e, (int Seq, DateTimeOffset At) entry)
    {
        present.Add(e.Member);
        return new MinuteLine.Arrived(entry.Seq, entry.At, e.Round, e.Member, present.Count);
    }

    private MinuteLine.Left Left(PresenceChanged e, (int Seq, DateTimeOffset At) entry)
    {
        present.Remove(e.Member);
        return new MinuteLine.Left(entry.Seq, entry.At, e.Round, e.Member, present.Count, voted.Remove(e.Member));
    }

    private MinuteLine.Recused Recused(InterestDeclared e, (int Seq, DateTimeOffset At) entry) =>
        new(entry.Seq, entry.At, open, e.Member, e.Ground, e.Items, open is not null && voted.Remove(e.Member));

    private MinuteLine.Voted Voted(BallotCast e, (int Seq, DateTimeOffset At) entry)
    {
        var isNew = voted.Add(e.Member);
        return new MinuteLine.Voted(entry.Seq, entry.At, e.Round, e.Member, !isNew, voted.Count);
    }

    private MinuteLine Ended(MinuteLine line)
    {
        open = null;
        return line;
    }

    /// <summary>What was declared between rounds belongs to the one that opens next: its room is what it changed.</summary>
    private List<MinuteLine> WithRounds()
    {
        int? next = null;
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (lines[i].Round is null)
                lines[i] = lines[i] with { Round = next };
            next = lines[i].Round;
        }
        return lines;
    }
}
