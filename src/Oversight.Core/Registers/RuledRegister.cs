using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers;

/// <summary>A register with its rules: who reads it, what a command leads to, and what an event's subject is called.</summary>
public sealed record RuledRegister<TState, TEvent, TCommand>(
    Register<TState, TEvent> Register, Func<Actor, Panel, bool> MayRead,
    Func<TState?, TCommand, RegisterFacts, RegisterVerdict<TEvent>> Decide, Func<TEvent, string> SubjectOf)
    where TState : class
    where TEvent : class
    where TCommand : RegisterCommand;

/// <summary>A change somebody wants in a register.</summary>
public abstract record RegisterCommand
{
    private protected RegisterCommand() { }

    /// <summary>Number of the request the command speaks of, null for none.</summary>
    public virtual string? NamedRequest => null;
}

/// <summary>What the rules of a register must know from outside.</summary>
/// <param name="Actor">Who gives the command.</param>
/// <param name="Panel">The panel as seated now.</param>
/// <param name="Now">The instant of the command.</param>
/// <param name="SeesRequest">Whether the actor may read the request the command names; true where it names none.</param>
public sealed record RegisterFacts(Actor Actor, Panel Panel, DateTimeOffset Now, bool SeesRequest = true);

/// <summary>Who reads registers.</summary>
public static class RegisterReaders
{
    /// <summary>The seated panel, the secretariat, inspectors and auditors; nobody of an agency and no administrator.</summary>
    public static bool IsOversight(Actor actor, Panel panel) => actor.Role switch
    {
        Role.PanelMember => IsSeated(actor, panel),
        Role.Examiner or Role.Inspector or Role.Auditor or Role.System => true,
        _ => false,
    };

    /// <summary>Whether the actor holds a seat, begun or not.</summary>
    public static bool IsSeated(Actor actor, Panel panel) => panel.Seats.Any(seat => seat.Member?.Value == actor.Id);

    /// <summary>Whether the actor is of the agency that asks for the Prime Minister.</summary>
    public static bool IsOfCabinetOffice(Actor actor) =>
        actor is { Agency.Kind: AgencyKind.CabinetOffice, Role: Role.Drafter or Role.AuthorisingOfficer };
}

/// <summary>What is wrong with a command's fields, and the answers of the rules.</summary>
internal static class Faults
{
    public static readonly Refusal NotYours = new(RefusalKind.Forbidden, "NotYourCommand");

    public static readonly Refusal Missing = new(RefusalKind.NotFound, "NotFound");

    public static FieldError? If(bool isWrong, string pointer, string code) => isWrong ? new FieldError(pointer, code) : null;

    public static FieldError? Name(string pointer, string? name) => If(name is null || ContentRules.IsBadName(name), pointer, "TextMissingOrTooLong");

    public static FieldError? Text(string pointer, Bilingual? text) => If(text is null || ContentRules.IsBad(text), pointer, "TextMissingOrTooLong");

    public static FieldError? Text(string pointer, string? text, string code = "TextMissingOrTooLong") =>
        If(string.IsNullOrWhiteSpace(text) || text.Length > ContentRules.LongestText, pointer, code);

    /// <summary>Null when nothing is wrong; else a refusal that names every field at fault.</summary>
    public static Refusal? Of(params IEnumerable<FieldError?> found)
    {
        var errors = found.OfType<FieldError>().ToList();
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Invalid, errors[0].Code, errors[0].Pointer) { Errors = errors };
    }

    public static RegisterVerdict<TEvent> Answer<TEvent>(Refusal? refusal, Func<TEvent> otherwise) => refusal is null
        ? new RegisterVerdict<TEvent>.Accepted(otherwise())
        : new RegisterVerdict<TEvent>.Refused(refusal);
}
