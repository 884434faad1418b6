using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Oversight.Server.Pages;

/// <summary>What is shown in place of a page that cannot be; it says what to do next and nothing of what is there.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class ProblemPage : PageModel
{
    private static readonly int[] Told = [400, 403, 404, 409, 412, 500];

    /// <summary>The status as far as it has a text of its own.</summary>
    public string Key { get; private set; } = "500";

    public void OnGet(int status) => Show(status);

    public void OnPost(int status) => Show(status);

    private void Show(int status)
    {
        var shown = Told.Contains(status) ? status : status is >= 400 and < 500 ? 400 : 500;
        Key = shown.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Response.StatusCode == StatusCodes.Status200OK)
            Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
