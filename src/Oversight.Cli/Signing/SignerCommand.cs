using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Oversight.Cli.Auditing;
using Oversight.Cli.Witnessing;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Signing;

/// <summary>`oversight signer`: the log's keys in a process, and with a user, of their own.</summary>
public static partial class SignerCommand
{
    private const string Text = "text/plain; charset=utf-8";
    private const int OwnerOnly = 0x7F;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = OwnerAlone | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private static readonly TimeSpan BetweenAsking = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal)
    {
        var keys = new Option<string[]>("--key") { Description = "A private key of the log; all of one log. Without any, the keys in the folder.", HelpName = "FILE" };
        var store = new Option<string>("--store") { Description = "Folder for the head signed last; never restore it from a copy.", Required = true, HelpName = "DIR" };
        var socket = new Option<string>("--socket") { Description = "Unix socket to listen on.", Required = true, HelpName = "PATH" };
        var mode = new Option<string>("--socket-mode") { Description = "Who may use the socket: 600 its owner, 660 also its group.", DefaultValueFactory = _ => "600", HelpName = "MODE" };
        mode.AcceptOnlyFromAmong("600", "660");
        var policyFile = new Option<string?>("--policy") { Description = "Policy with the witnesses to compare with before the first signature.", HelpName = "FILE" };
        var alone = new Option<bool>("--alone") { Description = "Open without comparing: only for a log without witnesses, or when they are gone for good." };
        var command = new Command("signer", "Sign the log's heads, each only when it extends the last.") { keys, store, socket, mode, policyFile, alone };
        command.SetAction(async (parsed, ct) =>
        {
            var policy = await PolicyAsync(parsed.GetValue(policyFile), parsed.GetValue(alone), ct);
            var folder = parsed.GetValue(store)!;
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var signer = parsed.GetValue(keys) is { Length: > 0 } files
                ? new TreeSigner(folder, [.. files.Select(KeysCommand.Read)], TimeProvider.System) : new TreeSigner(folder, TimeProvider.System);
            using var http = new HttpClient { Timeout = Patience };
            var gate = new SignerGate(signer, policy, new SeenHeads(folder), http);
            return await ServeAsync(terminal, signer, gate, parsed.GetValue(socket)!, parsed.GetValue(mode) == "660" ? OwnerAndGroup : OwnerAlone, ct);
        });
        return command;
    }

    /// <summary>With whom to compare; null for nobody, which must be said: a signer that forgot what it signed would sign a fork.</summary>
    private static async Task<LogPolicy?> PolicyAsync(string? file, bool isAlone, CancellationToken ct)
    {
        var policy = file is null ? null : LogPolicy.Parse(await File.ReadAllTextAsync(file, ct));
        if (isAlone)
            return null;
        return policy is { Witnesses.Count: > 0 } ? policy
            : throw CliException.Usage("NobodyToCompareWith", "Name the witnesses the signer compares itself with before it signs: --policy FILE. A log that has none is signed with --alone; an older copy of the store then forks it unnoticed.");
    }

    private static async Task<int> ServeAsync(Terminal terminal, TreeSigner signer, SignerGate gate, string socket, UnixFileMode mode, CancellationToken ct)
    {
        RemoveStale(socket);
        _ = umask(OwnerOnly);
        await using var app = App(signer, gate, socket);
        await app.StartAsync(ct);
        File.SetUnixFileMode(socket, mode);
        await terminal.Out.WriteLineAsync($"signer of {signer.Origin} on {socket}");
        await terminal.Out.FlushAsync(ct);
        await WitnessServer.UntilStoppedAsync(app, ct, stopping => AskAsync(terminal, gate, stopping));
        return 0;
    }

    /// <summary>Asks the witnesses until the gate is open, and says each time it changes.</summary>
    private static async Task AskAsync(Terminal terminal, SignerGate gate, CancellationToken ct)
    {
        for (string? said = null; ; await Task.Delay(gate.Shut is null ? Timeout.InfiniteTimeSpan : BetweenAsking, ct))
        {
            await gate.AskAsync(ct);
            var now = string.Join('\n', [gate.Shut is var (code, message) ? $"shut {code}: {message}" : "open", .. gate.Forgetful.Select(what => $"alarm WitnessForgot: {what}")]);
            if (now != said)
                await terminal.Error.WriteLineAsync(said = now);
        }
    }

    /// <summary>The signer over HTTP.</summary>
    private static WebApplication App(TreeSigner signer, SignerGate gate, string socket)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = SignedNote.MaximumLength;
            kestrel.ListenUnixSocket(socket);
        });
        var app = builder.Build();
        // A lambda of the context alone would be taken for one that writes its own answer.
        app.MapPost("/sign", (Delegate)(async (HttpContext http) => Sign(signer, gate, await WitnessServer.BodyAsync(http))));
        app.MapGet("/checkpoint", () => signer.Last is { } last ? Results.Text(last.ToString(), Text) : Results.NotFound());
        app.MapGet("/keys", () => Results.Text(string.Concat(signer.Keys.Select(key => $"{key}\n")), Text));
        return app;
    }

    private static IResult Sign(TreeSigner signer, SignerGate gate, string? body)
    {
        if (gate.Shut is var (code, message))
            return Say(503, code, message);
        try
        {
            var answer = signer.Sign(AddCheckpoint.Parse(body ?? ""));
            return answer.Answer switch
            {
                AddCheckpointAnswer.Accepted => Results.Text(string.Concat(answer.Lines), Text),
                AddCheckpointAnswer.Conflict => Results.Text($"{DecimalText.Format(answer.LastSize)}\n", "text/x.tlog.size", Encoding.ASCII, 409),
                AddCheckpointAnswer.Malformed => Say(400, "OldAboveNew", "The old size is above the new one."),
                _ => Say(422, "NotAnExtension", $"The new tree does not extend the one of {answer.LastSize} entries that was signed last."),
            };
        }
        catch (LogFormatException fault)
        {
            return Say(400, fault.Code, fault.Message);
        }
    }

    private static IResult Say(int status, string code, string message) => Results.Text($"{code}: {message}\n", Text, Encoding.UTF8, status);

    /// <summary>A socket nobody listens on any more is removed; two signers on one would be two memories.</summary>
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new CliException("AlreadyRunning", $"A signer listens on {path} already.");
    }

    [LibraryImport("libc")]
    private static partial int umask(int mask);
}
