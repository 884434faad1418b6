using Oversight.Core.Law;

namespace Oversight.Core.Authorisations;

/// <summary>The answer to "may I do this now?".</summary>
/// <param name="Kinds">Names of the ways in which it would lie outside the authorisation; empty when allowed.</param>
public sealed record UsageAnswer(bool IsAllowed, IReadOnlyList<string> Kinds);

/// <summary>Holds a use that is about to happen against its authorisation.</summary>
public static class UsageCheck
{
    /// <summary>The answer for a use at this instant, whatever time the record names; the same matcher as for reported uses.</summary>
    public static UsageAnswer Ask(AuthorisationHistory history, NetworkMap map, in UsageRecord use, DateTimeOffset now)
    {
        var kinds = new UsageMatcher(history, map).Match(use with { Time = now });
        return new UsageAnswer(kinds == FindingKinds.None, FindingKindNames.Of(kinds));
    }
}
