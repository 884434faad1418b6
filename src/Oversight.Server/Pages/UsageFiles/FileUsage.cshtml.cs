using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Authorisations;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Storage;
using Oversight.Server.Usage;

namespace Oversight.Server.Pages.UsageFiles;

/// <summary>
/// Filing a usage file from the browser. The form is read, to a file on disk, only once the caller is known to be allowed to file: that is why the
/// handlers take no arguments and the form's token is checked by hand.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class FileUsagePage(Desk desk, FormState form, UsageImports imports, UsageReading usage, IAntiforgery antiforgery) : PageModel
{
    /// <summary>Largest file a browser may send, in bytes; larger ones come by the API.</summary>
    public const long LargestFile = 1L << 30;

    private const long LargestForm = LargestFile + (1 << 20);

    private const int MostTries = 3;

    public RequestState State { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await OpenAsync() ?? Page();

    /// <summary>How far the import under the form's key is; 204 before it began.</summary>
    public async Task<IActionResult> OnGetProgressAsync() =>
        await OpenAsync() is { } elsewhere ? elsewhere
        : await usage.UnderKeyAsync(State, desk.Caller.Actor.Id, KeyOf(Request.Query["key"].ToString()), HttpContext.RequestAborted) is { } import
            ? new JsonResult(import, ApiJson.Options)
        : new NoContentResult();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await OpenAsync() is { } elsewhere)
            return elsewhere;
        if (Request.ContentLength is null or > LargestForm)
            return Wrong("UsageFileTooLarge");
        if (HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestForm;
        HttpContext.Features.Set<IFormFeature>(new FormFeature(Request, new FormOptions { MultipartBodyLengthLimit = LargestForm }));
        if (!await antiforgery.IsRequestValidAsync(HttpContext))
            return BadRequest();
        var posted = await Request.ReadFormAsync(HttpContext.RequestAborted);
        form.Keep(posted);
        var file = posted.Files["file"];
        if (file is not { Length: > 0 })
            return Wrong("FileMissing");
        if (TextRules.Normalise(Path.GetFileName(file.FileName)) is not { } name || ContentRules.IsBadName(name))
            return Wrong("FileNameMissing");
        return FormatOf(name) is { } format ? await ImportAsync(file, name, format, KeyOf(posted["key"].ToString())) : Wrong("UsageFormatExpected");
    }

    /// <summary>Once the file is here it is read to its end, whether or not somebody still waits; and anew when the case moved on.</summary>
    private async Task<IActionResult> ImportAsync(IFormFile file, string name, UsageFormat format, string key)
    {
        await using var stream = file.OpenReadStream();
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"page\n{Request.Path}\n{name}\n{digest}")));
        for (var attempt = 1; ; attempt++)
        {
            stream.Position = 0;
            var import = new UsageFile(State, desk.Caller, new IdempotencyKey(key, fingerprint), name, format, file.Length, digest);
            switch (await imports.ImportAsync(import, stream, CancellationToken.None))
            {
                case UsageOutcome.Filed filed:
                    TempData[Desk.Done] = "done.fileUsage";
                    return LocalRedirect($"/requests/{State.Id}/usage/{filed.Import}");
                case UsageOutcome.Refused { Refusal.Code: "UsageCaseMoved" } when attempt < MostTries:
                    if (await OpenAsync() is { } elsewhere)
                        return elsewhere;
                    break;
                case UsageOutcome.Refused { Refusal: var refusal }:
                    return Wrong(refusal.Code);
            }
        }
    }

    private async Task<IActionResult?> OpenAsync()
    {
        if (await desk.FindAsync((string)RouteData.Values["number"]!) is not { } state)
            return NotFound();
        State = state;
        var rule = CommandRules.All.First(rule => rule.Command == typeof(FileUsage));
        if (rule.Role != desk.Facts.Actor.Role)
            return StatusCode(StatusCodes.Status403Forbidden);
        return rule.IsOpenTo(state, desk.Facts) ? null : StatusCode(StatusCodes.Status409Conflict);
    }

    private IActionResult Wrong(string code)
    {
        form.Add("file", code);
        return desk.Unreadable(this);
    }

    /// <summary>Whatever was posted, as plain text both databases hold.</summary>
    private static string KeyOf(string key) => $"page/fileUsage/{string.Concat(key.Where(char.IsAsciiLetterOrDigit).Take(64))}";

    private static UsageFormat? FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => UsageFormat.Csv,
        ".ndjson" or ".jsonl" => UsageFormat.Ndjson,
        _ => null,
    };
}
