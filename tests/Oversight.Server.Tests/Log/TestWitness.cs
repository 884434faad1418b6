using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Log;

/// <summary>A witness of the tests: keeps the one tree it saw on the disk, and cosigns what extends it. Asked by HTTP or by files on a stick.</summary>
public sealed class TestWitness : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oversight-witness").FullName;
    private readonly Lock gate = new();
    private readonly NoteSigner key;
    private readonly HttpListener listener = new();
    private readonly Uri address;

    public TestWitness(string name)
    {
        (Name, key) = (name, NoteSigner.Create(name, NoteKeyType.Cosignature, RandomNumberGenerator.GetBytes(32)));
        address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}/"));
        listener.Prefixes.Add(address.ToString());
        listener.Start();
        _ = ServeAsync();
    }

    public string Name { get; }

    /// <summary>Its line in a policy, as one that is asked by HTTP.</summary>
    public string Online => $"witness {Name} {key.Key} {address}\n";

    /// <summary>Its line in a policy, as one without a network.</summary>
    public string Offline => $"witness {Name} {key.Key}\n";

    /// <summary>Where requests are cut off: on arrival, and when the tree is on the disk and the answer not yet sent.</summary>
    public Faults Faults { get; set; } = Faults.None;

    /// <summary>Told of every tree head it cosigned.</summary>
    public Action<Checkpoint> Cosign { get; set; } = _ => { };

    /// <summary>How long it takes before it answers.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The answers it gave.</summary>
    public ConcurrentQueue<AddCheckpointAnswer> Answers { get; } = [];

    /// <summary>The tree it saw last; null for none.</summary>
    public Checkpoint? Last => DurableFile.Read(Seen) is { } note ? Checkpoint.Parse(SignedNote.Parse(note).Text) : null;

    private string Seen => Path.Combine(folder, "seen");

    /// <summary>Loses its memory.</summary>
    public void Forget() => File.Delete(Seen);

    /// <summary>Plays the person with the stick: answers the request that lies there.</summary>
    public void Carry(string stick)
    {
        var (request, response) = (Path.Combine(stick, $"{Name}.request"), Path.Combine(stick, $"{Name}.response"));
        if (!File.Exists(request) || File.Exists(response))
            return;
        var (answer, body) = Judge(AddCheckpoint.Parse(File.ReadAllText(request)));
        if (answer == AddCheckpointAnswer.Accepted)
            DurableFile.Write(response, body);
        else
            // The witness is further than the request knows: a person brings the last answer's size back, and asks for a new request.
            File.Delete(request);
    }

    public void Dispose()
    {
        listener.Close();
        Directory.Delete(folder, recursive: true);
    }

    private (AddCheckpointAnswer Answer, string Body) Judge(AddCheckpoint request)
    {
        lock (gate)
        {
            var note = SignedNote.Parse(request.Note);
            var (last, next) = (Last, Checkpoint.Parse(note.Text));
            var answer = request.Judge(last, next);
            Answers.Enqueue(answer);
            if (answer == AddCheckpointAnswer.Conflict)
                return (answer, $"{DecimalText.Format(last?.Size ?? 0)}\n");
            if (answer != AddCheckpointAnswer.Accepted)
                return (answer, "");
            DurableFile.Write(Seen, note.ToString());
            Cosign(next);
            return (answer, key.Sign(note.Text, DateTimeOffset.UtcNow).ToString());
        }
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext http)
    {
        try
        {
            using var reader = new StreamReader(http.Request.InputStream);
            var request = await reader.ReadToEndAsync();
            await Task.Delay(Delay);
            Faults.Reach("witness asked");
            if (http.Request.HttpMethod == "GET")
            {
                http.Response.StatusCode = Last is null ? 404 : 200;
                await http.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(DurableFile.Read(Seen) ?? ""));
                return;
            }
            var (answer, body) = Judge(AddCheckpoint.Parse(request));
            Faults.Reach("witness cosigned");
            http.Response.StatusCode = (int)answer;
            await http.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        }
        catch (CutOffException)
        {
            http.Response.StatusCode = 503;
        }
        catch (HttpListenerException)
        {
            // Whoever asked is gone.
        }
        finally
        {
            http.Response.Close();
        }
    }
}
