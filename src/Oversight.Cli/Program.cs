using System.CommandLine;
using System.Text;
using Oversight.Cli.Auditing;
using Oversight.Cli.Signing;
using Oversight.Cli.Witnessing;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli;

/// <summary>The auditor's, witness's and signer's program.</summary>
public static class Program
{
    /// <summary>Exit code of a command line, or of files the caller brings along, that cannot be used.</summary>
    public const int Usage = 64;

    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        return await RunAsync(args, Terminal.OfProcess(), stop.Token);
    }

    /// <summary>Runs one command line; the answer is the exit code. Never a stack trace.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken ct = default)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await terminal.Error.WriteLineAsync($"error Usage: {error.Message}");
            await terminal.Error.WriteLineAsync("Say 'oversight --help', or 'oversight COMMAND --help'.");
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.OwnText.Out, Error = terminal.OwnText.Error, EnableDefaultExceptionHandler = false }, ct);
        }
        catch (CliException refused)
        {
            return await FailAsync(terminal, refused.Code, refused.Message, refused.ExitCode);
        }
        catch (LogFormatException wrong)
        {
            return await FailAsync(terminal, wrong.Code, wrong.Message, (int)Verdict.Invalid);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or HttpRequestException or DecoderFallbackException)
        {
            return await FailAsync(terminal, "Unreadable", fault.Message, (int)Verdict.CouldNotTell);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(terminal, "Stopped", "Stopped before it was done.", (int)Verdict.CouldNotTell);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // What nobody foresaw must not pass for a verdict.
            return await FailAsync(terminal, "Unforeseen", $"{fault.GetType().Name}: {fault.Message}", (int)Verdict.CouldNotTell);
        }
    }

    private static RootCommand Root(Terminal terminal) => new("Verifies the audit trail of Oversight, and keeps watch over it.")
    {
        VerifyCommand.Create(terminal),
        ReplayCommand.Create(terminal),
        ExportCommand.Create(terminal),
        ReceiptCommand.Create(terminal),
        KeysCommand.Create(terminal),
        SelfTestCommand.Create(terminal),
        WitnessCommand.Create(terminal),
        SignerCommand.Create(terminal),
    };

    private static async Task<int> FailAsync(Terminal terminal, string code, string message, int exitCode)
    {
        await terminal.Error.WriteLineAsync($"error {code}: {message}");
        return exitCode;
    }
}

/// <summary>Something the caller can mend: a stable code, what to do, and the exit code.</summary>
public sealed class CliException(string code, string message, int exitCode = (int)Verdict.CouldNotTell) : Exception(message)
{
    public string Code { get; } = code;
    public int ExitCode { get; } = exitCode;

    /// <summary>A file or word of the command line that cannot be used.</summary>
    public static CliException Usage(string code, string message) => new(code, message, Program.Usage);
}
