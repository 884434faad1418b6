using System.Diagnostics;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers;

/// <summary>What the server decides by, by hashes of documents it keeps; each is the SHA-256 of the document's bytes, lower-case hex.</summary>
/// <param name="RuleSets">The rule sets by ascending first day.</param>
/// <param name="Calendar">The name of the working calendar.</param>
/// <param name="Holidays">Hash of the list of holidays.</param>
/// <param name="NetworkMap">Hash of the network map.</param>
/// <param name="Definitions">Hashes of the definitions a case may pin, in the order in which they are looked through.</param>
public sealed record AdoptedRulebook(
    IReadOnlyList<AdoptedRuleSet> RuleSets, string Calendar, string Holidays, string NetworkMap, IReadOnlyList<string> Definitions)
{
    /// <summary>The rulebook by its hashes.</summary>
    public static AdoptedRulebook Of(Rulebook book) => new(
        [.. book.Law.RuleSets.Select(set => new AdoptedRuleSet(set.Id, set.Hash, set.EffectiveFrom.Value))],
        book.Calendar.Name, book.Calendar.Hash, book.Map.Hash, [.. book.Definitions.Offered.Select(definition => definition.Hash)]);

    /// <summary>The rulebook in use after <paramref name="happened"/>.</summary>
    public static AdoptedRulebook After(RulebookEvent happened) => happened switch
    {
        RulebookAdopted e => new(e.RuleSets, e.Calendar, e.Holidays, e.NetworkMap, e.Definitions),
        _ => throw new UnreachableException(),
    };

    /// <summary>The event that says this rulebook is used from here on.</summary>
    public RulebookAdopted Adoption() => new(RuleSets, Calendar, Holidays, NetworkMap, Definitions);

    /// <summary>Whether the other names the same documents in the same order.</summary>
    public bool Equals(AdoptedRulebook? other) =>
        other is not null && RuleSets.SequenceEqual(other.RuleSets) && (Calendar, Holidays, NetworkMap) == (other.Calendar, other.Holidays, other.NetworkMap)
        && Definitions.SequenceEqual(other.Definitions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Calendar, Holidays, NetworkMap, RuleSets.Count, Definitions.Count);
}

/// <summary>A rule set by id and hash; EffectiveFrom is its first day, inclusive, Japanese date.</summary>
public sealed record AdoptedRuleSet(string Id, string Hash, DateOnly EffectiveFrom);

/// <summary>What happened to the rulebook.</summary>
public abstract record RulebookEvent
{
    private protected RulebookEvent() { }
}

/// <summary>From here on the server decides by these documents; see <see cref="AdoptedRulebook"/>.</summary>
public sealed record RulebookAdopted(
    IReadOnlyList<AdoptedRuleSet> RuleSets, string Calendar, string Holidays, string NetworkMap, IReadOnlyList<string> Definitions) : RulebookEvent;
