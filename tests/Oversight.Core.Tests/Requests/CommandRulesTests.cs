using Oversight.Core.Law;
using Oversight.Core.Requests;
using static Oversight.Core.Tests.Requests.Contents;
using static Oversight.Core.Tests.Requests.People;

namespace Oversight.Core.Tests.Requests;

public sealed class CommandRulesTests
{
    [Fact]
    public void Every_command_but_the_first_has_exactly_one_row()
    {
        var commands = typeof(RequestCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RequestCommand)) && type != typeof(DraftRequest));

        Assert.Equal(commands.Select(type => type.Name).Order(), CommandRules.All.Select(rule => rule.Command.Name).Order());
        Assert.Equal(CommandRules.All.Count, CommandRules.All.Select(rule => rule.Name).Distinct().Count());
    }

    [Fact]
    public void No_command_is_open_to_those_who_only_read() =>
        Assert.DoesNotContain(CommandRules.All, rule => rule.Role is Role.Auditor or Role.Administrator);

    [Fact]
    public void What_is_open_to_an_actor_is_accepted_and_what_is_not_is_refused()
    {
        foreach (var s in InvariantTests.ReachableStates())
            foreach (var actor in Everyone.Where(actor => actor.Role != Role.System))
            {
                var open = CommandRules.OpenTo(s.State, s.FactsOf(actor)).Select(rule => rule.Command).ToHashSet();
                foreach (var command in InvariantTests.Commands(s))
                    if (RequestRules.Decide(s.State, command, s.FactsOf(actor)) is Verdict.Refused { Refusal: var refusal })
                        Assert.True(!open.Contains(command.GetType()) || refusal.Kind == RefusalKind.Invalid || IsAboutItsArgument(refusal.Code),
                            $"{actor.Id} {command} {refusal}");
                    else
                        Assert.Contains(command.GetType(), open);
            }
    }

    [Fact]
    public void Another_agency_learns_nothing_and_another_role_is_forbidden()
    {
        var s = Scenario.Drafted(C01);

        Assert.Equal((RefusalKind.NotFound, "NotFound"), KindAndCode(s.Refused(DrafterOf(Npa), new Submit())));
        Assert.Equal((RefusalKind.NotFound, "NotFound"), KindAndCode(s.Refused(Kuze, new Submit())));
        Assert.Equal((RefusalKind.NotFound, "NotFound"), KindAndCode(s.Refused(People.Administrator, new Submit())));
        Assert.Equal((RefusalKind.Forbidden, "NotYourCommand"), KindAndCode(s.Refused(OfficerOf(Cao), new Submit())));
        Assert.Equal((RefusalKind.Conflict, "NotPossibleNow"), KindAndCode(s.Refused(OfficerOf(Cao), new Sign(1))));
    }

    [Fact]
    public void A_draft_is_begun_by_an_agency_that_may_ask_for_the_route()
    {
        string Code(Actor actor, RequestContent content) => Assert.IsType<Verdict.Refused>(RequestRules.Draft(
            new DraftRequest(RequestId.Of(2028, [1, 2, 3, 4, 5]), content), new Scenario("2028-01-05 10:00").FactsOf(actor))).Refusal.Code;

        Assert.Equal("RouteNotOpenToAgency", Code(DrafterOf(Npa), C01));
        Assert.Equal("RouteNotOpenToAgency", Code(DrafterOf(Cao), C08));
        Assert.Equal("NotYourCommand", Code(OfficerOf(Cao), C01));
        Assert.Equal("InvalidContent", Code(DrafterOf(Cao), C01 with { Replaces = "C06" }));
    }

    [Fact]
    public void What_is_submitted_is_complete_and_keeps_its_route_from_then_on()
    {
        string[] Missing(RequestContent content) => [.. Submitted(content).Errors.Select(error => error.Code)];
        Refusal Submitted(RequestContent content) => Scenario.Drafted(content) is var s ? s.Refused(s.Drafter, new Submit()) : null!;

        Assert.Equal(["ScopeMissing", "PeriodMissing"], Missing(C01 with { Scope = [], Period = null }));
        Assert.Equal(["ScopeItemDoesNotFitRoute"], Missing(C01 with { Scope = [C01.Scope![0], C08.Scope![0]] }));
        Assert.Equal(["ScopeItemDoesNotFitRoute"], Missing(C08 with { Scope = [C03.Scope![0]] }));
        Assert.Equal(["DocumentNotAttached"], Missing(C01 with { Evidence = [C01.Evidence![0] with { Digest = new string('a', 64) }] }));

        var returned = Scenario.Filed(C01 with { Handling = null });
        Assert.Equal("RouteIsFixed", returned.RefusedAs(returned.Drafter, new Revise(C01 with { Route = Route.R2 })));
        Assert.Equal("RouteIsFixed", returned.RefusedAs(returned.Drafter, new Revise(C01 with { Emergency = true })));
    }

    private static bool IsAboutItsArgument(string code) =>
        code is "MotionNotPossible" or "ResolutionNotPossible" or "RevocationNotLawful" or "NothingToAccept" or "AgencyNotHeard" or "ConsultationNotOpen" or "AlreadyPresent" or "NotPresent" or "NoTie" or "NotPresiding" or "TimerNotDue";

    private static (RefusalKind, string) KindAndCode(Refusal refusal) => (refusal.Kind, refusal.Code);
}
