using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Oversight.Benchmarks.Machine;

/// <summary>A server in a process of its own, so that its processor time, memory and writes are its own.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly double TicksPerSecond = 100;

    private readonly Process process;
    private readonly List<string> output;

    private ServerProcess(Process process, List<string> output, Uri address, TimeSpan coldStart)
    {
        (this.process, this.output) = (process, output);
        (Address, ColdStart) = (address, coldStart);
    }

    public Uri Address { get; }

    /// <summary>From the start of the process to the first 200 of /health/ready.</summary>
    public TimeSpan ColdStart { get; }

    /// <summary>User and system time so far, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Memory resident now, in bytes.</summary>
    public long ResidentBytes => Field("status", "VmRSS:") * 1024;

    /// <summary>Bytes the process has handed to the block layer, whole pages.</summary>
    public long WrittenBytes => Field("io", "write_bytes:");

    /// <summary>Runs `dotnet` with these arguments, in the folder of the program, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(IReadOnlyList<string> arguments, string database, string password)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["Oversight__Database"] = database, ["Oversight__Demo__Password"] = password, ["DOTNET_ENVIRONMENT"] = "Production",
                ["Logging__LogLevel__Default"] = "Warning", ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        var output = new List<string>();
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        Uri? address;
        while ((address = AddressIn(output)) is null || !await IsReadyAsync(http, address))
        {
            if (process.HasExited || clock.Elapsed > Patience)
                throw new InvalidOperationException($"The server did not get ready:\n{string.Join('\n', output)}");
            await Task.Delay(10);
        }
        return new ServerProcess(process, output, address, clock.Elapsed);
    }

    /// <summary>The last lines the server wrote.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return string.Join('\n', output.TakeLast(20));
        }
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM, so that SQLite's log is checkpointed; Process has only SIGKILL.
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
            process.Kill();
        process.Dispose();
    }

    /// <summary>Where the server says it listens; it takes a free port itself.</summary>
    private static Uri? AddressIn(List<string> output)
    {
        lock (output)
            return output.Select(line => ListensOn().Match(line)).FirstOrDefault(match => match.Success) is { } match ? new Uri(match.Value) : null;
    }

    [GeneratedRegex(@"(?<=Now listening on: )http://127\.0\.0\.1:\d+")]
    private static partial Regex ListensOn();

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Keep(List<string> output, string? line)
    {
        lock (output)
            output.Add(line ?? "");
    }

    private long Field(string file, string name) => Number(
        File.ReadLines($"/proc/{process.Id}/{file}").Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
