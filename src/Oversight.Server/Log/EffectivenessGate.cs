using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Log;

/// <summary>Leave to act: the row of an authorisation, and the entry of its request that gave it last.</summary>
public readonly record struct Leave(int StatusIndex, int GivenSeq);

/// <summary>Leaves that are known to be published. A head never shrinks, so what is known once is known as long as the process lives.</summary>
public sealed class PublishedLeaves
{
    private readonly ConcurrentDictionary<int, int> given = [];

    public bool Contains(Leave leave) => given.TryGetValue(leave.StatusIndex, out var seq) && seq == leave.GivenSeq;

    public void Add(Leave leave) => given.AddOrUpdate(leave.StatusIndex, leave.GivenSeq, (_, seq) => Math.Max(seq, leave.GivenSeq));
}

/// <summary>
/// With the setting on, an authorisation takes effect only when everything that granted it lies under a published checkpoint, with witnesses under one
/// they cosigned: what nobody outside has seen gives nobody leave to act.
/// </summary>
public sealed class EffectivenessGate(OversightDbContext db, OversightOptions options, PublishedLeaves published)
{
    /// <summary>Rows looked at in one query.</summary>
    private const int AtOnce = 500;

    /// <summary>The leave a row stands for.</summary>
    public static readonly Expression<Func<AuthorisationRow, Leave>> LeaveOf = row => new Leave(row.StatusIndex, row.GivenSeq);

    /// <summary>Whether the authorisation of this request may be used as far as the log is concerned: its latest leave to act, and all before it.</summary>
    public async Task<bool> IsOpenAsync(string number, CancellationToken ct)
    {
        if (!options.Log.EffectiveOnlyWhenPublished)
            return true;
        var leaves = await db.Authorisations.AsNoTracking().Where(row => row.RequestId == number && row.WithdrawnAt == null).Select(LeaveOf).ToListAsync(ct);
        return leaves.Count == 1 && (await ClosedAsync(leaves, ct)).Count == 0;
    }

    /// <summary>
    /// Of these leaves, read just now, the ones that give none yet. Only those not known to be published are looked up: as a rule the few that were given a moment ago.
    /// </summary>
    public async Task<IReadOnlySet<int>> ClosedAsync(IEnumerable<Leave> leaves, CancellationToken ct)
    {
        if (!options.Log.EffectiveOnlyWhenPublished)
            return new HashSet<int>();
        var unknown = leaves.Where(leave => !published.Contains(leave)).ToList();
        if (unknown.Count == 0)
            return new HashSet<int>();
        var size = await db.Checkpoints.AsNoTracking().Where(row => row.Published != null).MaxAsync(row => (long?)row.Size, ct) ?? 0;
        foreach (var some in unknown.Chunk(AtOnce))
            foreach (var leave in await Covered(some.Select(leave => leave.StatusIndex), size).ToListAsync(ct))
                published.Add(leave);
        return unknown.Where(leave => !published.Contains(leave)).Select(leave => leave.StatusIndex).ToHashSet();
    }

    /// <summary>Leaves with every entry up to theirs below the head. Counted, because places are not always given in the order of a case's entries.</summary>
    private IQueryable<Leave> Covered(IEnumerable<int> indexes, long size) => db.Authorisations.AsNoTracking()
        .Where(row => indexes.Contains(row.StatusIndex) && row.GivenSeq > 0 && row.GivenSeq == (
            from entry in db.Entries
            where entry.Case == row.RequestId && entry.CaseSeq <= row.GivenSeq
            join leaf in db.LeafIndexes on entry.Id equals leaf.EntryId
            where leaf.LeafIndex < size
            select entry.Id).Count())
        .Select(LeaveOf);
}
