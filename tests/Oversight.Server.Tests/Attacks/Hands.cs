using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Server.Tests.Attacks;

/// <summary>The files of the honest log in the hands of somebody who changes them; some have the log's keys as well.</summary>
internal sealed class Hands
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public Hands(HonestLog honest)
    {
        (Honest, Files) = (honest, honest.Files.ToDictionary(file => file.Key, file => file.Value.ToArray()));
        Tree = Checkpoint.Parse(SignedNote.Parse(Files["checkpoint"]).Text);
    }

    public HonestLog Honest { get; }

    public Dictionary<string, byte[]> Files { get; }

    public Checkpoint Tree { get; }

    public bool IsAfterAMonth { get; set; }

    public string Tile => Files.Keys.First(path => path.StartsWith("tile/0/", StringComparison.Ordinal));

    public string Bundle => Files.Keys.First(path => path.StartsWith("tile/entries/", StringComparison.Ordinal));

    public string Parts => Files.Keys.First(path => path.StartsWith("parts/", StringComparison.Ordinal));

    public string Document => Files.Keys.First(path => path.StartsWith("documents/", StringComparison.Ordinal));

    /// <summary>The first line of the parts, with its end.</summary>
    public byte[] FirstPart => Files[Parts][..(Array.IndexOf(Files[Parts], (byte)'\n') + 1)];

    public void Edit(string path, Action<byte[]> edit) => edit(Files[path]);

    public void Text(Func<string, string> edit) => Files["checkpoint"] = Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(Files["checkpoint"])));

    public void Note(Func<SignedNote, SignedNote> edit) => Text(text => edit(SignedNote.Parse(text)).ToString());

    /// <summary>Changes the bytes of one signature.</summary>
    public void Line(int index, Func<byte[], byte[]> edit) => Note(note => note with
    {
        Signatures = [.. note.Signatures.Select((line, i) => i == index ? line with { Bytes = edit([.. line.Bytes]) } : line)],
    });

    public void Line(int index, Action<byte[]> edit) => Line(index, bytes =>
    {
        edit(bytes);
        return bytes;
    });

    public void Sign(Checkpoint tree, params NoteSigner[] signers) =>
        Text(_ => new SignedNote(tree.Text, [.. signers.Select(signer => signer.Sign(tree.Text, Now))]).ToString());

    public void Cosign(NoteSigner witness) => Note(note => note with { Signatures = [.. note.Signatures.Take(2), witness.Sign(note.Text, Now)] });

    /// <summary>Changes an entry, and where asked everything in its case that hangs on its hash, and signs the new tree.</summary>
    public void Rewrite(int index, Action<JsonObject> edit, bool rechain, bool withWitness = false)
    {
        var entries = Entries();
        var changed = JsonNode.Parse(entries[index].Bytes)!.AsObject();
        edit(changed);
        entries[index] = (CanonicalJson.Write(changed), entries[index].Parts);
        var (number, previous) = ((string)changed["case"]!, LeafHash.HexOf(entries[index].Bytes));
        for (var i = index + 1; rechain && i < entries.Count; i++)
        {
            var entry = JsonNode.Parse(entries[i].Bytes)!.AsObject();
            if ((string)entry["case"]! != number)
                continue;
            entry["prev"] = previous;
            entries[i] = (CanonicalJson.Write(entry), entries[i].Parts);
            previous = LeafHash.HexOf(entries[i].Bytes);
        }
        Write(entries, withWitness);
    }

    /// <summary>Changes the bytes of an entry as text, and signs the new tree.</summary>
    public void Replace(int index, Func<string, string> edit)
    {
        var entries = Entries();
        entries[index] = (Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(entries[index].Bytes))), entries[index].Parts);
        Write(entries, withWitness: false);
    }

    /// <summary>Leaves entries out, and signs the new tree.</summary>
    public void Drop(Func<JsonObject, bool> isDropped) =>
        Write([.. Entries().Where(entry => !isDropped(JsonNode.Parse(entry.Bytes)!.AsObject()))], withWitness: false);

    private List<(byte[] Bytes, IReadOnlyDictionary<string, string> Parts)> Entries() =>
        [.. new LogReader(Files.GetValueOrDefault, SignedNote.Parse(Files["checkpoint"])).All().Select(entry => (entry.Bytes, entry.Parts))];

    private void Write(List<(byte[] Bytes, IReadOnlyDictionary<string, string> Parts)> entries, bool withWitness)
    {
        foreach (var path in Files.Keys.Where(path => !path.StartsWith("documents/", StringComparison.Ordinal)).ToList())
            Files.Remove(path);
        var files = new LogFiles((path, bytes) => Files[path] = bytes);
        foreach (var (bytes, parts) in entries)
            files.Add(bytes, parts);
        var tree = files.Finish(Tree.Origin);
        var signers = withWitness ? Honest.Keys.Append(Honest.Witness) : Honest.Keys;
        Files["checkpoint"] = Encoding.UTF8.GetBytes(new SignedNote(tree.Text, [.. signers.Select(signer => signer.Sign(tree.Text, Now))]).ToString());
    }
}
