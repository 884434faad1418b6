using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Requests;

/// <summary>`POST /requests`: begin a draft.</summary>
public static class DraftRequestEndpoint
{
    public static void Map(RouteGroupBuilder requests) => requests.MapPost("", DraftAsync)
        .WithName("draftRequest").Accepts<RequestContent>("application/json").Produces<WrittenAnswer>(201).ProducesCommandProblems();

    private static async Task<IResult> DraftAsync(HttpContext http, RequestStore store, RandomSource random, BusinessClock clock)
    {
        if (CommandEndpoints.KeyProblem(http) is { } noKey)
            return noKey;
        var (bytes, unread) = await ApiJson.BytesAsync(http);
        if (unread is not null)
            return unread;
        var (content, problem) = ApiJson.Parse<RequestContent>(http, bytes!);
        if (problem is not null)
            return problem;
        var id = RequestId.Of(Jst.DateOf(clock.Now).Year, random.Bytes(5));
        return await CommandEndpoints.WriteAsync(
            http, store, new Intent(id, new DraftRequest(id, content!), http.Caller(), null, CommandEndpoints.KeyOf(http, bytes!)));
    }
}
