using Oversight.Core.Requests;
using Oversight.Server.Filing;
using Oversight.Server.Hosting;

namespace Oversight.Server.Authorisations;

/// <summary>Commands on a live or ended authorisation.</summary>
public static class AuthorisationEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<ReasonBody>("endEarly", "endEarly", body => new EndEarly(body.Reason));
        requests.MapCommand<ErasureBody>("recordErasure", "erasureRecords", body =>
            new RecordErasure(body.ErasedAt, new ErasureRecord(body.What, body.How, body.By, body.Proof)));
    }
}

/// <summary>What was erased, when, how, by whom, with what proof.</summary>
public sealed record ErasureBody(DateTimeOffset ErasedAt, Bilingual What, Bilingual How, string By, string Proof);
