using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Accounts;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>One path from a route to a register: who may, body, key, version, the rules, the answer.</summary>
public static class RegisterRoutes
{
    /// <summary>Maps a command that enters something new; nobody's change can be lost by it.</summary>
    public static RouteHandlerBuilder MapEntry<TBody, TState, TEvent, TCommand>(
        this RouteGroupBuilder api, string path, RuledRegister<TState, TEvent, TCommand> ruled, Func<Caller, bool> may, Func<TBody, TCommand> toCommand)
        where TBody : class
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand =>
        api.MapPost(path, async (HttpContext http, RegisterBooks books) =>
        {
            var (body, intent, problem) = await ReadEntryAsync<TBody>(http);
            return problem ?? RegisterEndpoints.Answer(http, await books.ChangeAsync(ruled, toCommand(body!), http.Caller(), intent!, http.RequestAborted));
        }).For(may, "NotYourCommand").Accepts<TBody>("application/json").Produces<RegisterAnswer>(201).ProducesCommandProblems();

    /// <summary>Maps a command on what is there; with the version that was read where it replaces what others may have changed.</summary>
    public static RouteHandlerBuilder MapChange<TBody, TState, TEvent, TCommand>(
        this RouteGroupBuilder api, string path, RuledRegister<TState, TEvent, TCommand> ruled, Func<Caller, bool> may, Func<string, TBody, TCommand> toCommand,
        bool replaces = true)
        where TBody : class
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand =>
        api.MapPost(path, async (HttpContext http, string id, RegisterBooks books) =>
        {
            var (body, intent, problem) = replaces ? await RegisterEndpoints.ReadChangeAsync<TBody>(http) : await ReadEntryAsync<TBody>(http);
            return problem ?? RegisterEndpoints.Answer(http, await books.ChangeAsync(ruled, toCommand(id, body!), http.Caller(), intent!, http.RequestAborted));
        }).For(may, "NotYourCommand").Accepts<TBody>("application/json").Produces<RegisterAnswer>(replaces ? 200 : 201).ProducesCommandProblems();

    /// <summary>The problems a read may answer with.</summary>
    public static RouteHandlerBuilder ProducesReadProblems(this RouteHandlerBuilder route, Func<Caller, bool> may)
    {
        foreach (var status in new[] { 400, 401, 403, 404 })
            route.Produces<Problem>(status, Problems.MediaType);
        return route.For(may, "Forbidden");
    }

    /// <summary>Answers what was read, its register's version being the tag; nothing for the caller is 404.</summary>
    public static IResult View<T>(HttpContext http, int version, T? view) where T : class
    {
        if (view is null)
            return Problems.Result(http, StatusCodes.Status404NotFound, "NotFound");
        http.Response.Headers.ETag = CommandEndpoints.ETag(version);
        return Results.Json(view, ApiJson.Options);
    }

    /// <summary>Turns away whoever may not, before anything of the request is looked at.</summary>
    public static RouteHandlerBuilder For(this RouteHandlerBuilder route, Func<Caller, bool> may, string code) =>
        route.AddEndpointFilter(async (call, next) =>
            may(call.HttpContext.Caller()) ? await next(call) : Problems.Result(call.HttpContext, StatusCodes.Status403Forbidden, code));

    /// <summary>Reads a POST that enters something new.</summary>
    private static async Task<(TBody? Body, RegisterIntent? Intent, IResult? Problem)> ReadEntryAsync<TBody>(HttpContext http) where TBody : class
    {
        var (body, key, problem) = await RegisterEndpoints.ReadAsync<TBody>(http);
        return problem is null ? (body, Entering(http, key!), null) : (null, null, problem);
    }

    /// <summary>What a POST that enters something new intends.</summary>
    public static RegisterIntent Entering(HttpContext http, IdempotencyKey key) => new(http.Caller().Actor, IfMatch: null, key, StatusCodes.Status201Created);
}
