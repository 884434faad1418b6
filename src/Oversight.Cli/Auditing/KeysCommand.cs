using System.CommandLine;
using System.Security.Cryptography;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight keys`: making keys, and showing their public half.</summary>
public static class KeysCommand
{
    public static Command Create(Terminal terminal) => new("keys", "Make keys of a log or a witness.") { New(terminal), Show(terminal) };

    private static Command New(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the log or witness, such as log.example/oversight." };
        var type = new Option<string>("--type") { Description = "log (Ed25519), log-ecdsa (P-256), or witness.", Required = true };
        type.AcceptOnlyFromAmong("log", "log-ecdsa", "witness");
        var file = new Option<string>("--out") { Description = "File for the private key; it must not exist yet.", Required = true, HelpName = "FILE" };
        var command = new Command("new", "Make a private key, readable by its owner alone, and print the public key.") { name, type, file };
        command.SetAction(parsed =>
        {
            var kind = parsed.GetValue(type) switch { "log" => NoteKeyType.Ed25519, "log-ecdsa" => NoteKeyType.Ecdsa, _ => NoteKeyType.Cosignature };
            var (target, called) = (parsed.GetValue(file)!, parsed.GetValue(name)!);
            if (File.Exists(target))
                throw CliException.Usage("FileExists", $"'{target}' exists; a key is never written over.");
            if (!NoteKey.IsName(called))
                throw CliException.Usage("BadName", "A name has no spaces and no plus sign.");
            var signer = NoteSigner.Create(called, kind, RandomNumberGenerator.GetBytes(32));
            DurableFile.Write(target, signer.Export() + "\n");
            terminal.Out.WriteLine(signer.Key);
            return 0;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A private key." };
        var command = new Command("show", "Print the public key of a private one.") { file };
        command.SetAction(parsed =>
        {
            terminal.Out.WriteLine(Read(parsed.GetValue(file)!).Key);
            return 0;
        });
        return command;
    }

    /// <summary>Reads a private key.</summary>
    public static NoteSigner Read(string file)
    {
        try
        {
            return NoteSigner.Parse(File.ReadAllText(file).Trim());
        }
        catch (Exception fault) when (fault is LogFormatException or CryptographicException)
        {
            throw CliException.Usage("BadKey", $"'{file}' is not a private key: {fault.Message}");
        }
    }
}
