using System.Net;
using Oversight.Core.Ledger;

namespace Oversight.Server.Log;

/// <summary>A witness as the server asks it (C2SP tlog-witness): by HTTP where the policy gives an address.</summary>
public sealed class Witness(PolicyWitness named, HttpClient http, TimeSpan patience)
{
    /// <summary>How often it is asked in one go.</summary>
    public const int Tries = 3;

    /// <summary>Code for one that knows less than it has cosigned.</summary>
    public const string Forgot = "WitnessForgot";

    private long? lastSize;
    private long cosigned;

    /// <summary>The witness as the policy names it.</summary>
    public PolicyWitness Named => named;

    /// <summary>When it last cosigned for this node.</summary>
    public DateTimeOffset AnsweredAt { get; set; }

    /// <summary>What it last said against this log; null when it agreed since, or never objected.</summary>
    public LogBrokenException? Disagreement { get; set; }

    /// <summary>Whether it has said since the start what it saw last, and this log is not behind it.</summary>
    public bool IsCompared { get; private set; }

    /// <summary>How its line begins in a note, as far as its key settles that: name and key id.</summary>
    public string LineStart => new NoteSignature(named.Key.Name, named.Key.Id, []).ToString()[..^4];

    /// <summary>Whether the note has its line.</summary>
    public bool Has(SignedNote note) => note.Signatures.Any(line => line.Name == named.Key.Name && line.KeyId == named.Key.Id);

    /// <summary>
    /// Its cosignatures of a checkpoint, verified with its key. Null when it did not answer in time; a witness that has seen a larger tree, or one that ours does not
    /// extend, throws <see cref="LogBrokenException"/>, and so does one that knows less than it has cosigned.
    /// </summary>
    /// <param name="prove">Consistency proof from a size to the checkpoint's.</param>
    /// <param name="onRecord">Size of the largest head on record that it cosigned, 0 for none: asked for once.</param>
    /// <param name="isKnown">Whether this log has had a head of that size or more signed: then another node was faster, and nothing is wrong.</param>
    public async Task<IReadOnlyList<NoteSignature>?> AskAsync(
        SignedNote note, Func<long, long, Task<IReadOnlyList<TreeHash>>> prove, Func<Task<long>> onRecord, Func<long, Task<bool>> isKnown, CancellationToken ct)
    {
        lastSize ??= cosigned = await onRecord();
        var size = Checkpoint.Parse(note.Text).Size;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var (old, remembers) = (Math.Min(lastSize.Value, size), cosigned);
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
                    (lastSize, cosigned, IsCompared) = (size, Math.Max(cosigned, size), true);
                    return lines;
                }
                if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
                    throw new LogBrokenException("WitnessSawAnother", $"Witness {named.Name} has seen a tree that the one of {size} entries does not extend.");
                if (response.StatusCode != HttpStatusCode.Conflict)
                    return null;
                var said = DecimalText.Parse(body.TrimEnd('\n'));
                if (said < remembers)
                    throw new LogBrokenException(Forgot, $"Witness {named.Name} has cosigned {remembers} entries and says it saw {said}: its memory is lost or an older copy. It needs a new key, and the policy that key.");
                lastSize = said;
            }
            catch (Exception fault) when (fault is HttpRequestException or LogFormatException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
            {
                if (attempt == Tries)
                    return null;
                continue;
            }
            if (lastSize > size && await isKnown(lastSize.Value))
                return null;
            if (lastSize > size)
                throw new LogBrokenException("WitnessIsAhead", $"Witness {named.Name} has cosigned {lastSize} entries and this log has {size}: it was restored from an older copy.");
        }
        return null;
    }

    /// <summary>Asks what it saw last where this log has signed nothing yet: then it must not know the log. False when it did not answer in time.</summary>
    public async Task<bool> CompareUnsignedAsync(string origin, CancellationToken ct)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(patience);
            using var response = await http.GetAsync($"{named.Url!.TrimEnd('/')}/{Checkpoint.PlaceOf(origin)}/checkpoint", limit.Token);
            // A witness need not show heads; at the first start none of them can hold anything against that.
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                return IsCompared = true;
            response.EnsureSuccessStatusCode();
            var seen = Checkpoint.Parse(SignedNote.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token)).Text);
            return seen.Size == 0 ? IsCompared = true
                : throw new LogBrokenException("WitnessIsAhead", $"Witness {named.Name} has cosigned {seen.Size} entries and this log has signed none: its database is empty or an older copy.");
        }
        catch (Exception fault) when (fault is HttpRequestException or LogFormatException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
