using System.Net.Sockets;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Server.Log;

/// <summary>Who signs the log's tree heads: this process, or a process of its own that this one can only ask.</summary>
public abstract class LogSigner
{
    /// <summary>The log's public keys.</summary>
    public abstract Task<IReadOnlyList<NoteKey>> KeysAsync(CancellationToken ct);

    /// <summary>Asks for signatures on a head; the request's note is the bare text.</summary>
    public abstract Task<SignAnswer> SignAsync(AddCheckpoint request, CancellationToken ct);

    /// <summary>The signer the settings name.</summary>
    public static LogSigner Of(LogOptions options, string origin, string folder, Func<byte[]> seed, TimeProvider time)
    {
        const string Socket = "unix:";
        if (options.Signer.Length > 0)
            return options.Signer.StartsWith(Socket, StringComparison.Ordinal)
                ? new SeparateSigner(options.Signer[Socket.Length..], origin)
                : throw new Hosting.StartRefusedException($"Oversight:Log:Signer is '{options.Signer}'; it names a socket as unix:/path.");
        TreeSigner.Establish(folder, origin, seed);
        var signer = new TreeSigner(folder, time);
        return signer.Origin == origin ? new OwnSigner(signer)
            : throw new Hosting.StartRefusedException($"The keys in {folder} are those of {signer.Origin}, and Oversight:LogOrigin is {origin}. Restore the keys of this log, or its name.");
    }

    private sealed class OwnSigner(TreeSigner signer) : LogSigner
    {
        public override Task<IReadOnlyList<NoteKey>> KeysAsync(CancellationToken ct) => Task.FromResult(signer.Keys);

        public override Task<SignAnswer> SignAsync(AddCheckpoint request, CancellationToken ct) => Task.FromResult(signer.Sign(request));
    }

    /// <summary>`oversight signer`, asked over its Unix socket.</summary>
    private sealed class SeparateSigner(string socket, string origin) : LogSigner, IDisposable
    {
        private readonly HttpClient http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://signer"),
            Timeout = TimeSpan.FromSeconds(10),
        };

        private IReadOnlyList<NoteKey>? keys;

        public void Dispose() => http.Dispose();

        public override async Task<IReadOnlyList<NoteKey>> KeysAsync(CancellationToken ct)
        {
            if (keys is not null)
                return keys;
            var lines = (await http.GetStringAsync("/keys", ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            NoteKey[] read = [.. lines.Select(NoteKey.Parse)];
            if (read.Length == 0 || read.Any(key => key.Name != origin))
                throw new LogBrokenException("SignerOfAnotherLog", $"The signer's keys are not those of {origin}.");
            return keys = read;
        }

        public override async Task<SignAnswer> SignAsync(AddCheckpoint request, CancellationToken ct)
        {
            using var response = await http.PostAsync("/sign", new StringContent(request.ToString()), ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            return (int)response.StatusCode switch
            {
                200 => new SignAnswer(AddCheckpointAnswer.Accepted, Checkpoint.Parse(request.Note).Size, SignatureLines.Parse(body)),
                409 => new SignAnswer(AddCheckpointAnswer.Conflict, DecimalText.Parse(body.TrimEnd('\n')), []),
                422 => new SignAnswer(AddCheckpointAnswer.Inconsistent, 0, []),
                400 => new SignAnswer(AddCheckpointAnswer.Malformed, 0, []),
                _ => throw new HttpRequestException($"The signer answered {(int)response.StatusCode}: {body}"),
            };
        }
    }
}

/// <summary>Signature lines as signers and witnesses answer them.</summary>
public static class SignatureLines
{
    /// <summary>The lines; anything else in the body throws <see cref="LogFormatException"/>.</summary>
    public static IReadOnlyList<NoteSignature> Parse(string body) => body.Length > 0 && body.Length <= SignedNote.MaximumLength && body.EndsWith('\n')
        ? [.. body[..^1].Split('\n').Select(NoteSignature.Parse)]
        : throw new LogFormatException("BadNote", "The answer is not signature lines.");
}
