using Oversight.Core.Ledger;
using Oversight.Server.Log.Keeping;

namespace Oversight.Cli.Signing;

/// <summary>In the signer's folder, for each witness the size of the largest head it has shown: by that one knows that a witness forgot.</summary>
public sealed class SeenHeads(string folder)
{
    /// <summary>The size; 0 before the first.</summary>
    public long Of(NoteKey witness) => DurableFile.Read(PathOf(witness)) is { } size ? DecimalText.Parse(size) : 0;

    /// <summary>Notes a size.</summary>
    public void Note(NoteKey witness, long size) => DurableFile.Write(PathOf(witness), DecimalText.Format(size));

    /// <summary>A witness with a new key is a new witness.</summary>
    private string PathOf(NoteKey witness) => Path.Combine(folder, $"{Uri.EscapeDataString(witness.Name)}.{witness.Id:x8}.seen");
}
