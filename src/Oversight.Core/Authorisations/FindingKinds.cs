using System.Numerics;

namespace Oversight.Core.Authorisations;

/// <summary>In which ways a use lies outside its authorisation; a set, none when the use is authorised.</summary>
[Flags]
public enum FindingKinds
{
    None = 0,

    /// <summary>No item in force at that time covers the addresses.</summary>
    OutOfCidr = 1 << 0,

    /// <summary>An item covers the addresses, but none of those covers the protocol and port.</summary>
    OutOfPort = 1 << 1,

    /// <summary>Before the start, or at the end or later.</summary>
    OutOfPeriod = 1 << 2,

    /// <summary>Inside the period, but in none of the item's windows.</summary>
    OutOfWindow = 1 << 3,

    /// <summary>The flow is not the one the route is for.</summary>
    WrongFlow = 1 << 4,

    /// <summary>Both ends lie in Japan, which no acquisition may touch.</summary>
    DomesticOnly = 1 << 5,

    /// <summary>The item does not name the data type.</summary>
    UnlistedDataType = 1 << 6,

    /// <summary>The authorisation names operators, and not this one.</summary>
    UnlistedOperator = 1 << 7,

    /// <summary>The item does not name the action.</summary>
    UnlistedAction = 1 << 8,

    /// <summary>A precedent condition that concerns the use was not met yet.</summary>
    UnmetCondition = 1 << 9,

    /// <summary>A condition whose breach suspends, and that concerns the use, was breached.</summary>
    BreachedCondition = 1 << 10,

    /// <summary>Inside the period, but while the authorisation was suspended.</summary>
    NotActive = 1 << 11,
}

/// <summary>Sets of kinds as interface and entries name them.</summary>
public static class FindingKindNames
{
    /// <summary>Every kind, in the order in which sets are written.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "outOfCidr", "outOfPort", "outOfPeriod", "outOfWindow", "wrongFlow", "domesticOnly", "unlistedDataType", "unlistedOperator", "unlistedAction",
        "unmetCondition", "breachedCondition", "notActive",
    ];

    /// <summary>How many sets there are, the empty one included.</summary>
    internal static int SetCount => 1 << All.Count;

    /// <summary>The names of a set in the order of <see cref="All"/>; empty for none.</summary>
    public static IReadOnlyList<string> Of(FindingKinds kinds)
    {
        var names = new List<string>(BitOperations.PopCount((uint)kinds));
        for (var i = 0; i < All.Count; i++)
            if (((int)kinds >> i & 1) != 0)
                names.Add(All[i]);
        return names;
    }

    /// <summary>The names of a set joined by <c>+</c>; empty for none.</summary>
    public static string Joined(FindingKinds kinds) => string.Join('+', Of(kinds));
}
