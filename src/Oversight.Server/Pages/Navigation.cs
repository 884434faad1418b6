using Oversight.Core.Requests;
using Oversight.Server.Pages.Watching;

namespace Oversight.Server.Pages;

/// <summary>The places of the navigation, each for those it has something for.</summary>
public static class Navigation
{
    private static readonly (string Href, string Key, Func<Role, bool> IsFor)[] All =
    [
        ("/", "administration.title", role => role == Role.Administrator),
        ("/", "home.title", role => role != Role.Administrator),
        ("/oversight", "oversight.title", WatchedPage.IsFor),
        ("/sittings", "sittings.title", role => role is Role.PanelMember or Role.Examiner or Role.Inspector or Role.Auditor),
        ("/authorisations", "authorisations.title", role => role != Role.Administrator),
        ("/registers", "registers.title", role => role != Role.Administrator),
        ("/panel", "panel.title", _ => true),
        ("/people", "people.title", role => role == Role.Administrator),
        ("/agencies", "agencies.title", role => role == Role.Administrator),
        ("/reports", "reports.title", _ => true),
        ("/ledger", "ledger.title", _ => true),
    ];

    /// <summary>Address and text of each place, in order.</summary>
    public static IReadOnlyList<(string Href, string Key)> PlacesOf(Role role) =>
        [.. All.Where(place => place.IsFor(role)).Select(place => (place.Href, place.Key))];
}
