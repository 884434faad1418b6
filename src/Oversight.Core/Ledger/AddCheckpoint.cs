using System.Text;

namespace Oversight.Core.Ledger;

/// <summary>How a witness or the signer answers; the numbers are the statuses of C2SP tlog-witness.</summary>
public enum AddCheckpointAnswer
{
    /// <summary>The new tree extends the one seen last.</summary>
    Accepted = 200,

    /// <summary>The old size is above the new one.</summary>
    Malformed = 400,

    /// <summary>The old size is not that of the tree seen last; the answer names that size.</summary>
    Conflict = 409,

    /// <summary>The proof does not show that the new tree extends the old one: a fork, or a smaller tree.</summary>
    Inconsistent = 422,
}

/// <summary>A request to sign or cosign a tree head (C2SP tlog-witness, add-checkpoint): the size the asker believes was seen last, the proof from there, the checkpoint.</summary>
/// <param name="OldSize">Size seen last; 0 for none.</param>
/// <param name="Proof">Consistency proof, empty from size 0.</param>
/// <param name="Note">The signed checkpoint; what the log's own signer is asked to sign has no signature yet and is the text alone.</param>
public sealed record AddCheckpoint(long OldSize, IReadOnlyList<TreeHash> Proof, string Note)
{
    /// <summary>The request's body.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"old {DecimalText.Format(OldSize)}\n");
        foreach (var hash in Proof)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Note).ToString();
    }

    /// <summary>Reads exactly such a body; anything else throws <see cref="LogFormatException"/>. The note is not read yet.</summary>
    public static AddCheckpoint Parse(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        const string Start = "old ";
        if (body.Length > SignedNote.MaximumLength || !body.StartsWith(Start, StringComparison.Ordinal)
            || body.IndexOf("\n\n", StringComparison.Ordinal) is var gap && gap < 0)
        {
            throw new LogFormatException("BadRequest", "The body is an old size, proof lines, an empty line and a checkpoint.");
        }

        var lines = body[Start.Length..gap].Split('\n');
        return lines.Length - 1 <= MerkleTree.MaximumProof
            ? new AddCheckpoint(DecimalText.Parse(lines[0]), [.. lines.Skip(1).Select(TreeHash.Parse)], body[(gap + 2)..])
            : throw new LogFormatException("BadRequest", $"A proof has at most {MerkleTree.MaximumProof} hashes.");
    }

    /// <summary>
    /// The one rule of signer and witnesses: whoever signed a tree signs only what extends it. Compare, persist and answer must be one step; the
    /// signature leaves only after the new tree is on disk.
    /// </summary>
    /// <param name="last">The tree signed last; null for none.</param>
    /// <param name="next">The tree to sign, already known to be the log's.</param>
    public AddCheckpointAnswer Judge(Checkpoint? last, Checkpoint next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (OldSize > next.Size)
        {
            return AddCheckpointAnswer.Malformed;
        }

        if (OldSize != (last?.Size ?? 0))
        {
            return AddCheckpointAnswer.Conflict;
        }

        var extends = OldSize == 0
            ? Proof.Count == 0 && (last is null || next.Size > 0 || next.Root == last.Root)
            : MerkleTree.VerifyConsistency(OldSize, next.Size, last!.Root, next.Root, Proof);
        return extends ? AddCheckpointAnswer.Accepted : AddCheckpointAnswer.Inconsistent;
    }
}
