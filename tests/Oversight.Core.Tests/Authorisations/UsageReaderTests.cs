using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using static Oversight.Core.Tests.Authorisations.Uses;

namespace Oversight.Core.Tests.Authorisations;

/// <summary>Whole files: lines, chunks, and what they come to.</summary>
public sealed class UsageReaderTests
{
    private const string Columns = "time,source,destination,protocol,port,dataType,operator,action";
    private const string Row = "2028-03-04T02:00:00Z,192.0.2.10,198.51.100.17,tcp,443,commandInformation,cao-op-01,copy";
    private const string Json = """{"time":"2028-03-04T02:00:00Z","source":"192.0.2.10","destination":"198.51.100.17","protocol":"tcp","port":443,"dataType":"commandInformation","operator":"cao-op-01","action":"copy"}""";

    [Theory]
    [InlineData(UsageFormat.Csv)]
    [InlineData(UsageFormat.Ndjson)]
    public void Where_a_file_is_cut_into_chunks_does_not_matter(UsageFormat format)
    {
        var good = format == UsageFormat.Csv ? Row : Json;
        var text = (format == UsageFormat.Csv ? Columns + "\r\n" : "")
            + $"{good}\n{good}\r\n\n\r\n{new string('x', 4096)}\r\n{new string('x', 4097)}\n{new string('y', 9000)}\n{good.Replace("copy", "取得", StringComparison.Ordinal)}\r\n{good}";
        byte[] file = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];
        var whole = ReadAll(format, file, file.Length);

        var first = format == UsageFormat.Csv ? 2 : 1;
        Assert.Equal(Enumerable.Range(first, 9).Select(n => (long)n), whole.Select(line => line.Number));
        var strange = format == UsageFormat.Csv ? MalformedReason.WrongColumnCount : MalformedReason.NotJson;
        Assert.Equal(
            [null, null, MalformedReason.Blank, MalformedReason.Blank, strange, MalformedReason.TooLong, MalformedReason.TooLong, null, null],
            whole.Select(line => line.Malformed));
        Assert.Equal([OfItem1, OfItem1, OfItem1 with { Action = "取得" }, OfItem1], whole.Where(line => line.Malformed is null).Select(line => line.Record));
        for (var at = 0; at <= file.Length; at++)
            Assert.Equal(whole, InTwo(format, file, at));
        foreach (var size in new[] { 1, 2, 3, 5, 7, 64, 4095, 4096, 4097, 4100, 4101 })
            Assert.Equal(whole, ReadAll(format, file, size));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\uFEFF", 0)]
    [InlineData("a", 1)]
    [InlineData("a\n", 1)]
    [InlineData("a\r\n", 1)]
    [InlineData("a\n\n", 2)]
    [InlineData("\n", 1)]
    [InlineData("\uFEFF\n", 1)]
    [InlineData("a\nb", 2)]
    [InlineData("a\rb", 1)]
    public void Lines_are_counted_as_people_count_them(string file, int count) =>
        Assert.Equal(count, ReadAll(UsageFormat.Ndjson, Encoding.UTF8.GetBytes(file), 4).Count);

    [Fact]
    public void The_longest_line_may_come_after_a_mark_and_in_pieces()
    {
        byte[] File(int length) => [0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(Json + new string(' ', length - Json.Length) + "\r\n")];

        Assert.Null(Assert.Single(ReadAll(UsageFormat.Ndjson, File(UsageLines.LongestLine), 1000)).Malformed);
        Assert.Equal(MalformedReason.TooLong, Assert.Single(ReadAll(UsageFormat.Ndjson, File(UsageLines.LongestLine + 1), 1000)).Malformed);
    }

    [Fact]
    public void A_csv_file_tells_its_header_only_when_it_is_bad()
    {
        Assert.Equal([(2L, null)], Read($"{Columns}\n{Row}"));
        Assert.Equal([], Read(Columns));
        Assert.Equal([(1L, MalformedReason.BadHeader)], Read(""));
        Assert.Equal([(1L, MalformedReason.BadHeader)], Read("\uFEFF"));
        Assert.Equal([(1L, MalformedReason.BadHeader), (2L, MalformedReason.BadHeader), (3L, MalformedReason.Blank)], Read($"time\n{Row}\n\n"));
        Assert.Equal([(1L, MalformedReason.BadHeader), (2L, MalformedReason.BadHeader)], Read($"{new string('x', 5000)}\n{Row}"));

        static IEnumerable<(long, MalformedReason?)> Read(string file) =>
            ReadAll(UsageFormat.Csv, Encoding.UTF8.GetBytes(file), 100).Select(line => (line.Number, line.Malformed));
    }

    [Theory]
    [InlineData(UsageFormat.Csv)]
    [InlineData(UsageFormat.Ndjson)]
    public void Whatever_the_bytes_every_line_is_told_once_and_nothing_throws(UsageFormat format) => Prop.ForAll(
        Arb.From(from seed in Gen.Choose(0, int.MaxValue) from changes in Gen.Choose(0, 40) from size in Gen.Choose(1, 300) select (seed, changes, size)),
        play =>
        {
            var file = Damaged(format, play.seed, play.changes);
            var lines = ReadAll(format, file, play.size);
            var matcher = new UsageMatcher(C03, NetworkMap.Demo);
            using var tally = new UsageTally();
            foreach (var line in lines)
                tally.Add(line, matcher.Match(line.Record));

            var ended = file.Count(one => one == '\n');
            var expected = file.Length > 0 && file[^1] != '\n' ? ended + 1 : ended;
            var told = lines.Count(line => line.Number > 1 || format == UsageFormat.Ndjson || line.Malformed is not null);
            var header = format == UsageFormat.Csv && lines.All(line => line.Number > 1) ? 1 : 0;
            var result = tally.Result();
            return told + header == expected && result.Records + result.Malformed == lines.Count
                && lines.SequenceEqual(ReadAll(format, file, file.Length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Random_bytes_are_no_json_and_do_not_throw() => Prop.ForAll(
        Arb.From(Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("{}[]\":,\\u09dEtrfn1-.".Select(c => (int)c).ToArray())).Select(n => (byte)n))),
        Arb.From(Gen.Elements(UsageFormat.Csv, UsageFormat.Ndjson)),
        (bytes, format) => ReadAll(format, [.. Encoding.ASCII.GetBytes(Columns + "\n"), .. bytes], 7).All(line => line.Malformed is not null))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Texts_that_never_come_again_do_not_grow_the_reader()
    {
        var lines = new UsageLines(UsageFormat.Csv, Route.R3, At("2099-01-01T00:00Z"));
        Assert.Null(lines.ReadHeader(Encoding.UTF8.GetBytes(Columns)));
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Null(lines.Read(Encoding.UTF8.GetBytes(Row.Replace("cao-op-01", $"operator {i % 1500}", StringComparison.Ordinal)), out var record));
            Assert.Equal($"operator {i % 1500}", record.Operator);
        }
    }

    [Fact]
    public void A_tally_counts_sets_and_reasons_and_its_digest_is_that_of_the_findings_in_order()
    {
        using var tally = new UsageTally();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), tally.Result().FindingsDigest);
        var lines = new StringBuilder();
        for (var n = 1L; n <= 3_000; n++)
        {
            var kinds = (FindingKinds)(n % 3 == 0 ? 0 : n % 4096);
            tally.Add(new UsageLine(n, OfItem1, n % 5 == 0 ? MalformedReason.BadPort : null), kinds);
            if (n % 5 != 0 && kinds != FindingKinds.None)
                lines.Append(n).Append('\t').Append(FindingKindNames.Joined(kinds)).Append('\n');
        }

        var result = tally.Result();
        Assert.Equal((2_400, 600, 1_600), (result.Records, result.Malformed, result.Findings));
        Assert.Equal([new MalformedCount(MalformedReason.BadPort, 600)], result.ByReason);
        Assert.Equal(1_600, result.ByKinds.Sum(count => count.Count));
        Assert.Equal(["outOfCidr"], result.ByKinds[0].Kinds);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString()))), result.FindingsDigest);
        Assert.Equal(result.FindingsDigest, tally.Result().FindingsDigest);
    }

    private static List<UsageLine> InTwo(UsageFormat format, byte[] file, int at)
    {
        var reader = new UsageReader(format, Route.R3, At("2099-01-01T00:00Z"));
        var lines = new List<UsageLine>();
        foreach (var part in new[] { file[..at], file[at..] })
        {
            ReadOnlySpan<byte> chunk = part;
            while (reader.TryRead(ref chunk, out var line))
                lines.Add(line);
        }

        if (reader.TryFinish(out var last))
            lines.Add(last);
        return lines;
    }

    /// <summary>A few good lines with bytes changed, dropped and doubled.</summary>
    private static byte[] Damaged(UsageFormat format, int seed, int changes)
    {
        var random = new Random(seed);
        var file = new List<byte>(Encoding.UTF8.GetBytes(
            format == UsageFormat.Csv ? $"{Columns}\n{Row}\r\n\"{Row.Replace(",", "\",\"", StringComparison.Ordinal)}\"\n{Row}" : $"{Json}\n{Json}\r\n{Json}\n"));
        for (var i = 0; i < changes && file.Count > 0; i++)
        {
            var at = random.Next(file.Count);
            if (random.Next(3) == 0)
                file.RemoveAt(at);
            else if (random.Next(2) == 0)
                file[at] = (byte)random.Next(256);
            else
                file.InsertRange(at, file.GetRange(at, random.Next(Math.Min(30, file.Count - at))));
        }

        return [.. file];
    }
}
