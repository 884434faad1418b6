using System.Net;
using Oversight.Cli.Witnessing;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Signing;

/// <summary>
/// Keeps a signer shut after start until the witnesses' heads show that its folder is not an older copy: a signer that forgot what it signed would sign a fork.
/// It opens once as many have answered as the quorum needs, at least one, and none is ahead of the folder.
/// </summary>
public sealed class SignerGate(TreeSigner signer, LogPolicy? policy, SeenHeads seenHeads, HttpClient http)
{
    private (string Code, string Message)? alarm;

    /// <summary>Why it is shut; null once open.</summary>
    public (string Code, string Message)? Shut { get; private set; } = policy is null or { Witnesses.Count: 0 }
        ? null : ("NotYetCompared", "The witnesses have not been asked yet.");

    /// <summary>What is said of witnesses that show less than they did at an earlier start; they count as if they had not answered.</summary>
    public IReadOnlyList<string> Forgetful { get; private set; } = [];

    /// <summary>Asks the witnesses once. What one of them holds against the folder stays until the folder is mended and the signer started anew.</summary>
    public async Task AskAsync(CancellationToken ct)
    {
        if (Shut is null || policy is null || alarm is not null)
            return;
        var (silent, forgetful) = (new List<string>(), new List<string>());
        foreach (var witness in policy.Witnesses)
        {
            try
            {
                var shown = witness.Url is null ? null : await LastOfAsync(witness.Url, ct);
                if (witness.Url is null || Forgot(witness, shown, forgetful))
                    silent.Add(witness.Name);
                else if (Against(witness.Name, shown) is { } found)
                    Shut = alarm = found;
            }
            catch (Exception fault) when (fault is HttpRequestException or LogFormatException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
            {
                silent.Add(witness.Name);
            }
        }

        Forgetful = forgetful;
        if (alarm is null)
            Shut = Suffices(silent) ? null : ("WitnessesUnreachable", $"No answer that counts from {string.Join(", ", silent)}. The signer opens when enough of them answer; to do without them, start it with --alone.");
    }

    /// <summary>
    /// A witness that never saw the log is what one finds at the first start. Where it showed a head of these keys before and shows less or none now, it has
    /// lost its memory, and says nothing about the folder. What it shows is noted.
    /// </summary>
    private bool Forgot(PolicyWitness witness, SignedNote? shown, List<string> forgetful)
    {
        var (before, size) = (seenHeads.Of(witness.Key), shown is null ? 0 : Checkpoint.Parse(shown.Text).Size);
        if (size < before)
        {
            forgetful.Add($"Witness {witness.Name} showed {before} entries at an earlier start and shows {size} now: its memory is lost or an older copy. It needs a new key, and the policy that key.");
            return true;
        }

        if (size > before && shown!.Verify(signer.Keys).Count > 0)
            seenHeads.Note(witness.Key, size);
        return false;
    }

    /// <summary>As many as the quorum needs, and at least one: what the server asks of itself too.</summary>
    private bool Suffices(List<string> silent)
    {
        var answered = policy!.Witnesses.Select(witness => witness.Name).Except(silent).ToList();
        // Those without an address cannot be asked, and hold nothing up as long as another answers.
        return answered.Count > 0 && (!policy.NeedsWitnesses || policy.IsQuorum([.. answered, .. policy.Witnesses.Where(witness => witness.Url is null).Select(witness => witness.Name)]));
    }

    private (string, string)? Against(string witness, SignedNote? shown)
    {
        if (shown is null || Checkpoint.Parse(shown.Text) is not { } seen || seen.Origin != signer.Origin)
            return null;
        if (shown.Verify(signer.Keys).Count == 0)
            return ("WitnessUnsigned", $"Witness {witness} shows a head of {seen.Size} entries that no key here signed. Find out whose it is before anything is signed.");
        var own = signer.Last is { } last ? Checkpoint.Parse(last.Text) : null;
        var size = own?.Size ?? 0;
        return seen.Size > size
            ? ("WitnessIsAhead", $"Witness {witness} has cosigned {seen.Size} entries and this signer remembers {size}: its folder is an older copy. Bring back the latest folder; signing from this one would fork the log.")
            : seen.Size == size && own is not null && seen.Root != own.Root
                ? ("WitnessSawAnother", $"Witness {witness} has cosigned another tree of {size} entries, signed with these keys: the log has forked. Stop, keep both heads, and tell the panel.")
                : null;
    }

    private async Task<SignedNote?> LastOfAsync(string url, CancellationToken ct)
    {
        using var response = await http.GetAsync($"{url.TrimEnd('/')}/{WitnessStore.NameOf(signer.Origin)}/checkpoint", ct);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return SignedNote.Parse(await response.Content.ReadAsByteArrayAsync(ct));
    }
}
