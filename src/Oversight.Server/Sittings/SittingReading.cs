using Oversight.Core.Sittings;
using Oversight.Server.Accounts;
using Oversight.Server.Storage;

namespace Oversight.Server.Sittings;

/// <summary>Sittings as a caller may see them, for the API and the pages.</summary>
public sealed class SittingReading(SittingBooks books, BusinessClock clock)
{
    /// <summary>Every sitting with the register's version.</summary>
    public async Task<Listing<SittingSummary>> ListAsync(CancellationToken ct)
    {
        var (version, register) = await books.ReadAsync(ct);
        return new Listing<SittingSummary>(version, SittingSummary.Of(register));
    }

    /// <summary>One sitting with the register's version; null where there is none of that number.</summary>
    public async Task<(int Version, SittingView? View)> FindAsync(int number, Caller caller, CancellationToken ct)
    {
        var (version, register) = await books.ReadAsync(ct);
        return await books.FindAsync(register, number, ct) is { } sitting ? (version, await ViewAsync(sitting, version, register, caller, ct)) : (version, null);
    }

    /// <summary>What is or will be before the panel next.</summary>
    public async Task<(int Version, NextAgendaView View)> NextAgendaAsync(Caller caller, CancellationToken ct)
    {
        var (version, register) = await books.ReadAsync(ct);
        if (register.Next is { } next)
            return (version, new NextAgendaView(next.Number, next.StartsAt, (await ViewAsync(next, version, register, caller, ct)).Items));
        var due = await books.DueAsync(register, null, ct);
        var requests = await books.RequestsAsync(due, ct);
        return (version, new NextAgendaView(null, null, [.. due.Select((number, i) => AgendaItemView.OfListed(i + 1, requests[number], caller))]));
    }

    private async Task<SittingView> ViewAsync(Sitting sitting, int version, SittingsRegister register, Caller caller, CancellationToken ct)
    {
        // What ended since the last sitting is listed by the next one alone.
        var listed = sitting.IsComing && register.Next == sitting ? await books.DueAsync(register, sitting, ct) : [];
        var requests = await books.RequestsAsync(sitting.Agenda.Select(item => item.Request).Concat(listed), ct);
        return SittingView.Of(sitting, version, listed, requests, caller, clock.Now);
    }
}
