using System.Net;
using System.Net.Http.Headers;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>Where a log is read from: a folder, an export, or a server. All have the same set of files.</summary>
public sealed class LogSource : IDisposable
{
    private static readonly TimeSpan PauseAtMost = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WholeAtMost = TimeSpan.FromMinutes(30);

    private readonly IDisposable held;

    private LogSource(Func<string, byte[]?> files, IDisposable held)
    {
        // A server's head moves on; what is judged, read and kept is the one it showed first.
        var checkpoint = new Lazy<byte[]?>(() => files(LogPaths.Checkpoint));
        (Files, this.held) = (path => path == LogPaths.Checkpoint ? checkpoint.Value : files(path), held);
    }

    /// <summary>Bytes of a path, or null.</summary>
    public Func<string, byte[]?> Files { get; }

    /// <summary>The export, where it is one.</summary>
    public ExportReader? Export { get; private init; }

    /// <summary>Whether it is a server, so that reading twice costs twice.</summary>
    public bool IsServer { get; private init; }

    /// <summary>Opens what the word names.</summary>
    public static LogSource Open(string place, string? tokenFile)
    {
        if (Uri.TryCreate(place, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return OfServer(url!, tokenFile);
        if (Directory.Exists(place))
            return new LogSource(path => RegularFile.ReadIn(place, path, LogPaths.LargestOf(path)), new MemoryStream());
        if (!File.Exists(place))
            throw new CliException("NothingThere", $"There is no folder, export or server '{place}'.");
        var file = File.OpenRead(place);
        try
        {
            var export = ExportReader.Open(file);
            return new LogSource(export.Read, file) { Export = export };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Verifies it, export or not.</summary>
    public VerificationReport Verify(VerificationTask task)
    {
        task = task with { Files = Files, IsServed = task.IsServed || IsServer };
        return Export is { } export ? ExportVerifier.Verify(task, export) : LogVerifier.Verify(task);
    }

    /// <summary>The leaf indexes of a case: from the server's list where it gives one, otherwise by going through the log.</summary>
    public Func<string, IReadOnlyList<long>> Indexes()
    {
        if (IsServer)
            return number => Files(LogPaths.Case(number)) is { } list ? [.. System.Text.Encoding.UTF8.GetString(list).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(DecimalText.Parse)] : [];
        var reader = Reader();
        var byCase = new Lazy<ILookup<string, long>>(() => reader.All().ToLookup(entry => EntryDocument.Read(entry.Bytes).Header.Case, entry => entry.Index));
        return number => [.. byCase.Value[number]];
    }

    /// <summary>Reads single entries at the head it shows.</summary>
    public LogReader Reader() =>
        new(Files, SignedNote.Parse(Files(LogPaths.Checkpoint) ?? throw new CliException("NoCheckpoint", "There is no checkpoint, so there is no log to read.")));

    public void Dispose() => held.Dispose();

    private static LogSource OfServer(Uri url, string? tokenFile)
    {
        var prefix = url.AbsolutePath == "/" ? new Uri(url, "/log/") : new Uri(url.AbsoluteUri.TrimEnd('/') + "/");
        var http = new HttpClient { BaseAddress = prefix, Timeout = TimeSpan.FromMinutes(5) };
        if (tokenFile is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(tokenFile).Trim());
        return new LogSource(path => Get(http, path), http) { IsServer = true };
    }

    private static byte[]? Get(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new CliException("NotSignedIn", $"The server wants an auditor's token for {path}: put one into a file and name it with --token-file.");
        if (!response.IsSuccessStatusCode)
            throw new CliException("ServerFailed", $"The server answered {(int)response.StatusCode} for {path}.");
        using var body = response.Content.ReadAsStream();
        return ReadAll(path, body, LogPaths.LargestOf(path));
    }

    private static byte[] ReadAll(string path, Stream body, long largest)
    {
        var (bytes, length) = (new List<byte[]>(), 0L);
        using var whole = new CancellationTokenSource(WholeAtMost);
        try
        {
            for (var chunk = new byte[1 << 16]; ;)
            {
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(whole.Token);
                pause.CancelAfter(PauseAtMost);
                var read = body.ReadAsync(chunk, pause.Token).AsTask().GetAwaiter().GetResult();
                if (read == 0)
                    return Joined(bytes, (int)length);
                if ((length += read) > largest)
                    throw new CliException("TooLarge", $"The server sends more than {largest} bytes for {path}; no such file is that large.");
                bytes.Add(chunk[..read]);
            }
        }
        catch (OperationCanceledException)
        {
            throw new CliException("ServerFailed", $"The server does not finish sending {path}.");
        }
    }

    /// <summary>One array of many; what is copied is let go, so that a large file is not held twice.</summary>
    private static byte[] Joined(List<byte[]> pieces, int length)
    {
        var (all, at) = (new byte[length], 0);
        for (var i = 0; i < pieces.Count; i++)
        {
            pieces[i].CopyTo(all, at);
            at += pieces[i].Length;
            pieces[i] = [];
        }

        return all;
    }
}
