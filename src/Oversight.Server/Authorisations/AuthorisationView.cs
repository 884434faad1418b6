using System.Text.Json.Serialization;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>
/// An authorisation as those who act on it check it. State is what it is at the instant `at`, whatever timers have fired; items are those that remain,
/// as last narrowed. Start is inclusive, End exclusive and the start of the extension that takes its place. Extends is the route an extension continues.
/// Operators, windows and conditions are left out, and items have no scope, once an order erased them: then nothing is permitted.
/// </summary>
public sealed record AuthorisationView(
    string Number, string Agency, string Route, string? Extends, Bilingual Article, AuthorisationState State, DateTimeOffset At, DateTimeOffset Start, DateTimeOffset End,
    DateTimeOffset? EndedAt, IReadOnlyList<GrantedItemView> Items, IReadOnlyList<string>? Operators, IReadOnlyList<UseWindow>? Windows,
    IReadOnlyList<Condition>? Conditions, int ContentVersion, int Round, DateTimeOffset IssuedAt, string Definition, string RuleSet, string? NetworkMap,
    EntryReference Entry, TokenStatusClaim Status)
{
    /// <summary>
    /// True while it gives no leave to act whatever its state: everything waits for a precedent condition, or the settings ask for publication and the
    /// entries that gave it are not published.
    /// </summary>
    public bool IsNotYetEffective { get; init; }

    /// <summary>True while everything waits for a precedent condition.</summary>
    public bool AwaitsCondition { get; init; }

    /// <summary>Ids of the precedent conditions not met yet: what they concern may not be used.</summary>
    public required IReadOnlyList<string> UnmetConditions { get; init; }

    /// <summary>The view of a request that has an authorisation.</summary>
    public static AuthorisationView Of(RequestState s, IssuedEntry issued, StatusPlace place, string publicAddress, DateTimeOffset now)
    {
        var a = s.Authorisation!;
        var scope = AuthorisationHistory.Of(s).Scopes[^1].Items;
        var article = Routes.Article(s.Content.Route);
        return new AuthorisationView(
            s.Id.Value, s.Agency.Id, s.Content.Route.ToString(), s.Extends?.ToString(), new Bilingual(article.En, article.Ja), AuthorisationStanding.At(a, now), now, a.Start, a.EndsAt,
            a.EndedAt, [.. a.Items.Select(item => new GrantedItemView(item, scope.GetValueOrDefault(item)))], a.Use?.Operators, a.Use?.Windows,
            a.Use?.Conditions, a.ContentVersion, issued.Event.Round, a.IssuedAt, issued.Header.Definition, issued.Header.RuleSet, issued.NetworkMap,
            new EntryReference(issued.Header.CaseSeq, issued.LeafHash), new TokenStatusClaim(new StatusReference(place.Index, UriOf(publicAddress, place.List))))
        {
            AwaitsCondition = a.AwaitsCondition,
            UnmetConditions = [.. a.Unmet.Select(condition => condition.Id)],
        };
    }

    /// <summary>Address of a status list.</summary>
    public static string UriOf(string publicAddress, int list) => $"{publicAddress}/status-lists/{list}";
}

/// <summary>An item as granted or as narrowed since, which may be narrower than what was asked.</summary>
public sealed record GrantedItemView(string Item, ScopeItem? Scope);

/// <summary>The entry of the audit trail that issued the authorisation: its number in the case and its leaf hash.</summary>
public sealed record EntryReference(int CaseSeq, string LeafHash);

/// <summary>Where the status is to be looked up, in the shape of the IETF Token Status List.</summary>
public sealed record TokenStatusClaim([property: JsonPropertyName("status_list")] StatusReference StatusList);

/// <summary>Index in the list at the address.</summary>
public sealed record StatusReference(int Idx, string Uri);

/// <summary>The entry that issued an authorisation, read back, and the hash of the network map the intake looked at (null if none is known).</summary>
public sealed record IssuedEntry(EntryHeader Header, AuthorisationIssued Event, string LeafHash, string? NetworkMap);

/// <summary>A line of the list of authorisations.</summary>
public sealed record AuthorisationLine(
    string Number, string Agency, string Route, AuthorisationState State, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset IssuedAt)
{
    /// <summary>As in the view.</summary>
    public bool IsNotYetEffective { get; init; }

    /// <summary>As in the view.</summary>
    public bool AwaitsCondition { get; init; }

    internal static AuthorisationLine Of(AuthorisationRow row, string agency, string route, DateTimeOffset now) => new(
        row.RequestId, agency, route, AuthorisationStanding.At(Enum.Parse<AuthorisationState>(row.State), row.Start, row.EndsAt, now),
        row.Start, row.EndsAt, row.IssuedAt)
    {
        AwaitsCondition = row.AwaitsCondition != false,
    };
}
