using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Benchmarks.Log;

/// <summary>A witness over HTTP that has every tree on the disk before it answers.</summary>
public sealed class BenchmarkWitness : IDisposable
{
    private readonly string folder;
    private readonly HttpListener listener = new();
    private readonly Lock gate = new();
    private readonly NoteSigner key = NoteSigner.Create("witness.example", NoteKeyType.Cosignature, RandomNumberGenerator.GetBytes(32));

    public BenchmarkWitness(string folder, IEnumerable<string> logKeys)
    {
        this.folder = folder;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        probe.Stop();
        listener.Prefixes.Add(address);
        listener.Start();
        _ = ServeAsync();
        File.WriteAllText(PolicyFile, $"{string.Concat(logKeys.Select(line => $"log {line}\n"))}witness w {key.Key} {address}\nquorum w\n");
    }

    /// <summary>A policy that needs this witness.</summary>
    public string PolicyFile => Path.Combine(folder, "policy");

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var http = await listener.GetContextAsync();
                using var reader = new StreamReader(http.Request.InputStream);
                var (status, body) = Judge(AddCheckpoint.Parse(await reader.ReadToEndAsync()));
                http.Response.StatusCode = (int)status;
                await http.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                http.Response.Close();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private (AddCheckpointAnswer Answer, string Body) Judge(AddCheckpoint request)
    {
        lock (gate)
        {
            var seen = Path.Combine(folder, "seen");
            var last = DurableFile.Read(seen) is { } text ? Checkpoint.Parse(text) : null;
            var note = SignedNote.Parse(request.Note);
            var next = Checkpoint.Parse(note.Text);
            var answer = request.Judge(last, next);
            if (answer != AddCheckpointAnswer.Accepted)
                return (answer, $"{DecimalText.Format(last?.Size ?? 0)}\n");
            DurableFile.Write(seen, next.Text);
            return (answer, key.Sign(note.Text, DateTimeOffset.UtcNow).ToString());
        }
    }
}
