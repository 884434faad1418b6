using System.Diagnostics;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.Undertakings;

/// <summary>The secretariat records promises; it or an inspector settles what became of them.</summary>
public static class UndertakingRules
{
    /// <summary>Those who oversee, and agencies: of promises made in a request only those who may read the request, of others only those who oversee.</summary>
    public static bool MayRead(Actor actor, Panel panel) => RegisterReaders.IsOversight(actor, panel) || actor.Role is Role.Drafter or Role.AuthorisingOfficer;

    /// <summary>Whether the actor sees this undertaking; <paramref name="seesRequest"/> is whether the actor may read the request it was made in.</summary>
    public static bool MayRead(Undertaking undertaking, Actor actor, bool seesRequest) => undertaking.Request is null ? actor.Agency is null : seesRequest;

    /// <summary>Whether the actor records promises.</summary>
    public static bool MayRecord(Actor actor) => actor.Role == Role.Examiner;

    /// <summary>Whether the actor settles what became of them.</summary>
    public static bool MayClose(Actor actor) => actor.Role is Role.Examiner or Role.Inspector;

    /// <summary>The event that <paramref name="command"/> leads to, or the refusal that stands in its way.</summary>
    public static RegisterVerdict<UndertakingEvent> Decide(UndertakingsRegister? register, UndertakingCommand command, RegisterFacts facts)
    {
        var undertakings = register ?? UndertakingsRegister.Empty;
        return command switch
        {
            RecordUndertaking c => Faults.Answer<UndertakingEvent>(
                Refusal(c, facts),
                () => new UndertakingRecorded($"UT-{undertakings.Undertakings.Count + 1}", c.Request, c.DueOn, c.PromisedBy, c.Text)),
            CloseUndertaking c => Faults.Answer<UndertakingEvent>(
                Refusal(undertakings, c, facts), () => new UndertakingClosed(c.Undertaking, c.Outcome, c.Text)),
            _ => throw new UnreachableException(),
        };
    }

    private static Refusal? Refusal(RecordUndertaking command, RegisterFacts facts) => MayRecord(facts.Actor)
        ? Faults.Of(
            Faults.If(!facts.SeesRequest, "/request", "NoSuchRequest"), Faults.Name("/promisedBy", command.PromisedBy), Faults.Text("/text", command.Text))
        : Faults.NotYours;

    private static Refusal? Refusal(UndertakingsRegister register, CloseUndertaking command, RegisterFacts facts)
    {
        if (!MayClose(facts.Actor))
            return Faults.NotYours;
        return register.Find(command.Undertaking) switch
        {
            null => Faults.Missing,
            { Outcome: not null } => new Refusal(RefusalKind.Conflict, "UndertakingIsClosed"),
            _ => Faults.Of(Faults.Text("/text", command.Text)),
        };
    }
}

/// <summary>A change somebody wants in the register of undertakings.</summary>
public abstract record UndertakingCommand : RegisterCommand
{
    private protected UndertakingCommand() { }
}

/// <summary>Record a promise.</summary>
public sealed record RecordUndertaking(string? Request, string PromisedBy, Bilingual Text, DateOnly? DueOn) : UndertakingCommand
{
    /// <inheritdoc/>
    public override string? NamedRequest => Request;
}

/// <summary>Settle what became of a promise.</summary>
public sealed record CloseUndertaking(string Undertaking, UndertakingOutcome Outcome, string Text) : UndertakingCommand;
