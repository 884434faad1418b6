using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Crashes;

/// <summary>The server as a process of its own, which can be killed. Every start listens on the same port.</summary>
public sealed class ServerProcess(TestDatabase database, params string[] settings) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> output = [];
    private Process? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{Ports.Free()}");

    /// <summary>Starts and waits until it answers.</summary>
    public async Task StartAsync()
    {
        output.Clear();
        process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Oversight.Server.dll"), $"--urls={Address}", "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None", $"--Oversight:Database={database.Connection}", $"--Oversight:Log:SignerFolder={database.SignerFolder}",
            $"--Oversight:KeyFolder={database.KeyFolder}", $"--Oversight:DatabaseOwner={database.OwnerConnection}", $"--Oversight:Demo:Password={TestServer.Password}", "--Oversight:Demo:Cases=false", "--demo", .. settings,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        })!;
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address };
        for (var waited = Stopwatch.StartNew(); !await AnswersAsync(http); await Task.Delay(20))
            if (process.HasExited || waited.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', output)}");
    }

    /// <summary>SIGKILL: nothing is flushed, closed or said.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/health/live")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
