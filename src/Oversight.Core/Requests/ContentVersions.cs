using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>One version of a request's content as its entries hold it.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Content">The content; parts named in <paramref name="Erased"/> are null.</param>
/// <param name="Erased">Parts of the content that were erased since.</param>
/// <param name="At">When it was written.</param>
/// <param name="By">Role of who wrote it, as in entries.</param>
/// <param name="SignedAt">When an officer first signed it, or null.</param>
/// <param name="SignedBy">Role of who signed it, or null.</param>
public sealed record ContentVersion(
    int Number, RequestContent Content, IReadOnlyList<string> Erased, DateTimeOffset At, string By, DateTimeOffset? SignedAt = null, string? SignedBy = null);

/// <summary>The versions of a content, from the entries alone.</summary>
public static class ContentVersions
{
    private const string Content = "content.";

    /// <summary>Names of the entries <see cref="Of"/> looks at; all others may be left out.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [nameof(RequestDrafted), nameof(ContentRevised), nameof(RequestSigned), nameof(RequestResubmitted), nameof(MeasureNotified)];

    /// <summary>Every version in order, from one case's entries in order.</summary>
    public static IReadOnlyList<ContentVersion> Of(IEnumerable<DecodedEntry<RequestEvent>> entries)
    {
        var versions = new List<ContentVersion>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case RequestDrafted e:
                    versions.Add(Written(1, e.Content, entry));
                    break;
                case ContentRevised e:
                    versions.Add(Written(e.ContentVersion, e.Content, entry));
                    break;
                case RequestSigned e:
                    Sign(versions, e.ContentVersion, entry.Header);
                    break;
                case RequestResubmitted e:
                    Sign(versions, e.ContentVersion, entry.Header);
                    break;
                case MeasureNotified e:
                    Sign(versions, e.ContentVersion, entry.Header);
                    break;
            }
        }
        return versions;
    }

    private static ContentVersion Written(int number, RequestContent content, DecodedEntry<RequestEvent> entry) => new(
        number, content, [.. entry.MissingParts.Where(part => part.Name.StartsWith(Content, StringComparison.Ordinal)).Select(part => part.Name[Content.Length..])],
        entry.Header.At, entry.Header.Role);

    private static void Sign(List<ContentVersion> versions, int number, EntryHeader header)
    {
        var at = versions.FindIndex(version => version.Number == number);
        if (at >= 0 && versions[at].SignedAt is null)
            versions[at] = versions[at] with { SignedAt = header.At, SignedBy = header.Role };
    }
}
