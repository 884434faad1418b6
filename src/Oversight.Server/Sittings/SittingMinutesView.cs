using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Pages;
using Oversight.Server.Pages.Requests;
using Oversight.Server.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Sittings;

/// <summary>
/// The minutes (議事録) of a sitting as this reader may see them, made of entries alone: lines are the entries of the sitting in order, items those of
/// the agenda with what the panel did on each.
/// </summary>
public sealed record SittingMinutesView(
    int Number, SittingState State, DatedView HeldOn, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? Place, string CalledBy, bool ByActingChair,
    string OpenedBy, Quorum Quorum, IReadOnlyList<AttendanceView> Attendance, IReadOnlyList<MinutesLineView> Lines, IReadOnlyList<MinutedItemView> Items);

/// <summary>A seat held when the sitting opened; atClosing is null while it is open.</summary>
public sealed record AttendanceView(int Seat, bool IsChair, bool IsActingChair, string Member, bool AtOpening, bool? AtClosing);

/// <summary>One entry as a sentence; caseSeq is its number in its case.</summary>
public sealed record MinutesLineView(int CaseSeq, DateTimeOffset At, string Type, Bilingual Text);

/// <summary>An item of the agenda; nothing but its number and kind for a reader who may not read the request.</summary>
public sealed record MinutedItemView(
    int Item, AgendaKind Kind, string Request, bool IsWithheld, AgendaState? State, string? DeferredFor, IReadOnlyList<string> Recused,
    IReadOnlyList<MinutedRound> Rounds, IReadOnlyList<MinutesLineView> Lines);

/// <summary>
/// A round of the sitting: who was there at its opening and for the vote, who of these was not recorded in the room and who was in the room and not
/// there, and once it closed the counts and what was decided.
/// </summary>
public sealed record MinutedRound(
    int Round, MotionKind Motion, IReadOnlyList<string> Present, IReadOnlyList<string> Absent, IReadOnlyList<CountView> Counts, Decision? Decision, bool IsVoid,
    IReadOnlyList<string> PresentForVote, IReadOnlyList<string> NotInRoom, IReadOnlyList<string> NotAttending);

/// <summary>Puts the minutes of a sitting together for a reader.</summary>
public sealed class MinutesReading(SittingBooks books, OversightDbContext db, Names names)
{
    private static readonly Words En = new(Wordbook.Shipped, Language.En), Ja = new(Wordbook.Shipped, Language.Ja);

    /// <summary>The minutes with the register's version; null for a sitting that was not opened.</summary>
    public async Task<(int Version, SittingMinutesView? View)> FindAsync(int number, Caller caller, CancellationToken ct)
    {
        var (version, register) = await books.ReadAsync(ct);
        var entries = await books.EntriesAsync(register, number, ct);
        if (await books.FindAsync(register, number, ct) is not { OpenedAt: not null } sitting)
            return (version, null);
        await names.ReadAsync(ct);
        var requests = await books.RequestsAsync(sitting.Agenda.Select(item => item.Request), ct);
        var acts = new Dictionary<string, IReadOnlyList<DecodedEntry<RequestEvent>>>();
        foreach (var request in requests.Values)
            acts[request.Id.Value] = [.. (await CaseEntries.OfTypesAsync(db, request.Id, Minutes.Types, ct)).Select(entry => entry.Decoded)];
        return (version, Of(SittingMinutes.Of(number, entries, request => acts[request])!, requests, caller));
    }

    private SittingMinutesView Of(SittingMinutes minutes, IReadOnlyDictionary<string, RequestState> requests, Caller caller)
    {
        var s = minutes.Sitting;
        var opened = minutes.Lines.Select(line => line.Happened).OfType<SittingOpened>().Single();
        var day = Jst.DateOf(s.OpenedAt!.Value);
        bool Sees(string request) => Reading.MayRead(requests[request], caller.Actor, caller.Panel);
        var text = new SittingText(s, item => item >= 1 && item <= s.Agenda.Count && Sees(s.Agenda[item - 1].Request));
        return new SittingMinutesView(
            s.Number, SittingView.StateOf(s), new DatedView(day, Dates.English(day), Dates.Japanese(day)), s.OpenedAt.Value, s.ClosedAt, s.Place, s.CalledBy.Value,
            s.ByActingChair, opened.Presiding.Value, s.Quorum!,
            [
                .. s.Panel!.Seats.Select(seat => new AttendanceView(
                    seat.Number, seat.IsChair, seat.Member == s.Panel.ActingChair, seat.Member.Value, opened.Present.Contains(seat.Member),
                    s.ClosedAt is null ? null : s.Present.Contains(seat.Member))),
            ],
            [
                .. minutes.Lines.Select((line, i) => new MinutesLineView(
                    line.CaseSeq, line.At, line.Happened.GetType().Name,
                    new Bilingual(text.Of(line, minutes.Lines.Take(i + 1), En, names), text.Of(line, minutes.Lines.Take(i + 1), Ja, names)))),
            ],
            [.. minutes.Items.Select(item => Sees(item.Agenda.Request) ? Shown(minutes, item, requests[item.Agenda.Request], caller.Actor) : Hidden(item))]);
    }

    private MinutedItemView Shown(SittingMinutes minutes, MinutedItem item, RequestState request, Actor reader)
    {
        var s = minutes.Sitting;
        var (en, ja) = (new MinuteText(En, names, request, reader), new MinuteText(Ja, names, request, reader));
        return new MinutedItemView(
            item.Item, item.Agenda.Kind, item.Agenda.Request, false, Agenda.StateOf(s, item.Item, request),
            s.Deferred.FirstOrDefault(deferral => deferral.Item == item.Item)?.Reason,
            [.. item.Lines.OfType<MinuteLine.Recused>().Select(line => line.Member.Value).Distinct()],
            [.. item.Lines.OfType<MinuteLine.Opened>().Select(line => RoundOf(line, item.Lines, minutes.AttendanceOf(item, line)))],
            [.. item.Lines.Select(line => new MinutesLineView(line.CaseSeq, line.At, line.GetType().Name, new Bilingual(en.Of(line), ja.Of(line))))]);
    }

    private static MinutedItemView Hidden(MinutedItem item) => new(item.Item, item.Agenda.Kind, AgendaItemView.Withheld, true, null, null, [], [], []);

    private static MinutedRound RoundOf(MinuteLine.Opened opened, IReadOnlyList<MinuteLine> lines, RoundAttendance attendance)
    {
        var its = lines.Where(line => line.Round == opened.Round).ToList();
        var closed = its.OfType<MinuteLine.Closed>().SingleOrDefault();
        return new MinutedRound(
            opened.Round!.Value, opened.Motion, Ids(opened.Present), Ids(opened.Absent), [.. (closed?.Counts ?? []).Select(CountView.Of)], closed?.Decision,
            its.OfType<MinuteLine.Voided>().Any(), Ids(attendance.Present), Ids(attendance.NotInRoom), Ids(attendance.NotAttending));

        static IReadOnlyList<string> Ids(IReadOnlyList<MemberId> members) => [.. members.Select(member => member.Value)];
    }
}
