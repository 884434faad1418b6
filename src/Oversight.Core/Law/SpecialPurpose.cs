namespace Oversight.Core.Law;

/// <summary>Ranges no country holds: the IANA special-purpose and multicast registries (RFC 6890) and what IANA has not given out.</summary>
internal static class SpecialPurpose
{
    public static IReadOnlyList<AddressRange> Ranges { get; } = [.. Blocks().Select(AddressRange.Parse)];

    private static string[] Blocks() =>
    [
        "0.0.0.0/8",        // this network, RFC 791
        "10.0.0.0/8",       // private use, RFC 1918
        "100.64.0.0/10",    // shared space behind carriers' NAT, RFC 6598
        "127.0.0.0/8",      // loopback, RFC 1122
        "169.254.0.0/16",   // link-local, RFC 3927
        "172.16.0.0/12",    // private use, RFC 1918
        "192.0.0.0/24",     // protocol assignments, RFC 6890
        "192.0.2.0/24",     // documentation, RFC 5737
        "192.31.196.0/24",  // AS112, RFC 7535
        "192.52.193.0/24",  // AMT, RFC 7450
        "192.88.99.0/24",   // 6to4 relays, RFC 7526
        "192.168.0.0/16",   // private use, RFC 1918
        "192.175.48.0/24",  // AS112, RFC 7534
        "198.18.0.0/15",    // benchmarking, RFC 2544
        "198.51.100.0/24",  // documentation, RFC 5737
        "203.0.113.0/24",   // documentation, RFC 5737
        "224.0.0.0/4",      // multicast, RFC 5771
        "240.0.0.0/4",      // reserved and limited broadcast, RFC 1112, 8190

        // All but 2000::/3, the only global unicast space IANA gives out: loopback, NAT64, discard-only, SRv6, unique local,
        // link-local, multicast among them (RFC 4291, 6052, 6666, 9602, 4193).
        "::/3",
        "4000::/2",
        "8000::/1",
        "2001::/23",        // protocol assignments, Teredo and ORCHID among them, RFC 2928
        "2001:db8::/32",    // documentation, RFC 3849
        "2002::/16",        // 6to4, RFC 3056
        "2620:4f:8000::/48", // AS112, RFC 7534
        "3fff::/20",        // documentation, RFC 9637
    ];
}
