using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

public class EventCodecTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public void The_bytes_of_a_flat_event_never_change()
    {
        var entry = Samples.Encode(Samples.Noted);

        Assert.Equal(
            """
            {"actor":"cao.drafter","agency":"CAO","at":"2028-02-14T00:00:00.123Z","atJst":"2028-02-14T09:00:00.123+09:00","case":"2028-0001","caseSeq":1,"definition":"","event":{"subject":"件名","urgent":true},"log":"oversight.example/2028","parts":[{"digest":"kgsRvz-CRuYgjnCMpLK59X5JO0kcHg0x3tDtL3muMFU","name":"text"}],"prev":"","role":"drafter","route":"R1","ruleSet":"act-2027@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","type":"Noted","v":1}
            """, Encoding.UTF8.GetString(entry.Bytes));
        Assert.Equal(
            "7b226163746f72223a2263616f2e64726166746572222c226167656e6379223a2243414f222c226174223a22323032382d30322d31345430303a30303a30302e"
            + "3132335a222c2261744a7374223a22323032382d30322d31345430393a30303a30302e3132332b30393a3030222c2263617365223a22323032382d3030303122"
            + "2c2263617365536571223a312c22646566696e6974696f6e223a22222c226576656e74223a7b227375626a656374223a22e4bbb6e5908d222c22757267656e74"
            + "223a747275657d2c226c6f67223a226f76657273696768742e6578616d706c652f32303238222c227061727473223a5b7b22646967657374223a226b67735276"
            + "7a2d43527559676a6e434d704c4b353958354a4f306b6348673078337444744c336d754d4655222c226e616d65223a2274657874227d5d2c2270726576223a22"
            + "222c22726f6c65223a2264726166746572222c22726f757465223a225231222c2272756c65536574223a226163742d3230323740616161616161616161616161"
            + "61616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161222c2274797065223a224e6f"
            + "746564222c2276223a317d", Convert.ToHexStringLower(entry.Bytes));
        Assert.Equal("3228d3a0721a7327dccfaf3a13b42fd71babad35721c5c4f86898a1aa1616df8", Convert.ToHexStringLower(entry.LeafHash));
    }

    [Fact]
    public void The_bytes_of_a_nested_event_never_change()
    {
        var entry = Samples.Encode(Samples.Drafted, Samples.Header(2, new string('b', 64)));

        Assert.Equal(
            """
            {"actor":"cao.drafter","agency":"CAO","at":"2028-02-14T00:00:00.123Z","atJst":"2028-02-14T09:00:00.123+09:00","case":"2028-0001","caseSeq":2,"definition":"","event":{"choice":"Approve","content":{"route":"R1"},"counts":{"a":1,"b":2},"day":"2028-02-29","dueAt":"2028-02-29T15:00:00.000Z","version":1},"log":"oversight.example/2028","parts":[{"digest":"Mp4_CY57bOPS0jnHvF5caYQfQ2znMRl5rUI3OTKYa1M","name":"content.risk"},{"digest":"FjXv1v8WpJdFE963b3LsH_x51YPWDyKT9xyLBc7IsYQ","name":"content.scope"}],"prev":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","role":"drafter","route":"R1","ruleSet":"act-2027@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","type":"Drafted","v":1}
            """, Encoding.UTF8.GetString(entry.Bytes));
        Assert.Equal(
            "7b226163746f72223a2263616f2e64726166746572222c226167656e6379223a2243414f222c226174223a22323032382d30322d31345430303a30303a30302e"
            + "3132335a222c2261744a7374223a22323032382d30322d31345430393a30303a30302e3132332b30393a3030222c2263617365223a22323032382d3030303122"
            + "2c2263617365536571223a322c22646566696e6974696f6e223a22222c226576656e74223a7b2263686f696365223a22417070726f7665222c22636f6e74656e"
            + "74223a7b22726f757465223a225231227d2c22636f756e7473223a7b2261223a312c2262223a327d2c22646179223a22323032382d30322d3239222c22647565"
            + "4174223a22323032382d30322d32395431353a30303a30302e3030305a222c2276657273696f6e223a317d2c226c6f67223a226f76657273696768742e657861"
            + "6d706c652f32303238222c227061727473223a5b7b22646967657374223a224d70345f43593537624f5053306a6e48764635636159516651327a6e4d526c3572"
            + "5549334f544b5961314d222c226e616d65223a22636f6e74656e742e7269736b227d2c7b22646967657374223a22466a587631763857704a6446453936336233"
            + "4c73485f78353159505744794b543978794c42633749735951222c226e616d65223a22636f6e74656e742e73636f7065227d5d2c2270726576223a2262626262"
            + "626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262222c2272"
            + "6f6c65223a2264726166746572222c22726f757465223a225231222c2272756c65536574223a226163742d323032374061616161616161616161616161616161"
            + "616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161222c2274797065223a22447261667465"
            + "64222c2276223a317d", Convert.ToHexStringLower(entry.Bytes));
        Assert.Equal("80b28998571595ef43456ee6233b56276579b86a40aff25d06bbc7d7e7d20be8", Convert.ToHexStringLower(entry.LeafHash));
    }

    [Fact] // RFC 9901 §4.2.1 and §4.2.3, with canonical JSON.
    public void A_commitment_is_recomputed_with_nothing_but_base64url_and_sha256()
    {
        var part = Assert.Single(Samples.Encode(Samples.Noted).Parts);

        var opening = "[\"" + new string('A', 43) + "\",\"text\",\"秘密の \\\"text\\\"\\n\"]";
        var disclosure = Convert.ToBase64String(Encoding.UTF8.GetBytes(opening)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal(new Part("text", disclosure, digest), part);
    }

    [Fact] // The leaf hash of RFC 6962 §2.1, with the vector of the empty entry that certificate transparency implementations share.
    public void A_leaf_hash_is_sha256_after_a_zero_byte() =>
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", LeafHash.HexOf([]));

    [Fact]
    public void What_is_encoded_is_decoded()
    {
        var entry = Samples.Encode(Samples.Drafted);

        var decoded = Samples.Codec.Decode(entry.Bytes, Samples.Disclosures(entry));

        Assert.Equal(Samples.Header(), decoded.Header);
        Assert.Equal("Drafted", decoded.Type);
        Assert.Empty(decoded.MissingParts);
        Assert.Equivalent(Samples.Drafted, decoded.Event, strict: true);
        Assert.Equal(entry.Bytes, EntryDocument.Read(entry.Bytes).ToBytes());
    }

    [Fact]
    public void Optional_values_and_structures_keep_their_parts_too()
    {
        foreach (var weighed in new SampleEvent.Weighed[] { new(5, null, new("l", "r")), new(null, 0, null), new(null, null, null) })
        {
            var entry = Samples.Encode(weighed);

            Assert.Equal(weighed, Samples.Codec.Decode(entry.Bytes, Samples.Disclosures(entry)).Event);
            Assert.DoesNotContain("grams\":", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
            Assert.Null(Assert.IsType<SampleEvent.Weighed>(Samples.Codec.Decode(entry.Bytes, Nothing).Event).Grams);
        }
    }

    [Fact]
    public void Parts_are_named_by_path_in_order_and_their_content_is_not_in_the_bytes()
    {
        var entry = Samples.Encode(Samples.Drafted);

        Assert.Equal(["content.risk", "content.scope"], entry.Parts.Select(part => part.Name));
        var text = Encoding.UTF8.GetString(entry.Bytes);
        Assert.DoesNotContain("203.0.113.0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("botnet", text, StringComparison.Ordinal);
        Assert.DoesNotContain("isFirst", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_part_draws_no_salt_and_leaves_no_commitment()
    {
        var entry = Samples.Codec.Encode(Samples.Header(), Samples.Noted with { Text = null }, () => throw new InvalidOperationException("no salt is needed"));

        Assert.Empty(entry.Parts);
        Assert.Empty(Samples.Codec.Decode(entry.Bytes, Nothing).MissingParts);
    }

    [Fact]
    public void An_erased_part_leaves_its_digest_and_the_rest_readable()
    {
        var entry = Samples.Encode(Samples.Drafted);
        var left = Samples.Disclosures(entry);
        left.Remove("content.scope");

        var decoded = Samples.Codec.Decode(entry.Bytes, left);

        var drafted = Assert.IsType<SampleEvent.DraftedEvent>(decoded.Event);
        Assert.Null(drafted.Content.Scope);
        Assert.Equal(Samples.Drafted.Content.Risk, drafted.Content.Risk);
        Assert.Equal([new PartDigest("content.scope", entry.Parts[1].Digest)], decoded.MissingParts);
    }

    [Fact]
    public void Every_flipped_bit_of_a_disclosure_is_a_bad_opening()
    {
        var entry = Samples.Encode(Samples.Noted);
        var disclosure = entry.Parts[0].Disclosure;
        for (var bit = 0; bit < disclosure.Length * 16; bit++)
        {
            var flipped = disclosure.ToCharArray();
            flipped[bit / 16] ^= (char)(1 << (bit % 16));
            var parts = new Dictionary<string, string> { ["text"] = new(flipped) };
            Assert.Throws<BadOpeningException>(() => Samples.Codec.Decode(entry.Bytes, parts));
        }
    }

    [Fact]
    public void Every_flipped_bit_of_an_entry_is_refused_or_makes_another_entry()
    {
        var entry = Samples.Encode(Samples.Drafted);
        var refused = 0;
        for (var bit = 0; bit < entry.Bytes.Length * 8; bit++)
        {
            var flipped = entry.Bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(flipped, EntryDocument.Read(flipped).ToBytes());
                Assert.NotEqual(entry.LeafHash, LeafHash.Of(flipped));
            }
            catch (LedgerException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, entry.Bytes.Length * 8 - 1);
    }

    [Fact]
    public void A_disclosure_of_another_part_or_salt_is_a_bad_opening()
    {
        var entry = Samples.Encode(Samples.Drafted);
        var swapped = new Dictionary<string, string> { ["content.scope"] = entry.Parts[0].Disclosure };
        var strange = new Dictionary<string, string> { ["content.route"] = entry.Parts[0].Disclosure };
        var resalted = Part.Commit("content.scope", new JsonArray("203.0.113.0/24", "2001:db8::/32"), new byte[32]);

        Assert.Equal("content.scope", Assert.Throws<BadOpeningException>(() => Samples.Codec.Decode(entry.Bytes, swapped)).Part);
        Assert.Throws<BadOpeningException>(() => Samples.Codec.Decode(entry.Bytes, strange));
        Assert.Throws<BadOpeningException>(() => Samples.Codec.Decode(entry.Bytes, new Dictionary<string, string> { ["content.scope"] = resalted.Disclosure }));
    }

    [Theory] // Right digest, wrong insides: a short salt, another name, a stray member, another spelling of the same value.
    [InlineData("""["AAAA","text","x"]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","other","x"]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","text","x",1]""")]
    [InlineData("""["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","text", "x"]""")]
    public void A_disclosure_that_matches_but_is_malformed_is_a_bad_opening(string opening)
    {
        var disclosure = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(opening));
        var digest = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(disclosure)));

        Assert.Throws<BadOpeningException>(() => Part.Open(new PartDigest("text", digest), disclosure));
    }

    [Fact]
    public void A_part_holds_one_mebibyte_and_not_a_byte_more()
    {
        var fits = new string('a', Part.MaximumValueBytes - 2);

        var entry = Samples.Encode(Samples.Noted with { Text = fits });
        Assert.Equal(fits, Assert.IsType<SampleEvent.Noted>(Samples.Codec.Decode(entry.Bytes, Samples.Disclosures(entry)).Event).Text);
        Assert.Equal("PartTooLarge", Assert.Throws<LedgerException>(() => Samples.Encode(Samples.Noted with { Text = fits + "a" })).Code);
    }

    [Fact]
    public void An_entry_holds_65535_bytes_and_not_a_byte_more()
    {
        var spare = EntryDocument.MaximumBytes - Samples.Encode(Samples.Noted with { Subject = "" }).Bytes.Length;

        Assert.Equal(EntryDocument.MaximumBytes, Samples.Encode(Samples.Noted with { Subject = new string('a', spare) }).Bytes.Length);
        Assert.Equal("EntryTooLarge", Assert.Throws<LedgerException>(() => Samples.Encode(Samples.Noted with { Subject = new string('a', spare + 1) })).Code);
    }

    [Fact]
    public void A_short_salt_is_refused() =>
        Assert.Equal("BadSalt", Assert.Throws<LedgerException>(() => Samples.Codec.Encode(Samples.Header(), Samples.Noted, () => new byte[31])).Code);

    [Theory] // UTF-16 code units: an attribute cannot hold a lone surrogate.
    [InlineData(0x65, 0x0301)]
    [InlineData(0xd800)]
    [InlineData(0x0007)]
    public void Text_outside_the_rules_is_refused_in_event_and_part(params int[] units)
    {
        var text = string.Concat(units.Select(unit => (char)unit));
        Assert.Throws<CanonicalJsonException>(() => Samples.Encode(Samples.Noted with { Text = text }));
        Assert.Throws<CanonicalJsonException>(() => Samples.Encode(Samples.Noted with { Subject = text }));
        Assert.Throws<CanonicalJsonException>(() => Samples.Encode(Samples.Drafted with { Counts = new Dictionary<string, int> { [text] = 1 } }));
    }

    [Fact]
    public void A_fraction_of_a_millisecond_or_a_fractional_number_is_refused_rather_than_rounded()
    {
        var fine = Samples.At.AddTicks(1);

        Assert.Throws<FormatException>(() => Samples.Encode(Samples.Noted, Samples.Header() with { At = fine }));
        Assert.Throws<FormatException>(() => Samples.Encode(Samples.Drafted with { DueAt = fine }));
        Assert.Equal(Samples.At, CanonicalInstant.Truncate(fine));
        Assert.Throws<CanonicalJsonException>(() => new EventCodec<FractionEvent>().Encode(Samples.Header(), new FractionEvent.Measured(0.5), Samples.Salts()));
    }

    [Fact]
    public void A_family_that_could_leak_or_could_not_lose_its_content_has_no_codec()
    {
        Assert.Throws<InvalidOperationException>(() => new EventCodec<LeakyEvent>());
        Assert.Throws<InvalidOperationException>(() => new EventCodec<LeakyMapEvent>());
        Assert.Throws<InvalidOperationException>(() => new EventCodec<LeakyTreeEvent>());
        Assert.Throws<InvalidOperationException>(() => new EventCodec<LeakySubtypeEvent>());
        Assert.Throws<InvalidOperationException>(() => new EventCodec<UnerasableEvent>());
    }

    [Theory] // Each changes one place of a good entry; the result is canonical JSON and still no entry.
    [InlineData("v", "2")]
    [InlineData("type", "\"Unknown\"")]
    [InlineData("caseSeq", "0")]
    [InlineData("caseSeq", "2")]
    [InlineData("caseSeq", "\"1\"")]
    [InlineData("prev", "\"BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\"")]
    [InlineData("at", "\"2028-02-14T00:00:00.124Z\"")]
    [InlineData("at", "\"2028-02-14T00:00:00Z\"")]
    [InlineData("at", "\"9999-12-31T20:00:00.000Z\"")]
    [InlineData("atJst", "\"2028-02-14T00:00:00.123+00:00\"")]
    [InlineData("event", "{\"subject\":\"x\"}")]
    [InlineData("event", "{\"subject\":\"x\",\"urgent\":true,\"extra\":1}")]
    [InlineData("event", "{\"subject\":\"x\",\"urgent\":true,\"text\":\"openly\"}")]
    [InlineData("event", "[]")]
    [InlineData("parts", "[{\"digest\":\"short\",\"name\":\"text\"}]")]
    [InlineData("parts", "[{\"digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"name\":\"other\"}]")]
    [InlineData("parts", "[{\"digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\",\"name\":\"text\"}]")]
    [InlineData("extra", "1")]
    public void A_malformed_entry_is_refused(string member, string value)
    {
        var root = (JsonObject)CanonicalJson.Read(Samples.Encode(Samples.Noted).Bytes);
        root[member] = JsonNode.Parse(value);

        Assert.Throws<LedgerException>(() => Samples.Codec.Decode(CanonicalJson.Write(root), Nothing));
    }

    [Fact]
    public void A_part_listed_twice_is_refused()
    {
        var root = (JsonObject)CanonicalJson.Read(Samples.Encode(Samples.Noted).Bytes);
        root["parts"]!.AsArray().Add(root["parts"]![0]!.DeepClone());

        Assert.Throws<LedgerException>(() => EntryDocument.Read(CanonicalJson.Write(root)));
    }

    [Fact]
    public void The_names_of_the_family_are_its_types() => Assert.Equal(["Drafted", "Noted", "Weighed"], Samples.Codec.TypeNames);
}
