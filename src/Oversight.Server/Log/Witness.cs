using System.Net;
using Oversight.Core.Ledger;

namespace Oversight.Server.Log;

/// <summary>A witness as the server asks it (C2SP tlog-witness): by HTTP where the policy gives an address.</summary>
public sealed class Witness(PolicyWitness named, HttpClient http, TimeSpan patience)
{
    /// <summary>How often it is asked in one go.</summary>
    public const int Tries = 3;

    private long lastSize;

    /// <summary>The witness as the policy names it.</summary>
    public PolicyWitness Named => named;

    /// <summary>When it last cosigned for this node.</summary>
    public DateTimeOffset AnsweredAt { get; set; }

    /// <summary>What it last said against this log; null when it agreed since, or never objected.</summary>
    public LogBrokenException? Disagreement { get; set; }

    /// <summary>Whether the note has its line.</summary>
    public bool Has(SignedNote note) => note.Signatures.Any(line => line.Name == named.Key.Name && line.KeyId == named.Key.Id);

    /// <summary>
    /// Its cosignatures of a checkpoint, verified with its key. Null when it did not answer in time; a witness that has seen a larger tree, or one that ours does not
    /// extend, throws <see cref="LogBrokenException"/>.
    /// </summary>
    /// <param name="prove">Consistency proof from a size to the checkpoint's.</param>
    /// <param name="isKnown">Whether this log has had a head of that size or more signed: then another node was faster, and nothing is wrong.</param>
    public async Task<IReadOnlyList<NoteSignature>?> AskAsync(
        SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove, Func<long, Task<bool>> isKnown, CancellationToken ct)
    {
        var size = Checkpoint.Parse(note.Text).Size;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var old = Math.Min(lastSize, size);
            var request = new AddCheckpoint(old, old == 0 ? [] : await prove(old, size), note.ToString());
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(patience);
                using var response = await http.PostAsync($"{named.Url!.TrimEnd('/')}/add-checkpoint", new StringContent(request.ToString()), limit.Token);
                var body = await response.Content.ReadAsStringAsync(limit.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    var lines = SignatureLines.Parse(body).Where(line => line.Name == named.Key.Name && line.KeyId == named.Key.Id).Take(1).ToList();
                    if (new SignedNote(note.Text, lines).Verify([named.Key]).Count == 0)
                        return null;
                    lastSize = size;
                    return lines;
                }
                if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
                    throw new LogBrokenException("WitnessSawAnother", $"Witness {named.Name} has seen a tree that the one of {size} entries does not extend.");
                if (response.StatusCode != HttpStatusCode.Conflict)
                    return null;
                lastSize = DecimalText.Parse(body.TrimEnd('\n'));
            }
            catch (Exception fault) when (fault is HttpRequestException or LogFormatException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
            {
                if (attempt == Tries)
                    return null;
                continue;
            }
            if (lastSize > size && await isKnown(lastSize))
                return null;
            if (lastSize > size)
                throw new LogBrokenException("WitnessIsAhead", $"Witness {named.Name} has cosigned {lastSize} entries and this log has {size}: it was restored from an older copy.");
        }
        return null;
    }
}
