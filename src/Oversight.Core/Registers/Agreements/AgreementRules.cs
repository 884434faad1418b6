using System.Diagnostics;
using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Registers.Agreements;

/// <summary>
/// Agreements are told and inspected. No command approves one: the Act gives the panel no such task (Art 48), and no entry here permits anything.
/// </summary>
public static class AgreementRules
{
    private const int Whole = 1000;

    /// <summary>Those who oversee, and the Cabinet Office its own.</summary>
    public static bool MayRead(Actor actor, Panel panel) => RegisterReaders.IsOversight(actor, panel) || RegisterReaders.IsOfCabinetOffice(actor);

    /// <summary>Whether the actor sees this agreement.</summary>
    public static bool MayRead(Agreement agreement, Actor actor) => actor.Agency is null || actor.Agency.Id == agreement.Agency;

    /// <summary>Whether the actor registers, changes and ends agreements: the Cabinet Office's authorising officer.</summary>
    public static bool MayKeep(Actor actor) => actor.Role == Role.AuthorisingOfficer && RegisterReaders.IsOfCabinetOffice(actor);

    /// <summary>Whether the actor records inspections.</summary>
    public static bool MayInspect(Actor actor) => actor.Role == Role.Inspector;

    /// <summary>The event that <paramref name="command"/> leads to, or the refusal that stands in its way.</summary>
    public static RegisterVerdict<AgreementEvent> Decide(AgreementsRegister? register, AgreementCommand command, RegisterFacts facts)
    {
        var agreements = register ?? AgreementsRegister.Empty;
        return Faults.Answer<AgreementEvent>(Refusal(agreements, command, facts), () => command switch
        {
            RegisterAgreement c => new AgreementRegistered($"AG-{agreements.Agreements.Count + 1}", facts.Actor.Agency!.Id, c.Terms),
            ChangeAgreement c => new AgreementChanged(c.Agreement, c.Terms, c.Reason),
            EndAgreement c => new AgreementEnded(c.Agreement, c.On, c.Reason),
            RecordFigures c => new FiguresRecorded(c.Agreement, c.Figures),
            InspectAgreement c => new AgreementInspected(c.Agreement, c.On, c.Kind, c.Outcome),
            _ => throw new UnreachableException(),
        });
    }

    private static Refusal? Refusal(AgreementsRegister register, AgreementCommand command, RegisterFacts facts)
    {
        if (!(command is InspectAgreement ? MayInspect(facts.Actor) : MayKeep(facts.Actor)))
            return Faults.NotYours;
        if (command is RegisterAgreement registered)
            return TermFaults(registered.Terms, "");
        if (register.Find(command.Agreement) is not { } agreement || !MayRead(agreement, facts.Actor))
            return Faults.Missing;
        var today = Jst.DateOf(facts.Now);
        return command switch
        {
            ChangeAgreement or EndAgreement when agreement.EndedOn is not null => new Refusal(RefusalKind.Conflict, "AgreementHasEnded"),
            ChangeAgreement c => TermFaults(c.Terms, "/terms") ?? Faults.Of(Faults.Text("/reason", c.Reason, "ReasonMissing")),
            EndAgreement c => Faults.Of(
                Faults.If(c.On < agreement.Terms.StartsOn || c.On > agreement.Terms.EndsOn, "/on", "EndOutsideTerm"), Faults.Text("/reason", c.Reason, "ReasonMissing")),
            RecordFigures c => Faults.Of(
                Faults.If(c.Figures.Year < agreement.Terms.StartsOn.Year || c.Figures.Year > today.Year, "/year", "NumberOutOfRange"),
                Share("/discardedPerMille", c.Figures.DiscardedPerMille), Share("/erasedPerMille", c.Figures.ErasedPerMille)),
            InspectAgreement c => Faults.Of(Faults.If(c.On > today, "/on", "DateInFuture"), Faults.Text("/outcome", c.Outcome)),
            _ => throw new UnreachableException(),
        };
    }

    private static Refusal? TermFaults(AgreementTerms terms, string at) => Faults.Of(
        Faults.Name($"{at}/party/name", terms.Party?.Name), Faults.Name($"{at}/party/sector", terms.Party?.Sector),
        Faults.Text($"{at}/analysed", terms.Analysed), Faults.If(terms.EndsOn < terms.StartsOn, $"{at}/endsOn", "EndsBeforeItStarts"),
        // Domestic and outbound traffic is outside what a party may consent to (Art 11–16, summary of the bill).
        Faults.If(terms.Flow != FlowClass.ForeignToDomestic, $"{at}/flow", "FlowNotInbound"), Share($"{at}/copiedPerMille", terms.CopiedPerMille));

    private static FieldError? Share(string pointer, int perMille) => Faults.If(perMille is < 0 or > Whole, pointer, "NumberOutOfRange");
}

/// <summary>A change somebody wants in the register of agreements.</summary>
public abstract record AgreementCommand : RegisterCommand
{
    private protected AgreementCommand(string agreement) => Agreement = agreement;

    /// <summary>The agreement's id; empty for a new one.</summary>
    public string Agreement { get; init; }
}

/// <summary>Enter an agreement.</summary>
public sealed record RegisterAgreement(AgreementTerms Terms) : AgreementCommand("");

/// <summary>Replace the terms.</summary>
public sealed record ChangeAgreement(string Agreement, AgreementTerms Terms, string Reason) : AgreementCommand(Agreement);

/// <summary>End an agreement; <paramref name="On"/> is its last day, within its term.</summary>
public sealed record EndAgreement(string Agreement, DateOnly On, string Reason) : AgreementCommand(Agreement);

/// <summary>Tell a year's figures.</summary>
public sealed record RecordFigures(string Agreement, YearFigures Figures) : AgreementCommand(Agreement);

/// <summary>Record an inspection.</summary>
public sealed record InspectAgreement(string Agreement, DateOnly On, InspectionArticle Kind, Bilingual? Outcome) : AgreementCommand(Agreement);
