using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Oversight.Core.Ledger;

namespace Oversight.Cli.Witnessing;

/// <summary>A witness over HTTP (C2SP tlog-witness): submission and monitoring below one prefix.</summary>
public static class WitnessServer
{
    private const string Text = "text/plain; charset=utf-8";
    private const string SizeText = "text/x.tlog.size";

    /// <summary>The application, ready to start; <paramref name="listen"/> takes the address.</summary>
    public static WebApplication Create(WitnessStore store, string listen, TextWriter said)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = SignedNote.MaximumLength).UseUrls(listen);
        var app = builder.Build();
        // A lambda of the context alone would be taken for one that writes its own answer.
        app.MapPost("/add-checkpoint", (Delegate)(async (HttpContext http) => await AddAsync(http, store, said)));
        app.MapGet("/{name}/checkpoint", (string name) => store.LastOf(name) is { } note ? Results.Text(note, Text) : Results.NotFound());
        return app;
    }

    /// <summary>Waits for the token, or for SIGTERM, which the host catches; then ends what is under way.</summary>
    /// <param name="beside">Done meanwhile, until the token it gets is cancelled.</param>
    internal static async Task UntilStoppedAsync(WebApplication app, CancellationToken ct, Func<CancellationToken, Task>? beside = null)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct, app.Lifetime.ApplicationStopping);
        try
        {
            if (beside is not null)
                await beside(stopping.Token);
            await Task.Delay(Timeout.Infinite, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Reads a body of strict UTF-8; null for anything else.</summary>
    internal static async Task<string?> BodyAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
            return new UTF8Encoding(false, true).GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (Exception fault) when (fault is DecoderFallbackException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static async Task<IResult> AddAsync(HttpContext http, WitnessStore store, TextWriter said)
    {
        var answer = await BodyAsync(http) is { } body ? store.Add(body) : new WitnessAnswer(400, "BadRequest", "The body is not UTF-8, or too long.", 0, "");
        if (answer.Status is 409 or 422)
            await said.WriteLineAsync($"{answer.Code}: {answer.Message}");
        return answer.Status switch
        {
            200 => Results.Text(answer.Lines, Text),
            409 => Results.Text($"{DecimalText.Format(answer.LastSize)}\n", SizeText, Encoding.ASCII, 409),
            var status => Results.Text($"{answer.Code}: {answer.Message}\n", Text, Encoding.UTF8, status),
        };
    }
}
