using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>A log made by hand: chained entries of several cases, parts, documents, keys from a seed.</summary>
public sealed class LogScene
{
    public const string Origin = "log.example/oversight";
    public static readonly DateTimeOffset At = new(2028, 2, 14, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, (int Seq, string Leaf)> cases = [];
    private int salt;

    public NoteSigner LogKey { get; } = Key(Origin, NoteKeyType.Ed25519, 1);
    public NoteSigner Court { get; } = Key("court.example/witness", NoteKeyType.Cosignature, 2);
    public NoteSigner Press { get; } = Key("press.example/witness", NoteKeyType.Cosignature, 3);

    public List<(byte[] Bytes, IReadOnlyDictionary<string, string> Parts)> Entries { get; } = [];
    public List<byte[]> Documents { get; } = [];

    /// <summary>The auditor's own file: this log, two witnesses, both wanted.</summary>
    public LogPolicy Policy => LogPolicy.Parse(PolicyText);

    public string PolicyText => $"log {LogKey.Key}\nwitness court {Court.Key}\nwitness press {Press.Key}\ngroup both all court press\nquorum both\n";

    public static NoteSigner Key(string name, NoteKeyType type, byte seed) => NoteSigner.Create(name, type, SHA256.HashData([seed]));

    /// <summary>Some entries of three cases, every third with two parts.</summary>
    public static LogScene Of(int entries)
    {
        var scene = new LogScene();
        for (var i = 0; i < entries; i++)
            scene.Add($"2028-{i % 3 + 1:0000}", "Noted", new JsonObject { ["count"] = i }, i % 3 == 0 ? ["content.scope", "reason"] : []);
        return scene;
    }

    public EntryDocument Add(
        string number, string type, JsonObject happened, IReadOnlyList<string> parts, string log = Origin, string definition = "", string ruleSet = "",
        string actor = "system", string role = "system")
    {
        var (seq, leaf) = cases.GetValueOrDefault(number, (0, ""));
        var kept = parts.Select(name => Part.Commit(name, JsonValue.Create($"What {name} of entry {Entries.Count} says.")!, SHA256.HashData(BitConverter.GetBytes(salt++)))).ToList();
        var header = new EntryHeader(log, number, seq + 1, leaf, At.AddSeconds(Entries.Count), actor, role, Definition: definition, RuleSet: ruleSet);
        var entry = new EntryDocument(header, type, happened, [.. kept.Select(part => new PartDigest(part.Name, part.Digest))]);
        Put(entry.ToBytes(), kept.ToDictionary(part => part.Name, part => part.Disclosure));
        return entry;
    }

    /// <summary>Adds bytes as they are; the case goes on from them if they are an entry.</summary>
    public void Put(byte[] bytes, IReadOnlyDictionary<string, string> kept)
    {
        var header = EntryDocument.Read(bytes).Header;
        cases[header.Case] = (header.CaseSeq, LeafHash.HexOf(bytes));
        Entries.Add((bytes, kept));
    }

    /// <summary>Takes the parts of an entry away, with or without an order.</summary>
    public void Forget(int index) => Entries[index] = (Entries[index].Bytes, new Dictionary<string, string>());

    public SortedDictionary<string, byte[]> Files() => LogFiles.Of(Origin, Entries, Documents, [LogKey, Court, Press], At);

    /// <summary>Signed at one time by the court and at another by the press.</summary>
    public SortedDictionary<string, byte[]> FilesCosigned(DateTimeOffset court, DateTimeOffset press)
    {
        var files = Files();
        var text = SignedNote.Parse(files["checkpoint"]).Text;
        files["checkpoint"] = Utf8(new SignedNote(text, [LogKey.Sign(text, At), Court.Sign(text, court), Press.Sign(text, press)]).ToString());
        return files;
    }

    /// <summary>The checkpoint as it stood at an earlier size, signed by the log.</summary>
    public SignedNote CheckpointAt(int size, params NoteSigner[] more)
    {
        var log = new LogFiles((_, _) => { });
        foreach (var (bytes, kept) in Entries.Take(size))
            log.Add(bytes, kept);
        return Sign(log.Finish(Origin).Text, [LogKey, .. more]);
    }

    public static SignedNote Sign(string text, params IEnumerable<NoteSigner> keys) => new(text, [.. keys.Select(key => key.Sign(text, At))]);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
