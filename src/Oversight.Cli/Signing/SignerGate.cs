using System.Net;
using Oversight.Cli.Witnessing;
using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Signing;

/// <summary>
/// Keeps a signer shut after start until the witnesses' heads show that its folder is not an older copy: a signer that forgot what it signed would sign a fork.
/// It opens once every quorum of the policy has a witness that answered, and none is ahead of the folder.
/// </summary>
public sealed class SignerGate(TreeSigner signer, LogPolicy? policy, HttpClient http)
{
    private (string Code, string Message)? alarm;

    /// <summary>Why it is shut; null once open.</summary>
    public (string Code, string Message)? Shut { get; private set; } = policy is null or { Witnesses.Count: 0 }
        ? null : ("NotYetCompared", "The witnesses have not been asked yet.");

    /// <summary>Asks the witnesses once. What one of them holds against the folder stays until the folder is mended and the signer started anew.</summary>
    public async Task AskAsync(CancellationToken ct)
    {
        if (Shut is null || policy is null || alarm is not null)
            return;
        var silent = new List<string>();
        foreach (var witness in policy.Witnesses)
        {
            try
            {
                if (witness.Url is null)
                    silent.Add(witness.Name);
                else if (Against(witness.Name, await LastOfAsync(witness.Url, ct)) is { } found)
                    Shut = alarm = found;
            }
            catch (Exception fault) when (fault is HttpRequestException or LogFormatException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
            {
                silent.Add(witness.Name);
            }
        }

        if (alarm is null)
            Shut = Suffices(silent) ? null : ("WitnessesUnreachable", $"No answer from {string.Join(", ", silent)}. The signer opens when they answer; to do without them, start it with --without-witnesses.");
    }

    /// <summary>Whoever cosigned a published head is a quorum; if those who are silent are none, one of that quorum has answered.</summary>
    private bool Suffices(List<string> silent) => policy!.NeedsWitnesses ? !policy.IsQuorum(silent) : silent.Count == 0;

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
