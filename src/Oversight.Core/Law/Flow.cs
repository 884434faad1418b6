namespace Oversight.Core.Law;

/// <summary>Where a range of addresses lies.</summary>
public enum Place
{
    /// <summary>Wholly in Japan.</summary>
    Domestic,

    /// <summary>Wholly outside Japan.</summary>
    Foreign,

    /// <summary>Nothing says where it lies.</summary>
    Unknown,

    /// <summary>It touches more than one of the other three.</summary>
    Straddles,
}

/// <summary>The direction of traffic between two ranges, as the Act distinguishes it.</summary>
public enum FlowClass
{
    /// <summary>外外通信, passing through Japan.</summary>
    ForeignToForeign,

    /// <summary>外内通信, inbound.</summary>
    ForeignToDomestic,

    /// <summary>内外通信, outbound.</summary>
    DomesticToForeign,

    /// <summary>内内通信, which no route covers.</summary>
    DomesticOnly,

    /// <summary>One of the ends straddles or is unknown.</summary>
    Unclear,
}
