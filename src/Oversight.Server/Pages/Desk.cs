using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Oversight.Core.Ledger;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Attachments;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Reads;
using Oversight.Server.Requests;
using Oversight.Server.Storage;
using Outcome = Oversight.Server.Storage.Outcome;

namespace Oversight.Server.Pages;

/// <summary>How the pages read and write: as the one signed in, by the same reading and the same write path as the API.</summary>
public sealed class Desk(RequestReading reading, ReadLog reads, ErasedTexts erased, RequestStore store, FormState form, IHttpContextAccessor accessor)
{
    /// <summary>Name of what a page says after something was done; a key of the texts.</summary>
    public const string Done = "done";

    private HttpContext Http => accessor.HttpContext!;

    /// <summary>Who is signed in.</summary>
    public Caller Caller => Http.Caller();

    /// <summary>What decisions and views look at now.</summary>
    public Facts Facts => reading.FactsFor(Caller);

    /// <summary>The version the last command of this page made.</summary>
    public int WrittenVersion { get; private set; }

    /// <summary>The request, or null when the caller may not read it.</summary>
    public Task<RequestState?> FindAsync(string number) => reading.FindAsync(number, Caller, Http.RequestAborted);

    /// <summary>The request for a page that shows it: that the caller opens it is on record first.</summary>
    public async Task<RequestState?> OpenAsync(string number)
    {
        if (await reading.OpenAsync(number, Caller, ReadKind.Request, Http.RequestAborted) is not { } state)
            return null;
        await erased.ReadAsync(state, Http.RequestAborted);
        return state;
    }

    /// <summary>Puts on record that the caller opens something of a request.</summary>
    public Task RecordAsync(RequestState state, ContentRead read) => reads.RecordAsync(state, Caller.Actor, read, Http.RequestAborted);

    /// <summary>
    /// Sends a command with the version and key of the posted form. Written: on to the next page. Refused or stale: the same page with
    /// everything that was typed and what is wrong, errors of a part of the content at its own fields.
    /// </summary>
    public async Task<IActionResult> SendAsync(
        PageModel page, RequestId id, RequestCommand command, Func<string, string> next, string prefix = "", AttachmentRow? file = null, int? version = null)
    {
        var posted = page.Request.Form;
        int? read = command is DraftRequest ? null : version ?? VersionIn(posted);
        var intent = new Intent(id, command, Caller, read, KeyOf(posted["key"].ToString(), NameOf(command), command), file);
        return Answer(page, await store.TransactAsync(intent, Http.RequestAborted), written =>
        {
            WrittenVersion = written.Version;
            page.TempData[Done] = $"done.{NameOf(command)}";
            return page.LocalRedirect(next(written.RequestId));
        }, prefix);
    }

    /// <summary>What a posted form wants of a register. Something new takes nobody's change away and goes without a version.</summary>
    public RegisterIntent IntentOf<T>(T wanted, bool isNew = false) where T : notnull
    {
        var posted = Http.Request.Form;
        return new RegisterIntent(Caller.Actor, isNew ? null : VersionIn(posted), KeyOf(posted["key"].ToString(), typeof(T).Name, wanted));
    }

    /// <summary>After a change of a register: on to the next page, which says that it is done, or the same page with what is wrong.</summary>
    public IActionResult Answer(PageModel page, Outcome outcome, string done, string next) => Answer(page, outcome, _ =>
    {
        page.TempData[Done] = done;
        return page.LocalRedirect(next);
    });

    /// <summary>Written: what then follows. Else the same page with everything that was typed and what is wrong.</summary>
    public IActionResult Answer(PageModel page, Outcome outcome, Func<Outcome.Written, IActionResult> then, string prefix = "")
    {
        switch (outcome)
        {
            case Outcome.Written written:
                return then(written);
            case Outcome.Stale:
                form.Add("", "Stale");
                page.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
                return page.Page();
            case Outcome.KeyReused:
                form.Add("", "IdempotencyKeyReused");
                page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return page.Page();
            case Outcome.Refused { Refusal: var refusal }:
                return Refused(page, refusal, prefix);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Attaches a file in a commit of its own. Null with the page to show when it was refused.</summary>
    public async Task<(Attached? Attached, IActionResult? Failed)> AttachAsync(PageModel page, RequestState state, IFormFile file)
    {
        var (name, mediaType) = (TextRules.Normalise(Path.GetFileName(file.FileName)) ?? "", file.ContentType ?? "application/octet-stream");
        using var buffer = new MemoryStream();
        await file.CopyToAsync(buffer, Http.RequestAborted);
        var bytes = buffer.ToArray();
        if (FileProblem(name, mediaType, bytes) is { } code)
        {
            form.Add("file", code);
            return (null, Unreadable(page));
        }
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (state.Attachments.Any(kept => kept.Digest == digest))
            return (new Attached(digest, VersionIn(page.Request.Form)), null);
        var row = new AttachmentRow { RequestId = state.Id.Value, Digest = digest, MediaType = mediaType, Bytes = bytes };
        var attach = new Attach(digest, bytes.Length, mediaType, name);
        var answer = await SendAsync(page, state.Id, attach, number => number, "", row);
        return answer is LocalRedirectResult ? (new Attached(digest, WrittenVersion), null) : (null, answer);
    }

    private static string? FileProblem(string name, string mediaType, byte[] bytes) =>
        name.Length is 0 or > 200 ? "FileNameMissing"
        : bytes.Length > AttachEndpoint.LargestFile ? "FileTooLarge"
        : MailScan.IsMail(name, mediaType, bytes) ? "MailNotAccepted"
        : null;

    private static int VersionIn(IFormCollection posted) =>
        int.TryParse(posted["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0;

    /// <summary>The page again, with what could not be read in the form.</summary>
    public IActionResult Unreadable(PageModel page)
    {
        page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return page.Page();
    }

    private IActionResult Refused(PageModel page, Refusal refusal, string prefix)
    {
        if (refusal.Kind == RefusalKind.NotFound)
            return page.NotFound();
        if (refusal.Kind == RefusalKind.Forbidden)
            return page.StatusCode(StatusCodes.Status403Forbidden);
        form.Add(refusal, prefix);
        page.Response.StatusCode = refusal.Kind == RefusalKind.Conflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        return page.Page();
    }

    private IdempotencyKey KeyOf(string key, string name, object command)
    {
        var body = JsonSerializer.Serialize(command, command.GetType(), OversightJson.Options);
        var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"page\n{Http.Request.Path}\n{body}"));
        // One form may send two commands, a file and then the content that names it: each has its own key.
        return new IdempotencyKey($"page/{name}/{(key.Length <= 64 ? key : key[..64])}", Convert.ToHexStringLower(fingerprint));
    }

    private static string NameOf(RequestCommand command) => command is DraftRequest ? "draftRequest" : CommandRules.Of(command).Name;
}

/// <summary>A file that is attached, and the version of the request that knows it.</summary>
public sealed record Attached(string Digest, int Version);
