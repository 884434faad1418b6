using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Permissions;

public sealed class PermissionMatrixTests
{
    [Fact]
    public void The_page_of_permissions_says_what_the_rules_say() => Repository.AssertHolds("docs/permission-matrix.md", PermissionMatrix.Page());

    [Fact]
    public void Every_command_has_exactly_one_row()
    {
        var commands = typeof(RequestCommand).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RequestCommand)) && type != typeof(DraftRequest));
        Assert.Equal(commands.OrderBy(type => type.Name), CommandRules.All.Select(rule => rule.Command).OrderBy(type => type.Name));
    }

    [Fact]
    public async Task Every_row_but_the_systems_has_an_address_and_a_body_that_is_tried()
    {
        await using var server = await TestServer.StartAsync();
        var open = CommandRules.All.Where(rule => rule.Role != Role.System).Select(rule => rule.Name).ToList();
        Assert.Equal(open.Order(), CommandEndpoints.Segments.Keys.Order());
        Assert.Equal(open.Order(), Attempts.Commands.Except(["fireTimer", "linkExtension"]).Order());
    }

    [Fact]
    public void Auditor_and_administrator_have_no_command() =>
        Assert.DoesNotContain(CommandRules.All, rule => rule.Role is Role.Auditor or Role.Administrator);
}
