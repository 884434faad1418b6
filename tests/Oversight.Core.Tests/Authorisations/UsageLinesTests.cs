using System.Text;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Authorisations.Uses;

namespace Oversight.Core.Tests.Authorisations;

/// <summary>Single lines: what is a record, and the reason why every other line is none.</summary>
public sealed class UsageLinesTests
{
    private const string Good =
        """{"time":"2028-03-04T02:00:00.000Z","source":"192.0.2.10","destination":"198.51.100.17","protocol":"tcp","port":443,"dataType":"commandInformation","operator":"cao-op-01","action":"copy"}""";

    private const string GoodRow = "2028-03-04T02:00:00.000Z,192.0.2.10,198.51.100.17,tcp,443,commandInformation,cao-op-01,copy";
    private const string Columns = "time,source,destination,protocol,port,dataType,operator,action";
    private static readonly DateTimeOffset Now = At("2028-03-05T00:00Z");

    [Fact]
    public void The_same_record_is_read_from_both_formats()
    {
        Assert.Equal(OfItem1, Record(Json(Good)));
        Assert.Equal(OfItem1, Record(Csv(GoodRow)));
    }

    [Theory]
    [InlineData("""{"action":"copy","operator":"cao-op-01","protocol":"tcp","port":443,"destination":"198.51.100.17","time":"2028-03-04T11:00:00+09:00","source":"192.0.2.10","dataType":"commandInformation"}""")]
    [InlineData("""  { "t\u0069me" : "2028-03-04T02:00:00\u005A", "source":"192.0.2.10","destination":"198.51.100.17","protocol":"t\u0063p","port":443,"dataType":"commandInformation","operator":"cao\u002Dop-01","action":"copy" }  """)]
    public void Order_blanks_and_escapes_of_json_do_not_matter(string line) => Assert.Equal(OfItem1, Record(Json(line)));

    [Theory]
    [InlineData("2028-03-04T02:00:00.000Z,192.0.2.10,198.51.100.17,tcp,443,commandInformation,\"cao-op-01\",\"copy\"", Columns)]
    [InlineData("copy,cao-op-01,commandInformation,443,tcp,198.51.100.17,192.0.2.10,2028-03-04T02:00:00Z", "action,operator,dataType,port,protocol,destination,source,time")]
    [InlineData("copy,cao-op-01,commandInformation,443,tcp,198.51.100.17,192.0.2.10,2028-03-04T02:00:00Z", "\"action\",operator,\"dataType\",port,protocol,destination,source,\"time\"")]
    public void Quotes_and_the_order_of_csv_columns_do_not_matter(string row, string header) => Assert.Equal(OfItem1, Record(Csv(row, header)));

    [Fact]
    public void A_quoted_field_may_hold_commas_and_doubled_quotes() => Assert.Equal(
        OfItem1 with { Operator = "a \"b\", c", Action = "\"" },
        Record(Csv("2028-03-04T02:00:00Z,192.0.2.10,198.51.100.17,tcp,443,commandInformation,\"a \"\"b\"\", c\",\"\"\"\"")));

    [Fact]
    public void A_text_comes_out_in_the_form_in_which_authorisations_hold_it() =>
        Assert.Equal("\u304c", Record(Json(Good.Replace("copy", "\u304b\u3099", StringComparison.Ordinal))).Action);

    [Fact]
    public void A_data_type_may_be_absent_a_port_with_icmp_and_a_source_on_the_routes_without_flow()
    {
        Assert.Equal(OfItem1 with { DataType = null }, Record(Json(Good.Replace(",\"dataType\":\"commandInformation\"", "", StringComparison.Ordinal))));
        Assert.Equal(OfItem1 with { DataType = null }, Record(Json(Good.Replace("\"commandInformation\"", "null", StringComparison.Ordinal))));
        Assert.Equal(OfItem1 with { DataType = null }, Record(Csv(GoodRow.Replace("commandInformation", "", StringComparison.Ordinal))));
        Assert.Equal(OfItem1 with { Protocol = Protocol.Icmp, Port = null }, Record(Csv(GoodRow.Replace("tcp,443", "icmp,", StringComparison.Ordinal))));
        Assert.Equal(OfItem1 with { Source = null }, Record(Csv(GoodRow.Replace("192.0.2.10", "", StringComparison.Ordinal), Columns, Route.R5)));
        Assert.Equal(OfItem1 with { Source = null }, Record(Json(Good.Replace("\"source\":\"192.0.2.10\",", "", StringComparison.Ordinal), Route.R5)));
        Assert.Equal(
            OfNeutralisation with { Time = OfItem1.Time },
            Record(Csv("2028-03-04T02:00:00Z,203.0.113.200,tcp,4433,npa-op-01,connect", "time,destination,protocol,port,operator,action", Route.R5)));
    }

    [Theory]
    [InlineData("", MalformedReason.Blank)]
    [InlineData(" \t", MalformedReason.Blank)]
    [InlineData("x", MalformedReason.NotJson)]
    [InlineData("[]", MalformedReason.NotJson)]
    [InlineData("null", MalformedReason.NotJson)]
    [InlineData("{", MalformedReason.NotJson)]
    [InlineData("{} {}", MalformedReason.NotJson)]
    [InlineData("{\"time\":\"x\"", MalformedReason.NotJson)]
    [InlineData("{\"time\":\"x\"} x", MalformedReason.NotJson)]
    [InlineData("{\"operator\":\"\\ud800\"}", MalformedReason.NotJson)]
    [InlineData("{\"\\ud800\":1}", MalformedReason.NotJson)]
    [InlineData("{\"time\":1,}", MalformedReason.NotJson)]
    [InlineData("{\"Time\":\"2028-03-04T02:00:00Z\"}", MalformedReason.UnknownField)]
    [InlineData("{\"x\":{\"time\":1}}", MalformedReason.UnknownField)]
    [InlineData("{\"operator\":\"a\",\"operator\":\"b\"}", MalformedReason.DuplicateField)]
    [InlineData("{\"source\":null,\"source\":null}", MalformedReason.DuplicateField)]
    [InlineData("{}", MalformedReason.MissingField)]
    [InlineData("{\"time\":null}", MalformedReason.MissingField)]
    [InlineData("{\"time\":1}", MalformedReason.BadTime)]
    [InlineData("{\"time\":\"x\",\"y\":1}", MalformedReason.BadTime)]
    [InlineData("{\"source\":\"192.0.2.0/24\"}", MalformedReason.BadAddress)]
    [InlineData("{\"destination\":[\"192.0.2.1\"]}", MalformedReason.BadAddress)]
    [InlineData("{\"protocol\":\"any\"}", MalformedReason.BadProtocol)]
    [InlineData("{\"protocol\":\"TCP\"}", MalformedReason.BadProtocol)]
    [InlineData("{\"port\":\"443\"}", MalformedReason.BadPort)]
    [InlineData("{\"port\":-1}", MalformedReason.BadPort)]
    [InlineData("{\"port\":65536}", MalformedReason.BadPort)]
    [InlineData("{\"port\":443.0}", MalformedReason.BadPort)]
    [InlineData("{\"port\":4e2}", MalformedReason.BadPort)]
    [InlineData("{\"port\":99999999999999999999}", MalformedReason.BadPort)]
    [InlineData("{\"dataType\":\"CommandInformation\"}", MalformedReason.BadDataType)]
    [InlineData("{\"dataType\":\"\"}", MalformedReason.BadDataType)]
    [InlineData("{\"operator\":\"\"}", MalformedReason.BadOperator)]
    [InlineData("{\"operator\":7}", MalformedReason.BadOperator)]
    [InlineData("{\"action\":\"\\u0001\"}", MalformedReason.BadAction)]
    [InlineData("{\"action\":true}", MalformedReason.BadAction)]
    public void A_json_line_that_is_no_record_has_its_reason(string line, MalformedReason reason) => Assert.Equal(reason, Json(line).Reason);

    [Theory]
    [InlineData("", MalformedReason.Blank)]
    [InlineData("a", MalformedReason.WrongColumnCount)]
    [InlineData(",,,,,,,,", MalformedReason.WrongColumnCount)]
    [InlineData(",,,,,,,", MalformedReason.MissingField)]
    [InlineData("x,,,,,,,", MalformedReason.BadTime)]
    [InlineData("x,,,,,,", MalformedReason.WrongColumnCount)]
    [InlineData(",x,,,,,,", MalformedReason.BadAddress)]
    [InlineData(",,192.0.2.01,,,,,", MalformedReason.BadAddress)]
    [InlineData(",,,sctp,,,,", MalformedReason.BadProtocol)]
    [InlineData(",,,,0443,,,", MalformedReason.BadPort)]
    [InlineData(",,,,65536,,,", MalformedReason.BadPort)]
    [InlineData(",,,,,header,,", MalformedReason.BadDataType)]
    [InlineData(",,,,,, ,", MalformedReason.BadOperator)]
    [InlineData(",,,,,,,\u0001", MalformedReason.BadAction)]
    [InlineData(",,,,,,,\"copy", MalformedReason.BadQuoting)]
    [InlineData(",,,,,,,\"copy\"x", MalformedReason.BadQuoting)]
    [InlineData(",,,,,,,co\"py", MalformedReason.BadQuoting)]
    [InlineData("\"a\"\"", MalformedReason.BadQuoting)]
    [InlineData("\"", MalformedReason.BadQuoting)]
    public void A_csv_line_that_is_no_record_has_its_reason(string line, MalformedReason reason) => Assert.Equal(reason, Csv(line).Reason);

    [Theory]
    [InlineData("")]
    [InlineData("time")]
    [InlineData("time,source,destination,protocol,port,dataType,operator")]
    [InlineData("time,destination,protocol,port,dataType,operator,action")]
    [InlineData("time,source,destination,protocol,port,dataType,operator,action,time")]
    [InlineData("time,source,destination,protocol,port,dataType,operator,action,")]
    [InlineData("time,source,destination,protocol,port,dataType,operator,action,x")]
    [InlineData("Time,source,destination,protocol,port,dataType,operator,action")]
    [InlineData("time, source,destination,protocol,port,dataType,operator,action")]
    [InlineData("\"time,source,destination,protocol,port,dataType,operator,action")]
    [InlineData(GoodRow)]
    public void Under_a_bad_header_no_line_is_a_record(string header)
    {
        var lines = new UsageLines(UsageFormat.Csv, Route.R3, Now);

        Assert.Equal(MalformedReason.BadHeader, lines.ReadHeader(Encoding.UTF8.GetBytes(header)));
        Assert.False(lines.AwaitsHeader);
        Assert.Equal(MalformedReason.BadHeader, lines.Read(Encoding.UTF8.GetBytes(GoodRow), out _));
    }

    [Fact]
    public void A_needed_field_that_is_missing_is_told_and_so_is_a_port_of_tcp()
    {
        foreach (var field in Header.Where(name => name != "dataType"))
        {
            Assert.Equal(MalformedReason.MissingField, Json(WithNull(field)).Reason);
            Assert.Equal(MalformedReason.MissingField, Csv(string.Join(',', GoodRow.Split(',').Zip(Header, (value, name) => name == field ? "" : value))).Reason);
        }
    }

    [Fact]
    public void A_time_after_now_is_refused_and_now_is_not()
    {
        Assert.Null(Csv(GoodRow.Replace("2028-03-04T02:00:00.000Z", "2028-03-05T00:00:00Z", StringComparison.Ordinal)).Reason);
        Assert.Equal(MalformedReason.TimeInFuture, Csv(GoodRow.Replace("2028-03-04T02:00:00.000Z", "2028-03-05T00:00:00.001Z", StringComparison.Ordinal)).Reason);
    }

    [Fact]
    public void A_line_is_measured_in_bytes_and_must_be_utf8()
    {
        var longest = Good + new string(' ', UsageLines.LongestLine - Good.Length);

        Assert.Null(Json(longest).Reason);
        Assert.Equal(MalformedReason.TooLong, Json(longest + " ").Reason);
        Assert.Equal(MalformedReason.TooLong, Json("{\"operator\":\"" + new string('\u3042', 1_400)).Reason);
        Assert.Equal(MalformedReason.NotUtf8, new UsageLines(UsageFormat.Ndjson, Route.R3, Now).Read([(byte)'{', 0xFF, (byte)'}'], out _));
        Assert.Equal(MalformedReason.BadOperator, Json("{\"operator\":\"" + new string('a', ContentRules.LongestName + 1) + "\"}").Reason);
    }

    [Fact]
    public void Every_reason_has_a_stable_name() => Assert.Equal(
        "[\"blank\",\"tooLong\",\"notUtf8\",\"notJson\",\"badHeader\",\"badQuoting\",\"wrongColumnCount\",\"unknownField\",\"duplicateField\",\"missingField\","
        + "\"badTime\",\"badAddress\",\"badProtocol\",\"badPort\",\"badDataType\",\"badOperator\",\"badAction\",\"timeInFuture\"]",
        System.Text.Json.JsonSerializer.Serialize(Enum.GetValues<MalformedReason>(), OversightJson.Options));

    [Theory]
    [InlineData("2028-02-29T23:59:59Z", "2028-02-29T23:59:59.000Z")]
    [InlineData("2028-02-29T23:59:59.999-01:30", "2028-03-01T01:29:59.999Z")]
    [InlineData("2028-03-01T00:00:00+14:00", "2028-02-29T10:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z")]
    public void A_time_is_read_with_its_offset(string text, string utc) =>
        Assert.Equal(utc, CanonicalInstant.Format(Record(Csv(GoodRow.Replace("2028-03-04T02:00:00.000Z", text, StringComparison.Ordinal))).Time));

    [Theory]
    [InlineData("2027-02-29T00:00:00Z")]
    [InlineData("2028-00-01T00:00:00Z")]
    [InlineData("2028-13-01T00:00:00Z")]
    [InlineData("2028-01-00T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2028-01-01T24:00:00Z")]
    [InlineData("2028-01-01T00:60:00Z")]
    [InlineData("2028-01-01T00:00:60Z")]
    [InlineData("2028-01-01T00:00:00")]
    [InlineData("2028-01-01T00:00:00z")]
    [InlineData("2028-01-01t00:00:00Z")]
    [InlineData("2028-01-01 00:00:00Z")]
    [InlineData("2028-01-01T00:00Z")]
    [InlineData("2028-01-01T00:00:00.Z")]
    [InlineData("2028-01-01T00:00:00.0Z")]
    [InlineData("2028-01-01T00:00:00.0000Z")]
    [InlineData("2028-01-01T00:00:00.000")]
    [InlineData("2028-01-01T00:00:00,000Z")]
    [InlineData("2028-01-01T00:00:00+0900")]
    [InlineData("2028-01-01T00:00:00+09")]
    [InlineData("2028-01-01T00:00:00+14:01")]
    [InlineData("2028-01-01T00:00:00+09:60")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("+028-01-01T00:00:00Z")]
    [InlineData("2028-1-001T00:00:00Z")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.Equal(MalformedReason.BadTime, Csv("\"" + text + "\",,,,,,,").Reason);

    private static (MalformedReason? Reason, UsageRecord Record) Json(string line, Route route = Route.R3)
    {
        var reason = new UsageLines(UsageFormat.Ndjson, route, Now).Read(Encoding.UTF8.GetBytes(line), out var record);
        return (reason, record);
    }

    private static (MalformedReason? Reason, UsageRecord Record) Csv(string line, string header = Columns, Route route = Route.R3)
    {
        var lines = new UsageLines(UsageFormat.Csv, route, Now);
        Assert.Null(lines.ReadHeader(Encoding.UTF8.GetBytes(header)));
        var reason = lines.Read(Encoding.UTF8.GetBytes(line), out var record);
        return (reason, record);
    }

    private static UsageRecord Record((MalformedReason? Reason, UsageRecord Record) read)
    {
        Assert.Null(read.Reason);
        return read.Record;
    }

    private static string WithNull(string field)
    {
        var record = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(Good)!;
        record[field] = null;
        return record.ToJsonString();
    }
}
