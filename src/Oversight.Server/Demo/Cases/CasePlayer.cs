namespace Oversight.Server.Demo.Cases;

/// <summary>Plays variants of cases over plain HTTP, all their steps in one order of time, and throws <see cref="CaseDeviationException"/> where the program does something else.</summary>
/// <param name="connect">A new client of the server, its base address set.</param>
/// <param name="moveClock">Moves the server's business clock and fires what is due; only ever forward.</param>
public sealed class CasePlayer(CaseLibrary library, Func<HttpClient> connect, string password, Func<DateTimeOffset, Task> moveClock)
{
    private readonly CaseAccounts accounts = new(connect, password);

    /// <summary>Plays the variant named <c>C01/approved</c>, first the one it continues.</summary>
    public Task PlayAsync(string name, CancellationToken ct) => PlayAsync([name], _ => { }, ct);

    /// <summary>Plays several variants side by side; tells before each step how much of the whole is done, from 0 to 1.</summary>
    public async Task PlayAsync(IEnumerable<string> names, Action<double> progress, CancellationToken ct)
    {
        var steps = names.SelectMany(name => new CasePlay(library, accounts).StepsOf(name)).OrderBy(step => step.At).ToList();
        DateTimeOffset? now = null;
        foreach (var (i, step) in steps.Index())
        {
            progress((double)i / steps.Count);
            if (step.At is { } at && at != now)
                await moveClock(at);
            now = step.At;
            await step.PlayAsync(ct);
        }
    }
}
