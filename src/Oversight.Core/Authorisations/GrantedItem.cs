using System.Collections.Frozen;
using Oversight.Core.Law;
using Oversight.Core.Requests;

namespace Oversight.Core.Authorisations;

/// <summary>How far a use lies inside an item; the smaller is the nearer.</summary>
internal enum Reach
{
    /// <summary>Addresses, protocol and port.</summary>
    Whole,

    /// <summary>The addresses only.</summary>
    Addresses,

    /// <summary>Not even the addresses.</summary>
    Outside,
}

/// <summary>A granted item, ready for many uses to be held against it.</summary>
internal sealed class GrantedItem
{
    private readonly bool isAcquisition;
    private readonly bool goesBothWays;
    private readonly AddressSet sources;
    private readonly AddressSet destinations;
    private readonly Protocol protocol;
    private readonly SortedSpans ports;
    private readonly uint dataTypes;
    private readonly FrozenSet<string> actions;
    private readonly SortedSpans? windows;

    public GrantedItem(string name, ScopeItem item, AuthorisationHistory history)
    {
        Name = name;
        isAcquisition = Routes.IsAcquisition(history.Route);
        goesBothWays = item.Direction == Direction.BothWays;
        sources = new(item.Sources);
        destinations = new(isAcquisition ? item.Destinations : item.Targets);
        protocol = item.Protocol;
        ports = SortedSpans.OfPorts(item.Ports);
        foreach (var type in item.DataTypes)
            dataTypes |= 1u << (int)type;
        actions = item.Actions.ToFrozenSet(StringComparer.Ordinal);
        var own = history.Windows.Where(window => window.Item is null || ItemNames.Of(window.Item.Value) == name).ToList();
        windows = own.Count == 0 ? null : SortedSpans.OfTimes(own.Select(window => (window.Start, (DateTimeOffset?)window.End)));
    }

    public string Name { get; }

    /// <summary>How far the use lies inside.</summary>
    public Reach ReachOf(in UsageRecord use) =>
        !CoversAddresses(use) ? Reach.Outside : CoversPort(use) ? Reach.Whole : Reach.Addresses;

    /// <summary>What the item itself leaves of a use of this reach; conditions and record-wide kinds are not its matter.</summary>
    public FindingKinds Judge(in UsageRecord use, Reach reach, bool isInPeriod)
    {
        var kinds = reach switch
        {
            Reach.Outside => FindingKinds.OutOfCidr,
            Reach.Addresses => FindingKinds.OutOfPort,
            _ => FindingKinds.None,
        };
        if (isInPeriod && windows is not null && !windows.Contains(use.Time))
            kinds |= FindingKinds.OutOfWindow;
        // What is not named is not allowed: an acquisition names data types, a neutralisation actions, even where narrowed to none.
        if ((isAcquisition || dataTypes != 0) && (use.DataType is not { } type || (dataTypes >> (int)type & 1) == 0))
            kinds |= FindingKinds.UnlistedDataType;
        if ((!isAcquisition || actions.Count > 0) && !actions.Contains(use.Action))
            kinds |= FindingKinds.UnlistedAction;
        return kinds;
    }

    private bool CoversAddresses(in UsageRecord use)
    {
        if (!isAcquisition)
            return destinations.Contains(use.Destination);
        if (use.Source is not { } source)
            return false;
        return (destinations.Contains(use.Destination) && sources.Contains(source))
            || (goesBothWays && destinations.Contains(source) && sources.Contains(use.Destination));
    }

    private bool CoversPort(in UsageRecord use) =>
        (protocol == Protocol.Any || protocol == use.Protocol)
        && (ports.IsEmpty || (use.Port is { } port && use.Protocol != Protocol.Icmp && ports.Contains((UInt128)port)));

    private readonly struct AddressSet(IReadOnlyList<AddressRange> ranges)
    {
        private readonly SortedSpans ipv4 = SortedSpans.OfAddresses(ranges, isIPv6: false);
        private readonly SortedSpans ipv6 = SortedSpans.OfAddresses(ranges, isIPv6: true);

        public bool Contains(Address address) => (address.IsIPv6 ? ipv6 : ipv4).Contains(address.Value);
    }
}
