using System.Security.Cryptography;
using System.Text;

namespace Oversight.Core.Law;

/// <summary>A place an operator states for a range, whatever the registries say.</summary>
/// <param name="Range">The addresses.</param>
/// <param name="Place">Domestic, Foreign or Unknown.</param>
/// <param name="Note">Why, for people.</param>
public sealed record NetworkOverride(AddressRange Range, Place Place, string Note);

/// <summary>
/// Says where addresses lie and which flow two ranges make. From weakest to strongest: nothing known (or foreign, where the
/// setting says so), the registries' files, special-purpose ranges (unknown), overrides.
/// </summary>
public sealed class NetworkMap
{
    private readonly PlaceLine ipv4;
    private readonly PlaceLine ipv6;

    /// <summary>
    /// Builds the map. With <paramref name="outsideJapanIsForeign"/>, what lies outside every Japanese allocation and is not
    /// special-purpose is foreign, in each family of which the files hold a Japanese allocation; otherwise it is unknown.
    /// The narrower of two overrides wins, the later of two equal ones. Throws <see cref="ArgumentException"/> for an override
    /// that straddles.
    /// </summary>
    public NetworkMap(
        IReadOnlyList<DelegationFile> files,
        IReadOnlyList<NetworkOverride> overrides,
        bool outsideJapanIsForeign)
    {
        if (overrides.Any(entry => entry.Place == Place.Straddles))
            throw new ArgumentException("An override is Domestic, Foreign or Unknown.", nameof(overrides));

        var warnings = new List<string>();
        if (files.Count == 0)
            warnings.Add("NoDelegationFile: only overrides are known; every other address is unknown.");

        var delegations = files.SelectMany(file => file.Ranges).ToList();
        ipv4 = Build(isIPv6: false, delegations, overrides, outsideJapanIsForeign, warnings);
        ipv6 = Build(isIPv6: true, delegations, overrides, outsideJapanIsForeign, warnings);
        (Warnings, Text) = (warnings, $"{ipv4}\n{ipv6}");
        Hash = HashOf(Text);
    }

    private NetworkMap(PlaceLine ipv4, PlaceLine ipv6, string text) =>
        (this.ipv4, this.ipv6, Warnings, Text, Hash) = (ipv4, ipv6, [], text, HashOf(text));

    /// <summary>The map that answers as one whose <see cref="Text"/> this is; anything else throws <see cref="FormatException"/>.</summary>
    public static NetworkMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split("\n\n") is not [var first, var second])
            throw new FormatException("A network map has two families, parted by an empty line.");
        var (ipv4, ipv6) = (PlaceLine.Parse(first, isIPv6: false), PlaceLine.Parse(second, isIPv6: true));
        return $"{ipv4}\n{ipv6}" == text ? new(ipv4, ipv6, text) : throw new FormatException("A network map is written in one way only.");
    }

    /// <summary>The demo's table: documentation ranges, which have no country, given one.</summary>
    public static IReadOnlyList<NetworkOverride> DemoOverrides { get; } =
    [
        new(AddressRange.Parse("192.0.2.0/25"), Place.Domestic, "critical-infrastructure operators"),
        new(AddressRange.Parse("192.0.2.128/25"), Place.Domestic, "ordinary subscribers"),
        new(AddressRange.Parse("198.51.100.0/24"), Place.Foreign, "country A"),
        new(AddressRange.Parse("203.0.113.0/24"), Place.Foreign, "country B"),
        new(AddressRange.Parse("2001:db8:a::/48"), Place.Foreign, "country A"),
        new(AddressRange.Parse("2001:db8:b::/48"), Place.Foreign, "country B"),
        new(AddressRange.Parse("2001:db8:81::/48"), Place.Domestic, "Japan"),
    ];

    /// <summary>The map of <see cref="DemoOverrides"/> alone.</summary>
    public static NetworkMap Demo { get; } = new([], DemoOverrides, outsideJapanIsForeign: false);

    /// <summary>What the map answers, written out; equal maps have equal texts however they were built.</summary>
    public string Text { get; }

    /// <summary>Lower-case hex SHA-256 of <see cref="Text"/> in UTF-8.</summary>
    public string Hash { get; }

    /// <summary>What an operator should know, each beginning with a stable name and a colon.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Where the range lies as a whole.</summary>
    public Place PlaceOf(AddressRange range) => (range.IsIPv6 ? ipv6 : ipv4).PlaceOf(range.First, range.Last);

    /// <summary>The flow from one range to another; unclear unless both ends lie wholly in a known place.</summary>
    public FlowClass FlowOf(AddressRange source, AddressRange destination) => (PlaceOf(source), PlaceOf(destination)) switch
    {
        (Place.Foreign, Place.Foreign) => FlowClass.ForeignToForeign,
        (Place.Foreign, Place.Domestic) => FlowClass.ForeignToDomestic,
        (Place.Domestic, Place.Foreign) => FlowClass.DomesticToForeign,
        (Place.Domestic, Place.Domestic) => FlowClass.DomesticOnly,
        _ => FlowClass.Unclear,
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static PlaceLine Build(
        bool isIPv6,
        List<Delegation> delegations,
        IReadOnlyList<NetworkOverride> overrides,
        bool outsideJapanIsForeign,
        List<string> warnings)
    {
        var family = delegations.Where(delegation => delegation.Range.IsIPv6 == isIPv6).ToLookup(
            delegation => delegation.Country switch { null => Place.Unknown, "JP" => Place.Domestic, _ => Place.Foreign },
            delegation => delegation.Range);
        var japan = PlaceLine.Of(family[Place.Domestic], Place.Domestic);
        var abroad = PlaceLine.Of(family[Place.Foreign], Place.Foreign);
        var contested = japan.Both(abroad);
        var special = PlaceLine.Of(SpecialPurpose.Ranges.Where(range => range.IsIPv6 == isIPv6), Place.Unknown);

        var name = isIPv6 ? "IPv6" : "IPv4";
        if (delegations.Count > 0 && japan.Count == 0)
            warnings.Add($"NoJapaneseAllocation: the files hold no {name} range of Japan; what they do not list stays unknown.");
        if (contested.Count > 0)
            warnings.Add($"ContestedRange: {contested.Count} {name} ranges are Japan's and another country's; they count as unknown.");

        var unlisted = outsideJapanIsForeign && japan.Count > 0 ? Place.Foreign : Place.Unknown;
        return PlaceLine.Whole(isIPv6, unlisted)
            .Under(abroad)
            .Under(japan)
            .Under(contested)
            .Under(special)
            .Under(Narrowest(overrides.Where(entry => entry.Range.IsIPv6 == isIPv6)));
    }

    private static PlaceLine Narrowest(IEnumerable<NetworkOverride> overrides) => overrides
        .OrderByDescending(entry => entry.Range.Last - entry.Range.First)
        .Aggregate(PlaceLine.Empty, (wider, entry) => wider.Under(PlaceLine.Of([entry.Range], entry.Place)));
}
