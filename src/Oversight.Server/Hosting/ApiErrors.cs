using Microsoft.AspNetCore.Diagnostics;
using Oversight.Server.Accounts;

namespace Oversight.Server.Hosting;

/// <summary>Whatever goes wrong under `/api` before or inside an endpoint is answered as a problem, and no answer may be kept.</summary>
public static class ApiErrors
{
    public static void UseApiErrors(this WebApplication app) => app.UseWhen(http => SessionAuthentication.IsApi(http.Request), api =>
    {
        api.Use((http, next) =>
        {
            // On starting, because an answer to a fault begins by clearing what was set.
            http.Response.OnStarting(() =>
            {
                // What never changes says so itself, and only when it succeeds.
                if (http.Response.StatusCode != StatusCodes.Status200OK || http.Response.Headers.CacheControl.Count == 0)
                    http.Response.Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(http);
        });
        api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerFaultAsync });
        api.UseStatusCodePages(context => AnswerStatusAsync(context.HttpContext, context.HttpContext.Response.StatusCode));
    });

    /// <summary>A request the server could not read is the caller's fault; everything else is ours and says nothing but its trace id.</summary>
    private static Task AnswerFaultAsync(HttpContext http) =>
        http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException unreadable
            ? AnswerStatusAsync(http, unreadable.StatusCode)
            : Problems.Result(http, StatusCodes.Status500InternalServerError, "InternalError").ExecuteAsync(http);

    private static Task AnswerStatusAsync(HttpContext http, int status) => Problems.Result(http, status, status switch
    {
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status405MethodNotAllowed => "MethodNotAllowed",
        StatusCodes.Status413PayloadTooLarge => "BodyTooLarge",
        StatusCodes.Status415UnsupportedMediaType => "JsonExpected",
        >= 500 => "InternalError",
        _ => "BadRequest",
    }).ExecuteAsync(http);
}
