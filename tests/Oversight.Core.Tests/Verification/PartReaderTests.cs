using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>The quick reading of parts accepts exactly what the slow one accepts.</summary>
public sealed class PartReaderTests
{
    private static readonly byte[] Interesting = [.. "\"\\{}[],:-+019AazZ_=/\n "u8, 0x7f, 0xc3, 0xff];

    [Fact]
    public void Whatever_one_byte_of_a_file_of_parts_is_changed_inserted_or_taken_away_both_readings_agree()
    {
        var file = PartLines.Write([new PartLine(3, "a", "YQ"), new PartLine(3, "b.c", "Yg"), new PartLine(12, "日本", "Yw")]);
        foreach (var other in Mutations(file))
            Assert.True(Slow(other) == Quick(other), Encoding.UTF8.GetString(other));
    }

    [Fact]
    public void Whatever_one_byte_of_an_opening_is_changed_inserted_or_taken_away_both_openings_agree()
    {
        var part = Part.Commit("reason", new JsonObject { ["ja"] = "理由", ["n"] = 5 }, new byte[32]);
        Assert.True(Opens(part.Disclosure));
        // Whoever commits to nonsense can make its digest, so the form must hold by itself.
        foreach (var opening in Mutations(Base64Url.DecodeFromChars(part.Disclosure)))
            Agree(Base64Url.EncodeToString(opening));
        foreach (var disclosure in Mutations(Encoding.ASCII.GetBytes(part.Disclosure)).Where(bytes => Ascii.IsValid(bytes)))
            Agree(Encoding.ASCII.GetString(disclosure));
    }

    private static void Agree(string disclosure)
    {
        bool isOpened;
        try
        {
            Part.Open(new PartDigest("reason", DigestOf(disclosure)), disclosure);
            isOpened = true;
        }
        catch (BadOpeningException)
        {
            isOpened = false;
        }

        Assert.True(isOpened == Opens(disclosure), disclosure);
    }

    private static bool Opens(string disclosure) => OpeningScan.Opens("reason"u8, Encoding.ASCII.GetBytes(DigestOf(disclosure)), Encoding.ASCII.GetBytes(disclosure));

    private static string DigestOf(string disclosure) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure)));

    private static IEnumerable<byte[]> Mutations(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            yield return [.. bytes[..i], .. bytes[(i + 1)..]];
            foreach (var other in Interesting)
            {
                yield return [.. bytes[..i], other, .. bytes[(i + 1)..]];
                yield return [.. bytes[..i], other, .. bytes[i..]];
            }
        }
    }

    private static string Slow(byte[] file)
    {
        try
        {
            return string.Join('|', PartLines.Read(file).Select(line => $"{line.Index} {line.Name} {line.Disclosure}"));
        }
        catch (LogFormatException)
        {
            return "bad";
        }
    }

    private static string Quick(byte[] file)
    {
        try
        {
            var (reader, lines) = (new PartReader(file), new List<string>());
            while (reader.Next())
                lines.Add($"{reader.Index} {Text(reader.Name)} {Text(reader.Disclosure)}");
            return string.Join('|', lines);
        }
        catch (LogFormatException)
        {
            return "bad";
        }
    }

    private static string Text(ReadOnlySpan<byte> raw) => CanonicalScan.Text(raw, raw.Contains((byte)'\\'));
}
