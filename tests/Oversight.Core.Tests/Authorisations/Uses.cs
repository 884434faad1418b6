using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;

namespace Oversight.Core.Tests.Authorisations;

/// <summary>Authorisations and uses to hold against them.</summary>
internal static class Uses
{
    public static readonly string[] Header = ["time", "source", "destination", "protocol", "port", "dataType", "operator", "action"];

    /// <summary>What C03 comes to: items 1 and 2 of three, a test window for item 1.</summary>
    public static AuthorisationHistory C03 => OfCase("C03", "2028-02-10T00:00+09:00", "2028-05-10T00:00+09:00", ["1", "2"]);

    /// <summary>What C02 comes to: both items, the second one once condition (a) is met.</summary>
    public static AuthorisationHistory C02(DateTimeOffset? metAt) => OfCase("C02", "2028-02-01T00:00+09:00", "2028-05-01T00:00+09:00", ["1", "2"]) with
    {
        Holds = [new ConditionHold("a", HoldKind.Unmet, At("2028-01-27T14:40+09:00"), metAt, ["2"], [new PortRange(4500, 4500)])],
    };

    /// <summary>A use that <see cref="C03"/> permits by its item 1.</summary>
    public static UsageRecord OfItem1 => new(
        At("2028-03-04T11:00+09:00"), Address("192.0.2.10"), Address("198.51.100.17"), Protocol.Tcp, 443, DataType.CommandInformation, "cao-op-01", "copy");

    /// <summary>A use that <see cref="C03"/> permits by its item 2, which has no window.</summary>
    public static UsageRecord OfItem2 => OfItem1 with { Destination = Address("203.0.113.77"), Port = 8443 };

    /// <summary>R5 on a server in country B, for two named actions.</summary>
    public static AuthorisationHistory Neutralisation => new()
    {
        Route = Route.R5,
        Start = At("2026-12-10T09:00+09:00"),
        End = At("2026-12-17T09:00+09:00"),
        Scopes = [Granted("2026-12-10T08:00+09:00", ("1", new ScopeItem
        {
            Targets = [AddressRange.Parse("203.0.113.200/32"), AddressRange.Parse("2001:db8:b::/64")],
            Protocol = Protocol.Tcp,
            Ports = [new PortRange(4433, 4433)],
            Actions = ["connect", "stop module"],
        }))],
    };

    public static UsageRecord OfNeutralisation => new(
        At("2026-12-11T10:00+09:00"), null, Address("203.0.113.200"), Protocol.Tcp, 4433, null, "npa-op-01", "connect");

    public static FindingKinds Match(AuthorisationHistory history, UsageRecord use) => new UsageMatcher(history, NetworkMap.Demo).Match(use);

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static Address Address(string text) =>
        Core.Authorisations.Address.TryParse(Encoding.UTF8.GetBytes(text), out var address) ? address : throw new FormatException(text);

    public static GrantedScope Granted(string from, params (string Number, ScopeItem Item)[] items) =>
        new(At(from), items.ToDictionary(item => item.Number, item => item.Item));

    /// <summary>The groups of an import in the case files, in their order.</summary>
    public static IReadOnlyList<(int Count, JsonObject Record)> Groups(string variant) =>
    [
        .. CaseLibrary.Shipped.Variant(variant).Steps.Single(step => step.Do == "fileUsage").With!["groups"]!.AsArray().Select(group =>
        {
            var record = (JsonObject)group!.DeepClone();
            record.Remove("count");
            record["time"] = CanonicalInstant.Format(At((string)group["time"]!).ToUniversalTime());
            return ((int)group["count"]!, record);
        }),
    ];

    /// <summary>A file of the records.</summary>
    public static byte[] File(UsageFormat format, IEnumerable<JsonObject> records)
    {
        var lines = format == UsageFormat.Ndjson
            ? records.Select(record => record.ToJsonString())
            : records.Select(record => string.Join(',', Header.Select(name => record[name]?.ToString() ?? ""))).Prepend(string.Join(',', Header));
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
    }

    /// <summary>Every line of a file that comes in chunks of this size.</summary>
    public static List<UsageLine> ReadAll(UsageFormat format, byte[] file, int chunkSize, Route route = Route.R3)
    {
        var reader = new UsageReader(format, route, At("2099-01-01T00:00Z"));
        var lines = new List<UsageLine>();
        foreach (var bytes in file.Chunk(chunkSize))
        {
            ReadOnlySpan<byte> chunk = bytes;
            while (reader.TryRead(ref chunk, out var line))
                lines.Add(line);
            Assert.True(chunk.IsEmpty);
        }

        if (reader.TryFinish(out var last))
            lines.Add(last);
        Assert.False(reader.TryFinish(out _));
        return lines;
    }

    private static AuthorisationHistory OfCase(string id, string start, string end, string[] items)
    {
        var content = CaseLibrary.Shipped.Case(id).Content!.Deserialize<RequestContent>(OversightJson.Options)!;
        return new AuthorisationHistory
        {
            Route = content.Route,
            Start = At(start),
            End = At(end),
            Scopes = [Granted(start, [.. items.Select(name => (name, ItemNames.Find(content, name)!))])],
            Operators = content.Operators ?? [],
            Windows = content.Windows ?? [],
        };
    }
}
