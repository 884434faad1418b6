using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Oversight.Benchmarks.Load;
using Oversight.Benchmarks.Panels;
using Oversight.Core.Ledger;

namespace Oversight.Benchmarks.Log;

/// <summary>Requests drafted at a constant rate, one entry each; and when the served checkpoint covers each.</summary>
public sealed class DraftLoad : IDisposable
{
    private const string Drafter = "cao.drafter", Auditor = "auditor";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Callers callers;
    private readonly HttpClient anonymous;
    private readonly JsonObject content = (JsonObject)JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "C01.json")))!["content"]!;

    private DraftLoad(Callers callers, Uri address)
    {
        (this.callers, anonymous) = (callers, new HttpClient { BaseAddress = address });
        content["period"] = new JsonObject { ["start"] = "2028-03-01", ["end"] = "2028-08-31" };
    }

    public static async Task<DraftLoad> SignInAsync(Uri address, string password)
    {
        var callers = new Callers(address, password);
        await callers.SignInAsync(Drafter, Auditor);
        return new DraftLoad(callers, address);
    }

    /// <summary>From each acknowledgement to the first look, every 10 ms, that finds its entry covered by the served checkpoint.</summary>
    public async Task<Latencies> CoveredAfterAsync(int count, double perSecond)
    {
        using var stop = new CancellationTokenSource();
        var looking = LookAsync(stop.Token);
        var start = Stopwatch.GetTimestamp();
        var drafting = new List<Task<(string Number, long At)>>();
        for (var i = 0; i < count; i++)
        {
            var due = start + (long)(i / perSecond * Stopwatch.Frequency);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait)
                await Task.Delay(wait);
            drafting.Add(Task.Run(DraftAsync));
        }
        var drafted = await Task.WhenAll(drafting);
        var indexes = new List<(long Index, long At)>();
        foreach (var (number, at) in drafted)
            indexes.Add((await IndexAsync(number), at));
        await stop.CancelAsync();
        var seen = await looking;
        return new Latencies(indexes.Select(entry => Stopwatch.GetElapsedTime(entry.At, Math.Max(entry.At, seen.First(look => look.Size > entry.Index).At))));
    }

    /// <summary>Reads the receipts of some requests again and again, one after the other.</summary>
    public async Task<Latencies> ReceiptsAsync(int requests, int reads)
    {
        var numbers = new List<string>();
        for (var i = 0; i < requests; i++)
            numbers.Add((await DraftAsync()).Number);
        await IndexAsync(numbers[^1]);
        var took = new List<TimeSpan>();
        for (var i = -requests; i < reads; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await callers.TextAsync(Drafter, $"/api/v1/requests/{numbers[(i + requests) % requests]}/entries/1/receipt?wait=30");
            if (i >= 0)
                took.Add(Stopwatch.GetElapsedTime(start));
        }
        return new Latencies(took);
    }

    public void Dispose()
    {
        callers.Dispose();
        anonymous.Dispose();
    }

    private async Task<(string Number, long At)> DraftAsync()
    {
        using var answer = await callers.PostAsync(Drafter, "/api/v1/requests", JsonContent.Create(content));
        answer.EnsureSuccessStatusCode();
        return (answer.Headers.Location!.ToString().Split('/')[^1], Stopwatch.GetTimestamp());
    }

    /// <summary>The place of a request's first entry, once it is published.</summary>
    private async Task<long> IndexAsync(string number)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(100))
            if (await callers.TryTextAsync(Auditor, $"/log/cases/{number}") is { } lines)
                return long.Parse(lines.Split('\n')[0], CultureInfo.InvariantCulture);
        throw new InvalidOperationException($"{number} was not published in {Patience}.");
    }

    private async Task<IReadOnlyList<(long Size, long At)>> LookAsync(CancellationToken stop)
    {
        var seen = new List<(long Size, long At)>();
        while (!stop.IsCancellationRequested)
        {
            using var answer = await anonymous.GetAsync("/log/checkpoint", CancellationToken.None);
            if (answer.IsSuccessStatusCode)
            {
                var size = Checkpoint.Parse(SignedNote.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None)).Text).Size;
                if (seen.Count == 0 || seen[^1].Size < size)
                    seen.Add((size, Stopwatch.GetTimestamp()));
            }
            await Task.Delay(10, CancellationToken.None);
        }
        return seen;
    }
}
