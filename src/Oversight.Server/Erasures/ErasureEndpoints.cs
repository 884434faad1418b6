using Oversight.Core.Requests;
using Oversight.Server.Hosting;

namespace Oversight.Server.Erasures;

/// <summary>Erasure orders: proposed by the secretariat, ordered or refused by the one presiding.</summary>
public static class ErasureEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<ProposeErasure>("proposeErasure", "erasureProposals", body => body);
        requests.MapCommand<OrderErasure>("orderErasure", "erasureOrders", body => body);
        requests.MapCommand<RefuseErasureProposal>("refuseErasureProposal", "erasureRefusals", body => body);
    }
}
