using Spectre.Console;

namespace Oversight.Cli;

/// <summary>Where a command writes: results, and what is said while it works. A bar is drawn on a terminal only; otherwise now and then a line.</summary>
public sealed class Terminal(TextWriter written, TextWriter said, bool isInteractive)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Results.</summary>
    public PlainLines Out { get; } = new(written);

    /// <summary>What is said besides.</summary>
    public PlainLines Error { get; } = new(said);

    /// <summary>Both as they are, for text that is this program's own, such as help.</summary>
    public (TextWriter Out, TextWriter Error) OwnText => (written, said);

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>Does long work that says how far it is.</summary>
    public T Show<T>(string what, Func<Action<long, long>, T> work) => isInteractive ? ShowBar(what, work) : ShowLines(what, work);

    private T ShowBar<T>(string what, Func<Action<long, long>, T> work) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(said) })
            .Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask(what);
                return work((done, all) => (bar.MaxValue, bar.Value) = (Math.Max(1, all), done));
            });

    private T ShowLines<T>(string what, Func<Action<long, long>, T> work)
    {
        var next = DateTime.UtcNow + BetweenLines;
        return work((done, all) =>
        {
            if (DateTime.UtcNow < next)
                return;
            next = DateTime.UtcNow + BetweenLines;
            Error.WriteLine($"{what}: {done} of {all}");
        });
    }
}
