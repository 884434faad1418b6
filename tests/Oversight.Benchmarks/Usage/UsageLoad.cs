using System.Globalization;
using System.IO.Compression;
using System.Text;
using Oversight.Core.Authorisations;
using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Benchmarks.Usage;

/// <summary>What usage is held against, and lines of it in the proportions of case C13: one in five hundred is a finding.</summary>
public sealed class UsageLoad
{
    private const int LineCount = 20_000;
    private static readonly DateTimeOffset Start = new(2028, 2, 9, 15, 0, 0, TimeSpan.Zero);

    private UsageLoad(NetworkMap map, int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, LineCount).Select(i => Line(random, i)).ToList();
        Map = map;
        Csv = Encoding.UTF8.GetBytes(string.Concat(lines.Select(fields => string.Join(',', fields) + "\r\n")));
        Ndjson = Encoding.UTF8.GetBytes(string.Concat(lines.Select(Json)));
    }

    public static string Header => string.Join(',', Fields) + "\r\n";

    /// <summary>The registries' file of the tests and the demo's documentation ranges.</summary>
    public NetworkMap Map { get; }

    public int Lines => LineCount;

    public byte[] Csv { get; }

    public byte[] Ndjson { get; }

    /// <summary>Two items, four operators, a window: the authorisation of case C03.</summary>
    public AuthorisationHistory Usual { get; } = Authorisation(
        [Item("192.0.2.0/25", "198.51.100.17", 443), Item("192.0.2.0/25", "203.0.113.77", 8443)],
        [new UseWindow(Start, Start.AddDays(60), 1)]);

    /// <summary>As many items and ranges as a request may hold; what the lines use comes last.</summary>
    public AuthorisationHistory Widest { get; } = Authorisation(
        [.. Enumerable.Range(0, ContentRules.MostItems - 1).Select(Filler), Item("192.0.2.0/25", "198.51.100.17", 443)],
        [.. Enumerable.Range(1, ContentRules.MostItems).Select(item => new UseWindow(Start, Start.AddDays(60), item))]);

    private static string[] Fields => ["time", "source", "destination", "protocol", "port", "dataType", "operator", "action"];

    public static UsageLoad Create(int seed)
    {
        using var registry = new StreamReader(new GZipStream(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, "data", "delegated-apnic-20180525.txt.gz")), CompressionMode.Decompress));
        return new UsageLoad(new NetworkMap([DelegationFile.Parse(registry)], NetworkMap.DemoOverrides, outsideJapanIsForeign: true), seed);
    }

    private static AuthorisationHistory Authorisation(IReadOnlyList<ScopeItem> items, IReadOnlyList<UseWindow> windows) => new()
    {
        Route = Route.R3,
        Start = Start,
        End = Start.AddDays(90),
        Scopes = [new GrantedScope(Start, items.Index().ToDictionary(item => ItemNames.Of(item.Index + 1), item => item.Item))],
        Operators = ["cao-op-01", "cao-op-02", "cao-op-03", "cao-op-04"],
        Windows = windows,
        Holds = [new ConditionHold("a", HoldKind.Unmet, Start, Start.AddHours(1), ["1"])],
    };

    private static ScopeItem Item(string source, string destination, int port) => new()
    {
        Sources = [AddressRange.Parse(source)],
        Destinations = [AddressRange.Parse(destination)],
        Protocol = Protocol.Tcp,
        Ports = [new PortRange(port, port)],
        DataTypes = [DataType.IpAddress, DataType.Time, DataType.Port, DataType.TrafficVolume, DataType.CommandInformation],
    };

    /// <summary>Ten sources and nine destinations that no line has.</summary>
    private static ScopeItem Filler(int number) => Item("192.0.2.0/25", "198.51.100.17", 443) with
    {
        Sources = [.. Enumerable.Range(0, 10).Select(i => AddressRange.Parse($"192.0.2.{i * 12 + 1}"))],
        Destinations = [.. Enumerable.Range(0, 9).Select(i => AddressRange.Parse(string.Create(CultureInfo.InvariantCulture, $"203.0.113.{(number + i * 25) % 250}")))],
    };

    private static string[] Line(Random random, int number)
    {
        var time = Start.AddDays(1).AddMilliseconds(number * 137L).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var (destination, port) = random.Next(500) == 0 ? ("198.51.100.130", "443") : ("198.51.100.17", "443");
        return [time, $"192.0.2.{random.Next(128)}", destination, "tcp", port, "commandInformation", $"cao-op-0{random.Next(1, 5)}", "copy"];
    }

    private static string Json(string[] fields) =>
        "{" + string.Join(',', fields.Zip(Fields, (value, name) => name == "port" ? $"\"{name}\":{value}" : $"\"{name}\":\"{value}\"")) + "}\n";
}
