using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Requests;

/// <summary>Puts a decision document together from the state, the entry that closed the round, and the version it decided on.</summary>
public static class DecisionReading
{
    /// <summary>The last decision, else the last resolution, or what a round came to; null where nothing was decided.</summary>
    public static async Task<DecisionView?> ReadAsync(OversightDbContext db, RequestState state, Actor actor, int? round, CancellationToken ct)
    {
        var entries = await CaseEntries.OfTypesAsync(db, state.Id, [nameof(RoundOpened), nameof(RoundClosed), nameof(ResolutionAdopted), .. ContentVersions.Types], ct);
        var resolved = entries.Select(entry => entry.Decoded.Event).OfType<ResolutionAdopted>().ToLookup(adopted => adopted.Round);
        var closings = entries.Where(entry => entry.Decoded.Event is RoundClosed e && (round is null || e.Round == round)).ToList();
        if ((closings.FindLast(entry => ((RoundClosed)entry.Decoded.Event).Decision is not null)
            ?? closings.FindLast(entry => resolved.Contains(((RoundClosed)entry.Decoded.Event).Round))) is not { } closing)
            return null;
        var closed = (RoundClosed)closing.Decoded.Event;
        var decided = state.Rounds[closed.Round - 1];
        var version = ContentVersions.Of(entries.Select(entry => entry.Decoded)).Single(version => version.Number == decided.ContentVersion);
        var opening = entries.Single(entry => entry.Decoded.Event is RoundOpened e && e.Round == closed.Round);
        string[] erased = [.. opening.Decoded.MissingParts.Select(_ => "motion"), .. version.Erased];
        return Of(state, decided, closing, version, await SeatsAsync(db, state, decided, ct), RoundView.Of(state, decided, actor)) with
        {
            Erased = erased,
            Recommendation = decided.Text?.Recommendation,
            Resolution = decided.Motion == MotionKind.Resolve && resolved[decided.Number].FirstOrDefault() is { } e
                ? new ResolvedView(e.Resolution, e.Kinds, e.Text, e.Inspection, e.Incident) : null,
            Struck = version.Number == state.ContentVersion ? state.Struck : [],
        };
    }

    /// <summary>What is recorded when the document is opened.</summary>
    public static ContentRead Opened(RequestState state, DecisionView decision) => new(ReadKind.Decision, state.Version, Of: ItemNames.Of(decision.Round), Seen: state.CaseSeq);

    private static DecisionView Of(
        RequestState state, Round round, ReadEntry closing, ContentVersion version, IReadOnlyList<DecisionSeat> seats, RoundView view)
    {
        var (header, closed) = (closing.Decoded.Header, (RoundClosed)closing.Decoded.Event);
        var day = Jst.DateOf(header.At);
        var grants = state.Authorisation is { } authorisation && authorisation.ContentVersion == round.ContentVersion && round.Motion == MotionKind.Decide
            ? new GrantedPeriod(authorisation.Start, authorisation.End) : null;
        var ballots = view.Ballots.Where(ballot => ballot.Counts).ToList();
        return new DecisionView(
            state.Id.Value, state.Agency.Id, header.Route, Routes.Article(version.Content.Route), round.Number, round.Motion, closed.Decision, header.At,
            new DatedView(day, Dates.English(day), Dates.Japanese(day)), version.Number, version.Content.Statement, version.Content.Period, grants, seats,
            closed.Counts.Select(count => count.Presiding?.Value).FirstOrDefault(member => member is not null),
            [.. closed.Counts.Select(count => ItemOf(round, version.Content, count))], view.Castings, ballots, round.Text?.Reasons ?? [],
            ballots.Count == 0
                ? [.. view.Dissents.Select(text => new DissentView(null, text))]
                : [.. from ballot in ballots where ballot.Dissent is not null select new DissentView(ballot.Member, ballot.Dissent!)],
            round.Text?.Conditions ?? [], round.Text?.Directions, [], header.Definition, header.RuleSet, header.CaseSeq, closing.LeafHash);
    }

    private static DecidedItem ItemOf(Round round, RequestContent content, CountedItem count)
    {
        var asked = ItemNames.Find(content, count.Item);
        var narrowed = round.Text?.Narrowed?.GetValueOrDefault(count.Item);
        var outcome = count.Result switch
        {
            ItemResult.Carried when round.Motion != MotionKind.Decide => ItemOutcome.Carried,
            ItemResult.Carried => narrowed is null ? ItemOutcome.Granted : ItemOutcome.GrantedNarrowed,
            ItemResult.Rejected => round.Motion == MotionKind.Decide ? ItemOutcome.Refused : ItemOutcome.Rejected,
            ItemResult.NotCarried => ItemOutcome.NotCarried,
            _ => throw new UnreachableException($"A round does not close with {count.Result}."),
        };
        return new DecidedItem(
            count.Item, outcome, asked, outcome is ItemOutcome.Granted or ItemOutcome.GrantedNarrowed ? narrowed ?? asked : null, CountView.Of(count));
    }

    /// <summary>The seats pinned when the round opened, with the names under which the register had filled them by then.</summary>
    private static async Task<IReadOnlyList<DecisionSeat>> SeatsAsync(OversightDbContext db, RequestState state, Round round, CancellationToken ct)
    {
        var filled = await db.Entries.AsNoTracking()
            .Where(entry => entry.Case == Registers.Panel.Case && entry.Type == nameof(SeatFilled) && entry.At <= round.OpenedAt)
            .OrderBy(entry => entry.CaseSeq).Select(entry => entry.Bytes).ToListAsync(ct);
        var holders = filled.Select(bytes => ((SeatFilled)Registers.Panel.Read(new StoredEntry(bytes, new Dictionary<string, string>())).Event).Holder).ToList();
        var interests = state.Interests.Where(interest => interest.At <= round.ClosedAt).ToList();
        return
        [
            .. from seat in round.Panel.Seats
               let holder = holders.LastOrDefault(holder => holder.Member == seat.Member)
               select new DecisionSeat(
                   seat.Number, seat.IsChair, seat.Member == round.Panel.ActingChair, seat.Member.Value, holder?.NameEn ?? seat.Member.Value,
                   holder?.NameJa ?? seat.Member.Value, round.Present.Contains(seat.Member),
                   [.. round.Items.Where(item => interests.Any(i => i.Member == seat.Member && i.Concerns(item, round.ContentVersion, interests)))]),
        ];
    }
}
