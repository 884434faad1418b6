using System.Diagnostics;
using Oversight.Benchmarks.Panels;

namespace Oversight.Benchmarks.Load;

/// <summary>What one load came to. Latencies count from the instant a vote was due, not from when the generator got round to it.</summary>
public sealed record LoadResult(TimeSpan Elapsed, Latencies Votes, Latencies DecisionReadable, int Acknowledged, int Errors)
{
    public double VotesPerSecond => Acknowledged / Elapsed.TotalSeconds;
}

/// <summary>Members of a case vote at the same moment, each over a call of their own.</summary>
public sealed class VoteLoad(IPanel panel)
{
    /// <summary>Closed loop: so many cases in flight, the next begins when one has all its votes. For the greatest rate only.</summary>
    public async Task<LoadResult> SaturateAsync(IReadOnlyList<OpenCase> cases, int inFlight)
    {
        var done = new CaseVotes[cases.Count];
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, cases.Count, new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (i, _) =>
            done[i] = await VoteAsync(cases[i], Stopwatch.GetTimestamp(), readDecision: false));
        return Sum(done, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Open model: cases come at a constant rate whatever the server does.</summary>
    public async Task<LoadResult> ArriveAsync(IReadOnlyList<OpenCase> cases, double casesPerSecond)
    {
        var running = new Task<CaseVotes>[cases.Count];
        var start = Stopwatch.GetTimestamp();
        // A thread of its own keeps the beat however busy the pool is.
        await Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < cases.Count; i++)
            {
                var due = start + (long)(i / casesPerSecond * Stopwatch.Frequency);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait)
                    Thread.Sleep(wait);
                var open = cases[i];
                running[i] = Task.Run(() => VoteAsync(open, due, readDecision: true));
            }
        }, TaskCreationOptions.LongRunning);
        return Sum(await Task.WhenAll(running), Stopwatch.GetElapsedTime(start));
    }

    private async Task<CaseVotes> VoteAsync(OpenCase open, long due, bool readDecision)
    {
        var votes = await Task.WhenAll(open.Voters.Select(async member =>
        {
            var acknowledged = await panel.VoteAsync(open, member);
            return (acknowledged, Took: Stopwatch.GetElapsedTime(due));
        }));
        var last = Stopwatch.GetTimestamp();
        if (readDecision && votes.All(vote => vote.acknowledged))
            while (!await panel.IsDecidedAsync(open))
                await Task.Delay(1);
        return new CaseVotes([.. votes.Select(vote => vote.Took)], votes.Count(vote => vote.acknowledged), readDecision ? Stopwatch.GetElapsedTime(last) : null);
    }

    private static LoadResult Sum(CaseVotes[] done, TimeSpan elapsed) => new(
        elapsed, new Latencies(done.SelectMany(votes => votes.Took)), new Latencies(done.Select(votes => votes.DecisionReadable).OfType<TimeSpan>()),
        done.Sum(votes => votes.Acknowledged), done.Sum(votes => votes.Took.Count - votes.Acknowledged));

    private sealed record CaseVotes(IReadOnlyList<TimeSpan> Took, int Acknowledged, TimeSpan? DecisionReadable);
}
