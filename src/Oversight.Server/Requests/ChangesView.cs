using System.Text.Json.Nodes;
using Oversight.Core.Requests;

namespace Oversight.Server.Requests;

/// <summary>A content version: when it was written and signed, and by which role; who it was stands in the entries.</summary>
public sealed record VersionView(int Number, DateTimeOffset At, string By, bool IsSigned, DateTimeOffset? SignedAt, string? SignedBy)
{
    internal static VersionView Of(ContentVersion version) =>
        new(version.Number, version.At, version.By, version.SignedAt is not null, version.SignedAt, version.SignedBy);
}

/// <summary>What changed between two content versions; parts erased from either of them are named and not compared.</summary>
public sealed record ChangesView(int From, int To, int Count, int MaterialCount, IReadOnlyList<ChangeView> Items, IReadOnlyList<ErasedPart> Erased)
{
    /// <summary>The difference; null when one of the two is not among the versions.</summary>
    internal static ChangesView? Between(IReadOnlyList<ContentVersion> versions, int from, int to)
    {
        if (versions.FirstOrDefault(v => v.Number == from) is not { } before || versions.FirstOrDefault(v => v.Number == to) is not { } after)
            return null;
        var changes = ContentDifference.Between(before.Content, after.Content, [.. before.Erased, .. after.Erased]);
        ErasedPart[] erased = [.. new[] { before, after }.DistinctBy(v => v.Number).SelectMany(v => v.Erased.Select(part => new ErasedPart(part, v.Number)))];
        return new ChangesView(from, to, changes.Count, changes.Count(change => change.IsMaterial), [.. changes.Select(ChangeView.Of)], erased);
    }

    /// <summary>From the signed version before the one that stands, which may itself await its signature; nothing changed where there is none before.</summary>
    internal static (int From, int To) Usual(RequestState state, IReadOnlyList<ContentVersion> versions) =>
        (versions.LastOrDefault(v => v.SignedAt is not null && v.Number < state.ContentVersion)?.Number ?? state.ContentVersion, state.ContentVersion);
}

/// <summary>One difference. Path is a JSON pointer into the later content, for what was removed into the earlier; items of the scope carry both their numbers.</summary>
public sealed record ChangeView(
    string Path, ChangeKind Kind, bool IsMaterial, JsonNode? Before, JsonNode? After, int? ItemBefore, int? ItemAfter, string? Key)
{
    internal static ChangeView Of(FieldChange change) => new(
        change.Path, change.Kind, change.IsMaterial, Parse(change.Before), Parse(change.After), change.ItemBefore, change.ItemAfter, change.Key);

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}

/// <summary>A part of a content version that was erased.</summary>
public sealed record ErasedPart(string Part, int Version);
