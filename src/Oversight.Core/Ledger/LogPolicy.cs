using System.Globalization;

namespace Oversight.Core.Ledger;

/// <summary>A witness as a policy names it.</summary>
/// <param name="Name">Name inside the policy.</param>
/// <param name="Key">Its key, a cosignature type.</param>
/// <param name="Url">Submission prefix, or null.</param>
public sealed record PolicyWitness(string Name, NoteKey Key, string? Url);

/// <summary>What a policy says of a checkpoint.</summary>
/// <param name="Checkpoint">The tree head, signed by the log.</param>
/// <param name="Witnesses">Names of the policy's witnesses that cosigned it.</param>
/// <param name="NotCheckable">Names of those whose line is there but of a type this program cannot check; they do not count.</param>
/// <param name="IsQuorum">Whether they make the quorum; a policy of <c>quorum none</c> always has it.</param>
/// <param name="LatestAt">Time of the latest cosignature; null without one.</param>
public sealed record PolicyVerdict(
    Checkpoint Checkpoint, IReadOnlyList<string> Witnesses, IReadOnlyList<string> NotCheckable, bool IsQuorum, DateTimeOffset? LatestAt)
{
    private readonly Func<DateTimeOffset, DateTimeOffset, bool> quorumBetween = (_, _) => false;

    internal PolicyVerdict(
        Checkpoint checkpoint, IReadOnlyList<string> witnesses, IReadOnlyList<string> notCheckable, bool isQuorum, DateTimeOffset? latestAt,
        Func<DateTimeOffset, DateTimeOffset, bool> quorumBetween) : this(checkpoint, witnesses, notCheckable, isQuorum, latestAt) => this.quorumBetween = quorumBetween;

    /// <summary>
    /// Whether the cosignatures dated from one instant to the other, both inclusive, make the quorum by themselves; of <c>quorum none</c> any one does. An
    /// instant is what the witness says, so one witness alone must not make a head look fresh.
    /// </summary>
    public bool IsQuorumBetween(DateTimeOffset from, DateTimeOffset to) => quorumBetween(from, to);
}

/// <summary>Whom to believe (C2SP tlog-policy): keys of the log, witnesses, groups and the quorum. It is the reader's own file, never part of what is judged.</summary>
public sealed class LogPolicy
{
    private const int MaximumLines = 1000;

    private readonly Dictionary<string, (int Needed, IReadOnlyList<string> Members)> groups = [];
    private readonly List<NoteKey> logs = [];
    private readonly List<PolicyWitness> witnesses = [];
    private readonly HashSet<string> members = [];
    private string? quorum;

    private LogPolicy()
    {
    }

    /// <summary>Keys the log signs with; any one of them is enough.</summary>
    public IReadOnlyList<NoteKey> Logs => logs;

    /// <summary>The witnesses.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses => witnesses;

    /// <summary>Whether cosignatures are asked for at all.</summary>
    public bool NeedsWitnesses => quorum != "none";

    /// <summary>Reads a policy file; anything the specification forbids throws <see cref="LogFormatException"/> with the line's number.</summary>
    public static LogPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var policy = new LogPolicy();
        var lines = text.Split('\n');
        if (lines.Length > MaximumLines || text.Any(c => c is < ' ' and not ('\t' or '\n') or '\u007f'))
        {
            throw Bad("a policy is lines of text without control characters, at most 1000");
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && !words[0].StartsWith('#'))
            {
                policy.Add(words, i + 1);
            }
        }

        return policy.quorum is null ? throw Bad("there is no quorum line") : policy;
    }

    /// <summary>A policy of one log whose checkpoints need no witness.</summary>
    public static LogPolicy Of(params IEnumerable<NoteKey> logs) => Parse($"{string.Concat(logs.Select(key => $"log {key}\n"))}quorum none\n");

    /// <summary>
    /// Verifies a checkpoint. Not signed by a log of the policy, a line of a known key that does not verify, or another origin than the key's throw
    /// <see cref="LogFormatException"/>; a missing quorum does not, it is said in the verdict.
    /// </summary>
    public PolicyVerdict Judge(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var checkpoint = Checkpoint.Parse(note.Text);
        if (!note.Verify(logs).Any(signature => signature.Key.Name == checkpoint.Origin))
        {
            throw new LogFormatException("NotSigned", $"No log of the policy has signed this checkpoint of {checkpoint.Origin}.");
        }

        var cosigned = note.Verify(witnesses.Select(witness => witness.Key));
        var names = witnesses.Where(witness => cosigned.Any(signature => signature.Key == witness.Key)).Select(witness => witness.Name).ToList();
        var unchecked_ = witnesses.Where(w => !w.Key.IsCheckable && note.Signatures.Any(line => line.Name == w.Key.Name && line.KeyId == w.Key.Id));
        return new PolicyVerdict(checkpoint, names, [.. unchecked_.Select(witness => witness.Name)], Has(quorum!, names), cosigned.Max(signature => signature.At), (from, to) =>
        {
            var recent = witnesses.Where(witness => cosigned.Any(signature => signature.Key == witness.Key && signature.At >= from && signature.At <= to)).Select(witness => witness.Name).ToList();
            return recent.Count > 0 && Has(quorum!, recent);
        });
    }

    /// <summary>Whether witnesses of these names make the quorum; of <c>quorum none</c> any do.</summary>
    public bool IsQuorum(IReadOnlyCollection<string> names) => Has(quorum!, [.. names]);

    private bool Has(string name, List<string> cosigned) =>
        name == "none" || (groups.TryGetValue(name, out var group) ? group.Members.Count(member => Has(member, cosigned)) >= group.Needed : cosigned.Contains(name));

    private void Add(string[] words, int line)
    {
        switch (words)
        {
            case ["log", var vkey, ..] when words.Length <= 3:
                var log = NoteKey.Parse(vkey);
                Require(log.Type is NoteKeyType.Ed25519 or NoteKeyType.Ecdsa && logs.All(known => !IsSameKey(known, log)), line, "the log's key is of no fitting type or a duplicate");
                logs.Add(log);
                break;
            case ["witness", var name, var vkey, ..] when words.Length <= 4:
                var witness = NoteKey.Parse(vkey);
                Require(witness.Type is NoteKeyType.Cosignature or NoteKeyType.MlDsaCosignature && witnesses.All(known => !IsSameKey(known.Key, witness)), line, "the witness's key is of no fitting type or a duplicate");
                RequireNew(name, line);
                witnesses.Add(new PolicyWitness(name, witness, words.ElementAtOrDefault(3)));
                break;
            case ["group", var name, var needed, .. var names] when names.Length > 0:
                RequireNew(name, line);
                Require(names.All(member => IsKnown(member) && members.Add(member)), line, "a member is a witness or group defined above, and of one group only");
                groups.Add(name, (Threshold(needed, names.Length, line), names));
                break;
            case ["quorum", var name]:
                Require(quorum is null && (name == "none" || IsKnown(name)), line, "one quorum, naming a witness or group defined above");
                quorum = name;
                break;
            default:
                throw Bad($"line {line} is not one of log, witness, group, quorum");
        }
    }

    private static int Threshold(string text, int count, int line)
    {
        var needed = text switch { "all" => count, "any" => 1, _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0 };
        Require(needed >= 1 && needed <= count, line, "a threshold is all, any or 1 to the number of members");
        return needed;
    }

    private bool IsKnown(string name) => groups.ContainsKey(name) || witnesses.Any(witness => witness.Name == name);

    private void RequireNew(string name, int line) => Require(name != "none" && !IsKnown(name), line, "the name is taken");

    private static bool IsSameKey(NoteKey one, NoteKey other) => one.PublicKey.SequenceEqual(other.PublicKey);

    private static void Require(bool holds, int line, string rule)
    {
        if (!holds)
        {
            throw Bad($"line {line}: {rule}");
        }
    }

    private static LogFormatException Bad(string what) => new("BadPolicy", $"The policy cannot be used: {what}.");
}
