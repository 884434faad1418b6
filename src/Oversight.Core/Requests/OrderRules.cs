using System.Text.Json;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>What the agency has to answer for when the flow gave it orders.</summary>
public static class OrderRules
{
    /// <summary>
    /// The orders besides destruction that the erasure record has to say were carried out, in the order of the enum: without that the duty stays open. None
    /// where the rule set does not ask for it.
    /// </summary>
    public static IReadOnlyList<Order> ToReport(RequestState s, Facts facts) =>
        facts.Rules.Law.InForceAt(s.JudgedAt ?? facts.Now).OrdersReported is { Value: true }
            ? [.. Enum.GetValues<Order>().Where(order => order != Order.Destroy && s.Orders.Contains(NameOf(order)))]
            : [];

    internal static string NameOf(Order order) => JsonNamingPolicy.CamelCase.ConvertName(order.ToString());
}
