using System.Text;
using Oversight.Core.Requests;

namespace Oversight.Server.Tests.Permissions;

/// <summary>The table of commands as a page for people: role × state × command.</summary>
public static class PermissionMatrix
{
    /// <summary>States no shipped definition comes to rest in: intake passes at once.</summary>
    public static IReadOnlyList<RequestStatus> Unreached { get; } = [RequestStatus.Intake];

    /// <summary>Every cell that is open, but for the system's own command.</summary>
    public static IEnumerable<(Role Role, RequestStatus State, string Command)> Cells =>
        from rule in CommandRules.All
        where rule.Role != Role.System
        from state in rule.States
        select (rule.Role, state, rule.Name);

    /// <summary>The whole page.</summary>
    public static string Page()
    {
        var states = Enum.GetValues<RequestStatus>();
        var page = new StringBuilder("""
            # Who may do what, when

            Generated from `CommandRules` in `src/Oversight.Core/Requests`; a test fails when this page is out of date, and another tries every
            cell over HTTP, the forbidden ones too. To write it anew: `OVERSIGHT_WRITE=1 tests/run Server`.

            A command is open to exactly one role, and only in the states marked. That a role has a mark is not enough: an agency's people act on
            their agency's requests only, a recused member on none, duties on one request stay with different people, presiding is for the chair or
            acting chair, a ballot for those present, and nothing is open once a deadline has passed. Auditor and administrator have no
            row: they never write to a request. `draftRequest`, which begins one, is the drafter's.


            """);
        page.Append("| command | role | ").AppendJoin(" | ", states).Append(" |\n| --- | --- |").AppendJoin("|", states.Select(_ => " :-: ")).Append("|\n");
        foreach (var rule in CommandRules.All)
            page.Append($"| `{rule.Name}` | {rule.Role} | ").AppendJoin(" | ", states.Select(state => rule.States.Contains(state) ? "●" : "")).Append(" |\n");
        return page.ToString();
    }
}
