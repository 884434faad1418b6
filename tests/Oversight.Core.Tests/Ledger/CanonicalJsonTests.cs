using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Oversight.Core.Ledger;

namespace Oversight.Core.Tests.Ledger;

public class CanonicalJsonTests
{
    [Fact] // RFC 8785 §3.2.2, the string of the sample; its numbers are fractions and outside the schema.
    public void Strings_are_escaped_as_in_the_sample_of_the_standard()
    {
        var value = JsonNode.Parse("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[true,false]}""")!;

        Assert.Equal("""{"literals":[true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}""", Text(CanonicalJson.Write(value)));
    }

    [Fact] // RFC 8785 §3.2.3. U+FB33 of the sample decomposes under normalisation form C; U+FB13 stands in its place.
    public void Members_are_sorted_by_utf16_code_units()
    {
        var value = JsonNode.Parse("""
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb13":"Armenian Ligature","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """)!;

        var expected = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
            + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb13\":\"Armenian Ligature\"}";
        Assert.Equal(expected, Text(CanonicalJson.Write(value)));
    }

    [Fact]
    public void Every_control_character_has_its_one_escape_and_delete_has_none()
    {
        var all = string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)) + "\u007f";

        var expected = @"""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
            + @"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f" + "\u007f\"";
        Assert.Equal(expected, Text(CanonicalJson.Write(JsonValue.Create(all))));
    }

    [Theory]
    [InlineData("9007199254740991")]
    [InlineData("-9007199254740991")]
    [InlineData("0")]
    public void Integers_below_two_to_the_53_are_written_as_they_are(string number) => Assert.Equal(number, Text(CanonicalJson.Write(JsonNode.Parse(number)!)));

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e2")]
    public void Any_other_number_is_refused(string number)
    {
        var refused = Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(JsonNode.Parse($$"""{"a":[0,{{number}}]}""")!));
        Assert.Equal("$.a[1]", refused.Path);
    }

    [Fact]
    public void Numbers_made_in_memory_follow_the_same_limits()
    {
        Assert.Equal("[1,2]", Text(CanonicalJson.Write(new JsonArray(1, 2L))));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(new JsonArray(1.0)));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(new JsonArray(1L << 53)));
    }

    [Fact]
    public void Null_is_refused_with_its_path() =>
        Assert.Equal("$.a.b", Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(JsonNode.Parse("""{"a":{"b":null}}""")!)).Path);

    [Theory]
    [InlineData("e\u0301")]
    [InlineData("か\u3099")]
    [InlineData("\ufb33")]
    public void Text_outside_normalisation_form_c_is_refused_in_values_and_names(string text)
    {
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(JsonValue.Create(text)));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(new JsonObject { [text] = 1 }));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Read(Encoding.UTF8.GetBytes($"\"{text}\"")));
    }

    [Theory] // UTF-16 code units: an attribute cannot hold a lone surrogate.
    [InlineData(0xd800)]
    [InlineData(0xdc00)]
    [InlineData(0x61, 0xd83d)]
    [InlineData(0xde00, 0xd83d)]
    [InlineData(0xd83d, 0xd83d, 0xde00)]
    public void Lone_surrogates_are_refused_in_values_and_names(params int[] units)
    {
        var text = string.Concat(units.Select(unit => (char)unit));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(JsonValue.Create(text)));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(new JsonObject { [text] = 1 }));
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"b":1,"a":1}""")]
    [InlineData("""{"a": 1}""")]
    [InlineData("{}\n")]
    [InlineData("{}{}")]
    [InlineData("\ufeff{}")]
    [InlineData("""["\u0041"]""")]
    [InlineData("""["\/"]""")]
    [InlineData("""["\u000F"]""")]
    [InlineData("""["\u000a"]""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"\ud800":1,"\udc00":1}""")]
    [InlineData("[1.0]")]
    [InlineData("[-0]")]
    [InlineData("[01]")]
    [InlineData("[1,]")]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("/**/{}")]
    [InlineData("{'a':1}")]
    [InlineData("[NaN]")]
    public void Bytes_that_are_not_canonical_are_refused(string text) => Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Read([(byte)'"', 0xc0, 0xaf, (byte)'"']));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Read([(byte)'"', 0xed, 0xa0, 0x80, (byte)'"']));
    }

    [Fact]
    public void What_is_written_at_the_deepest_level_can_be_read_and_one_deeper_cannot_be_written()
    {
        Assert.Equal(Nested(64), Text(CanonicalJson.Write(CanonicalJson.Read(Encoding.UTF8.GetBytes(Nested(64))))));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Write(new JsonArray(JsonNode.Parse(Nested(64)))));
        Assert.Throws<CanonicalJsonException>(() => CanonicalJson.Read(Encoding.UTF8.GetBytes(Nested(65))));

        static string Nested(int levels) => new string('[', levels) + new string(']', levels);
    }

    [Fact]
    public void Any_value_of_the_schema_survives_writing_and_reading()
    {
        Prop.ForAll(SchemaValues.Any.ToArbitrary(), value =>
        {
            var bytes = CanonicalJson.Write(value);
            var back = CanonicalJson.Read(bytes);
            return JsonNode.DeepEquals(value, back) && bytes.AsSpan().SequenceEqual(CanonicalJson.Write(back));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_in_which_members_were_added_does_not_matter()
    {
        Prop.ForAll(SchemaValues.Any.ToArbitrary(), value =>
        {
            if (value is not JsonObject members)
            {
                return true;
            }

            var reversed = new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
            return CanonicalJson.Write(members).AsSpan().SequenceEqual(CanonicalJson.Write(reversed));
        }).QuickCheckThrowOnFailure();
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static class SchemaValues
    {
        private static readonly Gen<string> Texts =
            Gen.Elements("a", "B", "z9", "\"", "\\", "\u0000", "\n", "\u007f", "\u0080", "é", "が", "監視", "ﬀ", "😀", "𠮷", "\uffff")
                .ListOf().Select(pieces => string.Concat(pieces).Normalize());

        private static readonly Gen<JsonNode> Scalars = Gen.OneOf(
            Texts.Select(text => (JsonNode)JsonValue.Create(text)),
            Gen.Elements(true, false).Select(flag => (JsonNode)JsonValue.Create(flag)),
            Gen.Choose(int.MinValue + 1, int.MaxValue).Select(number => (JsonNode)JsonValue.Create(number * 4_194_303L)));

        public static Gen<JsonNode> Any => Gen.Sized(size => Sized(Math.Min(size, 30)));

        private static Gen<JsonNode> Sized(int size) => size <= 1 ? Scalars : Gen.OneOf(
            Scalars,
            Sized(size / 3).ListOf(size / 4).Select(items => (JsonNode)new JsonArray([.. items.Select(item => item.DeepClone())])),
            Texts.ListOf(size / 4).SelectMany(names => Sized(size / 3).Select(value =>
                (JsonNode)new JsonObject(names.Distinct().Select(name => KeyValuePair.Create(name, (JsonNode?)value.DeepClone()))))));
    }
}
