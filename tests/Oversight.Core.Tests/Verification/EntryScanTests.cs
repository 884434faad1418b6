using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Core.Tests.Verification;

/// <summary>The quick reading of entries accepts exactly what the slow one accepts.</summary>
public sealed class EntryScanTests
{
    private static readonly byte[] Interesting = [.. "\"\\{}[],:-+0129AazuZnft\n \u0001"u8, 0x7f, 0x80, 0xc3, 0xe3, 0xff];

    [Fact]
    public void Whatever_one_byte_is_changed_inserted_or_taken_away_both_readings_agree()
    {
        foreach (var bytes in Samples())
        {
            Assert.True(EntryScan.TryRead(bytes, out _));
            for (var i = 0; i < bytes.Length; i++)
            {
                Agree([.. bytes[..i], .. bytes[(i + 1)..]]);
                foreach (var other in Interesting)
                {
                    Agree([.. bytes[..i], other, .. bytes[(i + 1)..]]);
                    Agree([.. bytes[..i], other, .. bytes[i..]]);
                }
            }
        }
    }

    [Theory]
    [InlineData("{}"), InlineData("[]"), InlineData("[[],{}]"), InlineData("{\"a\":1,\"b\":[true,false]}"), InlineData("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\"")]
    [InlineData("{\"a\":1,\"a\":1}"), InlineData("{\"b\":1,\"a\":1}"), InlineData("[1,]"), InlineData("[,1]"), InlineData("{\"a\":1,}"), InlineData("[ ]"), InlineData("null")]
    [InlineData("[null]"), InlineData("01"), InlineData("-0"), InlineData("-1"), InlineData("1.0"), InlineData("1e3"), InlineData("9007199254740991"), InlineData("9007199254740992")]
    [InlineData("-9007199254740991"), InlineData("99999999999999999999"), InlineData("\"\\u0008\""), InlineData("\"\\u000A\""), InlineData("\"\\u000b\""), InlineData("\"\\u000B\"")]
    [InlineData("\"\\u0020\""), InlineData("\"\\/\""), InlineData("\"a\u0301\""), InlineData("\"\u00e1\""), InlineData("\"\\n\u0303\""), InlineData("\"n\u0303\""), InlineData("\"\u007f\"")]
    [InlineData("{\"\ud83d\ude00\":1,\"\uff41\":2}"), InlineData("{\"\uff41\":2,\"\ud83d\ude00\":1}"), InlineData("{\"\\n\":1,\"a\":2}"), InlineData("{\"\":1}"), InlineData("")]
    [InlineData("\"\\ud83d\\ude00\""), InlineData("\"\\ud800\""), InlineData("tru"), InlineData("\"a"), InlineData("1 "), InlineData("{\"a\"1}"), InlineData("\"\\u00")]
    [InlineData("\"\ufffe\""), InlineData("{\"\uffff\":\"\ufdd0\"}"), InlineData("{\"a\ufffe\":1}")]
    public void Both_readings_of_a_value_agree(string json) => AgreeOnValue(LogScene.Utf8(json));

    [Fact]
    public void Both_readings_stop_at_the_same_depth()
    {
        for (var depth = 60; depth < 70; depth++)
        {
            AgreeOnValue(LogScene.Utf8(new string('[', depth) + new string(']', depth)));
            AgreeOnValue(LogScene.Utf8(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)));
        }
    }

    private static IEnumerable<byte[]> Samples()
    {
        var scene = new LogScene();
        scene.Add("2028-1", "Noted", new JsonObject { ["n"] = -5, ["s"] = "日本\"\n\u0001" }, []);
        scene.Add("2028-1", "Noted", new JsonObject { ["list"] = new JsonArray(1, true, new JsonObject()) }, ["content.scope", "reason"], definition: new string('a', 64), ruleSet: "r@1");
        return scene.Entries.Select(entry => entry.Bytes);
    }

    private static void Agree(byte[] bytes)
    {
        var isEntry = Try(() => EntryDocument.Read(bytes), out var entry);
        Assert.True(isEntry == EntryScan.TryRead(bytes, out var scan), System.Text.Encoding.UTF8.GetString(bytes));
        if (!isEntry)
            return;
        var (header, type, _, parts) = entry!;
        Assert.Equal((header.CaseSeq, parts.Count), (scan.CaseSeq, scan.PartCount));
        Assert.Equal([header.Case, header.Log, header.Prev, header.Definition, header.RuleSet, type], new[] { scan.Case, scan.Log, scan.Prev, scan.Definition, scan.RuleSet, scan.Type }
            .Select(range => CanonicalScan.Text(bytes.AsSpan(range), bytes.AsSpan(range).Contains((byte)'\\'))));
        var rest = scan.Parts;
        foreach (var part in parts)
        {
            Assert.True(EntryScan.TryTakePart(bytes, ref rest, out var name, out var digest));
            Assert.Equal(part, new PartDigest(CanonicalScan.Text(bytes.AsSpan(name), bytes.AsSpan(name).Contains((byte)'\\')), CanonicalScan.Text(bytes.AsSpan(digest), false)));
        }

        Assert.False(EntryScan.TryTakePart(bytes, ref rest, out _, out _));
    }

    private static void AgreeOnValue(byte[] bytes) => Assert.Equal(Try(() => CanonicalJson.Read(bytes), out _), CanonicalScan.IsCanonical(bytes));

    private static bool Try<T>(Func<T> read, out T? value)
    {
        try
        {
            value = read();
            return true;
        }
        catch (LedgerException)
        {
            value = default;
            return false;
        }
    }
}
