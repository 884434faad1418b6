using System.Diagnostics;

namespace Oversight.Core.Workflows;

/// <summary>What a definition may ask of a request (settled 19): one value for each content version.</summary>
/// <param name="Route">The route's id, such as <c>R5</c>.</param>
/// <param name="TargetAbroad">A target is abroad, or not shown to be in Japan.</param>
/// <param name="Emergency">The measure was taken before approval.</param>
/// <param name="Threat">Assessed threat, 1 to 25.</param>
/// <param name="Intrusion">Assessed intrusion, 1 to 25.</param>
/// <param name="AddressCount">Addresses in scope; saturates at the type's maximum.</param>
/// <param name="ItemCount">Scope items.</param>
public sealed record FlowFacts(string Route, bool TargetAbroad, bool Emergency, int Threat, int Intrusion, UInt128 AddressCount, int ItemCount);

/// <summary>A question about one fact; closed family.</summary>
public abstract record FlowCondition
{
    private FlowCondition() { }

    /// <summary>The fact's name in the file, such as <c>target.abroad</c>.</summary>
    public abstract string Fact { get; }

    /// <summary>The answer for these facts.</summary>
    public abstract bool Holds(FlowFacts facts);

    /// <summary>The route is one of <paramref name="Routes"/>; with <paramref name="Negated"/>, none of them.</summary>
    public sealed record RouteIs(IReadOnlyList<string> Routes, bool Negated) : FlowCondition
    {
        /// <inheritdoc/>
        public override string Fact => "route";

        /// <inheritdoc/>
        public override bool Holds(FlowFacts facts) => Routes.Contains(facts.Route) != Negated;
    }

    /// <summary>A yes-or-no fact has the value.</summary>
    public sealed record Flag(FlagFact Asked, bool Value) : FlowCondition
    {
        /// <inheritdoc/>
        public override string Fact => Asked switch
        {
            FlagFact.TargetAbroad => "target.abroad",
            FlagFact.Emergency => "emergency",
            _ => throw new UnreachableException(),
        };

        /// <inheritdoc/>
        public override bool Holds(FlowFacts facts) => Value == Asked switch
        {
            FlagFact.TargetAbroad => facts.TargetAbroad,
            FlagFact.Emergency => facts.Emergency,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A number compares so with <paramref name="Values"/>: one value, or several for <see cref="Comparison.In"/>.</summary>
    public sealed record Number(NumberFact Asked, Comparison Comparison, IReadOnlyList<UInt128> Values) : FlowCondition
    {
        /// <inheritdoc/>
        public override string Fact => Asked switch
        {
            NumberFact.Threat => "risk.threat",
            NumberFact.Intrusion => "risk.intrusion",
            NumberFact.AddressCount => "scope.addressCount",
            NumberFact.ItemCount => "scope.itemCount",
            _ => throw new UnreachableException(),
        };

        /// <inheritdoc/>
        public override bool Holds(FlowFacts facts)
        {
            var value = Asked switch
            {
                NumberFact.Threat => (UInt128)facts.Threat,
                NumberFact.Intrusion => (UInt128)facts.Intrusion,
                NumberFact.AddressCount => facts.AddressCount,
                NumberFact.ItemCount => (UInt128)facts.ItemCount,
                _ => throw new UnreachableException(),
            };
            return Comparison switch
            {
                Comparison.Equal => value == Values[0],
                Comparison.NotEqual => value != Values[0],
                Comparison.Less => value < Values[0],
                Comparison.AtMost => value <= Values[0],
                Comparison.Greater => value > Values[0],
                Comparison.AtLeast => value >= Values[0],
                Comparison.In => Values.Contains(value),
                _ => throw new UnreachableException(),
            };
        }
    }
}

/// <summary>Facts answered by yes or no.</summary>
public enum FlagFact
{
    /// <summary><c>target.abroad</c>.</summary>
    TargetAbroad,

    /// <summary><c>emergency</c>.</summary>
    Emergency,
}

/// <summary>Facts that are whole numbers.</summary>
public enum NumberFact
{
    /// <summary><c>risk.threat</c>.</summary>
    Threat,

    /// <summary><c>risk.intrusion</c>.</summary>
    Intrusion,

    /// <summary><c>scope.addressCount</c>.</summary>
    AddressCount,

    /// <summary><c>scope.itemCount</c>.</summary>
    ItemCount,
}

/// <summary>The operators of conditions.</summary>
public enum Comparison
{
    /// <summary><c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    AtMost,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    AtLeast,

    /// <summary><c>in</c>.</summary>
    In,
}
