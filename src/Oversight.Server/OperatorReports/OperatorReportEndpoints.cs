using Oversight.Core.Registers.OperatorReports;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.OperatorReports;

/// <summary>Operators' incident reports: filed by the secretariat, one by one or from a file.</summary>
public static class OperatorReportEndpoints
{
    private const string Address = "/operatorReports";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(Address, ListAsync).WithName("listOperatorReports").Produces<Page<ReportView>>().ProducesReadProblems(MayRead);
        api.MapGet($"{Address}/{{id}}", FindAsync).WithName("getOperatorReport").Produces<ReportView>().ProducesReadProblems(MayRead);
        api.MapPost(Address, FileAsync).WithName("fileOperatorReport").For(MayFile, "NotYourCommand")
            .Accepts<OperatorReport>("application/json").Produces<RegisterAnswer>(201).ProducesCommandProblems();
        api.MapPost($"{Address}/import", ImportAsync).WithName("importOperatorReports").For(MayFile, "NotYourCommand")
            .Produces<ImportAnswer>().ProducesCommandProblems();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ReportBooks books, string? @operator, string? from, string? to, string? cursor)
    {
        if (!IsInstant(from, out var start) || !IsInstant(to, out var end))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "FilterInvalid");
        var page = await books.ListAsync(new ReportFilter(@operator, start, end, cursor), http.RequestAborted);
        return page is null ? Problems.Result(http, StatusCodes.Status400BadRequest, "CursorInvalid") : Results.Json(page, ApiJson.Options);
    }

    private static async Task<IResult> FindAsync(HttpContext http, string id, ReportBooks books) =>
        await books.FindAsync(id, http.RequestAborted) is { } report
            ? Results.Json(report, ApiJson.Options)
            : Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");

    private static async Task<IResult> FileAsync(HttpContext http, ReportBooks books)
    {
        var (report, key, problem) = await RegisterEndpoints.ReadAsync<OperatorReport>(http);
        return problem ?? RegisterEndpoints.Answer(http, await books.FileAsync(report!, RegisterRoutes.Entering(http, key!), http.RequestAborted));
    }

    private static async Task<IResult> ImportAsync(HttpContext http, ReportBooks books)
    {
        if (CommandEndpoints.KeyProblem(http) is { } noKey)
            return noKey;
        if (http.Request.ContentType?.Split(';')[0].Trim() != ReportFile.MediaType)
            return Problems.Result(http, StatusCodes.Status415UnsupportedMediaType, "NdjsonExpected");
        var (bytes, unread) = await ApiJson.BytesAsync(http, ReportFile.Largest);
        if (unread is not null)
            return unread;
        if (ReportFile.Read(bytes) is not { } lines)
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, "TooManyLines");
        var intent = new RegisterIntent(http.Caller().Actor, IfMatch: null, CommandEndpoints.KeyOf(http, bytes));
        return RegisterEndpoints.Answer(http, await books.ImportAsync(lines, intent, http.RequestAborted));
    }

    private static bool IsInstant(string? text, out DateTimeOffset? at)
    {
        at = null;
        if (text is null)
            return true;
        var isInstant = ApiJson.TryParseInstant(text, out var read);
        at = read;
        return isInstant;
    }

    private static bool MayRead(Caller caller) => OperatorReportRules.MayRead(caller.Actor, caller.Panel);

    private static bool MayFile(Caller caller) => OperatorReportRules.MayFile(caller.Actor);
}
