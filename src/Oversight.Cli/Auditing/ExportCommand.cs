using System.CommandLine;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight export`: a log, or the dossier of a case, as one file. What was fetched stays beside it until it is whole, so it can be gone on with.</summary>
public static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE") { Description = "Address of the server's log, a folder, or another export." };
        var target = new Argument<string>("FILE") { Description = "The export to write." };
        var number = new Option<string?>("--case") { Description = "Only this case and what its decisions hang on.", HelpName = "NUMBER" };
        var tokenFile = new Option<string?>("--token-file") { Description = "File with the auditor's bearer token, for a server.", HelpName = "FILE" };
        var command = new Command("export", "Write a log, or the dossier of a case, into one file. Nothing is verified by it: verify the export afterwards.") { source, target, number, tokenFile };
        command.SetAction(parsed =>
        {
            var file = Path.GetFullPath(parsed.GetValue(target)!);
            using var log = LogSource.Open(parsed.GetValue(source)!, parsed.GetValue(tokenFile));
            if (log.Export is { Manifest.Case: not null })
                throw CliException.Usage("IsDossier", "That is a dossier already; export from a log.");
            var written = parsed.GetValue(number) is { } one ? WriteCase(log, file, one) : WriteLog(terminal, log, file);
            terminal.Out.WriteLine($"{written} files in {file}");
            return 0;
        });
        return command;
    }

    private static int WriteCase(LogSource log, string file, string number)
    {
        var (manifest, files) = Dossier.Collect(log.Files, number, log.Indexes());
        return Pack(file, manifest, files.Keys, files.GetValueOrDefault, (_, _) => { });
    }

    private static int WriteLog(Terminal terminal, LogSource log, string file)
    {
        var fetched = new FetchedFiles(log.IsServer ? file + ".partial" : null, log.Files);
        var tree = Checkpoint.Parse(SignedNote.Parse(fetched.Read(LogPaths.Checkpoint) ?? throw new CliException("NoCheckpoint", "There is no checkpoint, so there is nothing to export.")).Text);
        var paths = terminal.Show("fetching", progress =>
        {
            var reader = new LogReader(fetched.Read, SignedNote.Parse(fetched.Read(LogPaths.Checkpoint)!));
            var all = reader.Paths();
            for (var i = 0; i < all.Count; i++)
            {
                fetched.Fetch(all[i]);
                progress(i + 1, all.Count);
            }

            return all;
        });
        var count = terminal.Show("packing", progress => Pack(file, ExportManifest.OfLog(tree), paths, fetched.Read, progress));
        fetched.Clear();
        return count;
    }

    /// <summary>Writes beside and renames, so that a file of that name is always whole. What the source lacks is left out; verifying says so.</summary>
    private static int Pack(string file, ExportManifest manifest, IReadOnlyCollection<string> paths, Func<string, byte[]?> files, Action<long, long> progress)
    {
        var (beside, count) = (file + ".tmp", 0);
        using (var stream = File.Create(beside, 1 << 20))
        {
            using var export = new ExportWriter(stream, manifest);
            foreach (var path in paths)
            {
                if (files(path) is { } bytes)
                {
                    export.Add(path, bytes);
                    progress(++count, paths.Count);
                }
            }

            export.Finish();
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
        return count;
    }
}

/// <summary>Files of a server kept in a folder until all are there. The head kept there is the one the files are fetched for.</summary>
/// <param name="folder">Null keeps nothing: the source is at hand.</param>
/// <param name="source">Where to fetch from.</param>
public sealed class FetchedFiles(string? folder, Func<string, byte[]?> source)
{
    /// <summary>Fetches a file unless it is there.</summary>
    public void Fetch(string path)
    {
        if (folder is not null)
            _ = Read(path);
    }

    /// <summary>A file's bytes, fetched now if need be; null when the source has none.</summary>
    public byte[]? Read(string path)
    {
        if (folder is null)
            return source(path);
        var file = Path.Combine(folder, path);
        if (File.Exists(file))
            return File.ReadAllBytes(file);
        if (source(path) is not { } bytes)
            return null;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file + ".tmp", bytes);
        File.Move(file + ".tmp", file, overwrite: true);
        return bytes;
    }

    /// <summary>Everything is packed; the folder goes.</summary>
    public void Clear()
    {
        if (folder is not null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
