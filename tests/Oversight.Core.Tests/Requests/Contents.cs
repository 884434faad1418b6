using System.Globalization;
using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Requests;

/// <summary>Contents of the cases, complete enough to pass intake unless a test takes something away.</summary>
internal static class Contents
{
    /// <summary>Japanese time written <c>2028-01-15 00:00</c>, in UTC.</summary>
    public static DateTimeOffset Jst(string text) => new DateTimeOffset(
        DateTime.ParseExact(text, ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss.fff"], CultureInfo.InvariantCulture), TimeSpan.FromHours(9)).ToUniversalTime();

    public static RequestedPeriod Period(string start, string end) => new(Jst(start), Jst(end));

    public static Bilingual Text(string en) => new(en, null);

    public static ScopeItem Traffic(string source, string destination, params string[] ports) => new()
    {
        Sources = [AddressRange.Parse(source)],
        Destinations = [AddressRange.Parse(destination)],
        Protocol = ports.Length == 0 ? Protocol.Any : Protocol.Tcp,
        Ports = [.. ports.Select(Port)],
        DataTypes = [DataType.IpAddress, DataType.Time],
        Selectors = [new(SelectorType.CommandPattern, "KITE-09")],
    };

    public static ScopeItem Target(string target, params string[] actions) => new()
    {
        Targets = [AddressRange.Parse(target)],
        Protocol = Protocol.Any,
        Actions = actions,
    };

    public static PortRange Port(string text) => PortRange.TryParse(text, out var port) ? port : throw new FormatException(text);

    /// <summary>C01: foreign–foreign, six months.</summary>
    public static RequestContent C01 { get; } = Acquisition(Route.R1, Period("2028-01-15 00:00", "2028-07-15 00:00"),
        Traffic("198.51.100.0/26", "203.0.113.0/25", "443", "8443"), Traffic("2001:db8:a:10::/64", "2001:db8:b:20::/64"));

    /// <summary>C03: three outbound items, the last one wide and badly founded.</summary>
    public static RequestContent C03 { get; } = Acquisition(Route.R3, Period("2028-02-10 00:00", "2028-05-10 00:00"),
        Traffic("192.0.2.0/25", "198.51.100.17/32", "443"), Traffic("192.0.2.0/25", "203.0.113.77/32", "8443"),
        Traffic("192.0.2.0/24", "198.51.100.128/25")) with
    {
        Operators = ["cao-op-01", "cao-op-02"],
        Windows = [new(Jst("2028-03-04 09:00"), Jst("2028-03-05 00:00"), 1), new(Jst("2028-03-04 09:00"), Jst("2028-03-05 00:00"), 3)],
    };

    /// <summary>C08: neutralisation of a server abroad.</summary>
    public static RequestContent C08 { get; } = Neutralisation(Route.R5, Period("2026-12-10 09:00", "2026-12-17 09:00"),
        Target("203.0.113.200/32", "connect", "stop module")) with
    {
        Consultations = [Record(Authority.ForeignMinister)],
    };

    /// <summary>C10: the Self-Defense Forces, with order and consent.</summary>
    public static RequestContent C10 { get; } = Neutralisation(Route.R6, Period("2027-02-01 00:00", "2027-02-22 00:00"),
        Target("198.51.100.66/32", "connect", "remove tasking")) with
    {
        Consultations = [Record(Authority.ForeignMinister), Record(Authority.PublicSafetyCommission), Record(Authority.PrimeMinister)],
    };

    /// <summary>C11: a target in Japan, asked for by a prefecture.</summary>
    public static RequestContent C11 { get; } = Neutralisation(Route.R5, Period("2027-01-20 09:00", "2027-01-27 09:00"),
        Target("192.0.2.150/32", "stop relay"));

    public static RequestContent Acquisition(Route route, RequestedPeriod period, params ScopeItem[] scope) => new()
    {
        Route = route,
        Period = period,
        Statement = Text("We ask to copy this traffic."),
        TargetAct = new("KITE-09"),
        Scope = scope,
        Criteria = Answers(route, targetAbroad: false),
        Evidence = [new("E1", Text("carrier flow summary"), EvidenceGrade.A)],
        Handling = new(Text("Addresses are de-identified."), 14),
        Risk = new(new(4, 5), new(2, 2)),
    };

    public static RequestContent Neutralisation(Route route, RequestedPeriod period, params ScopeItem[] scope) =>
        Acquisition(route, period, scope) with
        {
            Criteria = Answers(route, targetAbroad: true),
            DesignatedOfficer = new("Superintendent Mori", "designation 12 of 2026-10-01"),
        };

    public static ConsultationRecord Record(Authority authority) => new(authority, "document 7", new(2026, 11, 2), Text("no objection"));

    public static IReadOnlyList<CriterionAnswer> Answers(Route route, bool targetAbroad) =>
        [.. Criteria.Demanded(route, targetAbroad).Select(k => new CriterionAnswer(k, Fulfilment.Yes, Text($"This is why {k} holds."), ["E1"]))];
}
