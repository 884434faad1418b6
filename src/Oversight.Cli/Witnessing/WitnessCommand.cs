using System.CommandLine;
using System.Text;
using Oversight.Cli.Auditing;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Witnessing;

/// <summary>`oversight witness`: a witness over HTTP, or by files where there is no network.</summary>
public static class WitnessCommand
{
    public static Command Create(Terminal terminal)
    {
        var common = new CommonOptions();
        var listen = new Option<string?>("--listen") { Description = "Address to listen on, such as http://127.0.0.1:7080. Put TLS in front.", HelpName = "URL" };
        var command = new Command("witness", "Cosign the heads of logs that extend what was cosigned before (C2SP tlog-witness).") { listen, Sign(terminal) };
        common.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var store = common.Open(parsed);
            var address = parsed.GetValue(listen) ?? throw CliException.Usage("NoAddress", "Say where to listen: --listen http://127.0.0.1:7080");
            await using var app = WitnessServer.Create(store, address, terminal.Error);
            await app.StartAsync(ct);
            await terminal.Out.WriteLineAsync($"witness {store.Key} on {string.Join(' ', app.Urls)}");
            await terminal.Out.FlushAsync(ct);
            await WitnessServer.UntilStoppedAsync(app, ct);
            return 0;
        });
        return command;
    }

    private static Command Sign(Terminal terminal)
    {
        var common = new CommonOptions();
        var (request, response) = (new Argument<string>("IN") { Description = "The request that came on the stick." }, new Argument<string>("OUT") { Description = "File for the answer to carry back: the cosignature, or the size this witness saw last." });
        var command = new Command("sign", "Cosign without a network: a request file in, a file with the answer out.") { request, response };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var answer = common.Open(parsed).Add(File.ReadAllText(parsed.GetValue(request)!, new UTF8Encoding(false, true)));
            if (answer.Status == 200)
            {
                DurableFile.Write(parsed.GetValue(response)!, answer.Lines);
                terminal.Out.WriteLine($"cosigned: {answer.Message}");
                return 0;
            }

            // The size it saw last goes back in place of a cosignature, as over HTTP; the next request is from there.
            if (answer.Status == 409)
                DurableFile.Write(parsed.GetValue(response)!, $"{DecimalText.Format(answer.LastSize)}\n");
            terminal.Error.WriteLine($"error {answer.Code}: {answer.Message}{(answer.Status == 409 ? " Carry OUT back all the same: it names that size, and the next request starts from there." : "")}");
            return (int)(answer.Status switch { 422 => Verdict.Diverged, 409 => Verdict.Incomplete, _ => Verdict.Invalid });
        });
        return command;
    }

    private sealed class CommonOptions
    {
        private readonly Option<string> key = new("--key") { Description = "The witness's private key.", Required = true, HelpName = "FILE" };
        private readonly Option<string> store = new("--store") { Description = "Folder for what was cosigned; never restore it from a copy.", Required = true, HelpName = "DIR" };
        private readonly Option<string[]> logs = new("--log") { Description = "Key of a log to watch; several keys or logs may be named.", Required = true, HelpName = "VKEY" };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { key, store, logs })
                command.Add(option);
        }

        public WitnessStore Open(ParseResult parsed)
        {
            try
            {
                return new WitnessStore(parsed.GetValue(store)!, KeysCommand.Read(parsed.GetValue(key)!), [.. parsed.GetValue(logs)!.Select(NoteKey.Parse)], TimeProvider.System);
            }
            catch (LogFormatException fault)
            {
                throw CliException.Usage(fault.Code, fault.Message);
            }
        }
    }
}
