using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Requests;

namespace Oversight.Server.Storage;

/// <summary>Where a register stands after a change, and what was changed.</summary>
public sealed record RegisterAnswer(string Id, int Version);

/// <summary>How the API and the pages read and change the registers whose rules are the core's alone.</summary>
public sealed class RegisterBooks(RegisterStore store, RequestReading requests, OversightDbContext db, BusinessClock clock)
{
    /// <summary>The register and its version; no state before the first entry.</summary>
    public async Task<(int Version, TState? State)> ReadAsync<TState, TEvent, TCommand>(RuledRegister<TState, TEvent, TCommand> ruled, CancellationToken ct)
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand
    {
        var row = await db.Registers.AsNoTracking().SingleOrDefaultAsync(register => register.Case == ruled.Register.Case, ct);
        return row is null ? (0, null) : (row.CaseSeq, ruled.Register.Parse(row.Snapshot));
    }

    /// <summary>Decides and commits; the answer names what was changed.</summary>
    public async Task<Outcome> ChangeAsync<TState, TEvent, TCommand>(
        RuledRegister<TState, TEvent, TCommand> ruled, TCommand command, Caller caller, RegisterIntent intent, CancellationToken ct)
        where TState : class
        where TEvent : class
        where TCommand : RegisterCommand
    {
        // Whoever may read a request when this is asked loses nothing by having been told so: what the entry says is the number he gave.
        var sees = command.NamedRequest is not { } number || await requests.FindAsync(number, caller, ct) is not null;
        var facts = new RegisterFacts(caller.Actor, caller.Panel, clock.Now, sees);
        return await store.ChangeAsync(
            ruled.Register, intent, facts.Now, (_, state) => Task.FromResult(ruled.Decide(state, command, facts)), ct,
            (events, version) => new RegisterAnswer(ruled.SubjectOf(events[0]), version));
    }
}
