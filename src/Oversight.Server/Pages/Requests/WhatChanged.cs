using Oversight.Core.Requests;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Requests;

/// <summary>What changed in a filed request, as far as the reader may see its versions.</summary>
/// <param name="Signed">Between the last two signed versions; null while only one is signed.</param>
/// <param name="SinceFirst">Since the first signed version, when there are more than two.</param>
/// <param name="Unsigned">What a correction that awaits the signature changes; for the agency and auditors.</param>
/// <param name="SinceVote">For a member who voted on an earlier version and not yet on this one: since then.</param>
/// <param name="VotedIn">The round that member voted in.</param>
/// <param name="Remand">The last remand that was carried.</param>
public sealed record WhatChanged(ChangesView? Signed, ChangesView? SinceFirst, ChangesView? Unsigned, ChangesView? SinceVote, Round? VotedIn, Round? Remand)
{
    /// <summary>Null for a request that was never filed: nothing was there to be changed.</summary>
    public static async Task<WhatChanged?> ReadAsync(OversightDbContext db, RequestState state, Actor actor, CancellationToken ct)
    {
        if (state.FiledAt is null)
            return null;
        var versions = await CaseEntries.VersionsAsync(db, state, actor, ct);
        int[] signed = [.. versions.Where(version => version.SignedAt is not null).Select(version => version.Number)];
        var standing = signed[^1];
        var voted = VotedBefore(state, actor);
        return new WhatChanged(
            signed.Length > 1 ? ChangesView.Between(versions, signed[^2], standing) : null,
            signed.Length > 2 ? ChangesView.Between(versions, signed[0], standing) : null,
            state.ContentVersion > standing ? ChangesView.Between(versions, standing, state.ContentVersion) : null,
            voted is null ? null : ChangesView.Between(versions, voted.ContentVersion, standing),
            voted,
            state.Rounds.LastOrDefault(round => round.Decided() == Decision.Remanded && Reading.MaySeeMotion(round, actor)));
    }

    private static Round? VotedBefore(RequestState state, Actor actor) =>
        actor.Role == Role.PanelMember
        && state.Rounds.LastOrDefault(round => round.Ballots.Any(ballot => ballot.Member.Value == actor.Id)) is { } last && state.IsForEarlierVersion(last)
            ? last
            : null;
}
