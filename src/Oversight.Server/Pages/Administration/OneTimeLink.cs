using Oversight.Server.Accounts;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Administration;

/// <summary>The link with which somebody sets a password. It is written into the answer to the form and kept nowhere; without an address it was shown before.</summary>
/// <param name="Done">Key of what was done.</param>
public sealed record OneTimeLink(string UserName, string? Address, string Done)
{
    /// <summary>The link of what was just written; none when the form was sent again.</summary>
    public static OneTimeLink Of(HttpRequest request, Outcome.Written written, string? token, string userName, string done) =>
        new(userName, written.IsReplay || token is null ? null : AccountEndpoints.PasswordLink(request, token), done);
}
