using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Reads;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Pages;

public sealed class WatchedTests
{
    private const string Secret = "Report on the lantern 0815";

    [Fact]
    public async Task What_is_being_watched_is_listed_without_any_content_and_so_without_a_reading()
    {
        await using var server = await TestServer.StartAsync();
        var motion = LifeBodies.Conditional;
        foreach (var condition in motion["conditions"]!.AsArray())
            (condition!["text"], condition["proof"]) = (Bodies.Text(Secret), Bodies.Text(Secret));
        var scene = await (await Scene.DraftAsync(server)).ToForceAsync(motion);
        await scene.DoAsync("inspector", "planInspection", new JsonObject { ["kind"] = "unannounced", ["article"] = "63(1)", ["subject"] = Bodies.Text(Secret) });
        await scene.DoAsync("inspector", "openInspection", LifeBodies.Number("inspection", 1));
        await scene.DoAsync("inspector", "recordFinding", new JsonObject { ["inspection"] = 1, ["condition"] = "b", ["text"] = Bodies.Text(Secret) });
        await scene.DoAsync("inspector", "sendFindings", LifeBodies.Number("inspection", 1));
        await scene.DoAsync("inspector", "openIncident", new JsonObject { ["records"] = 4, ["text"] = Bodies.Text(Secret) });
        await scene.DoAsync("kuze", "askInspection", new JsonObject { ["point"] = Bodies.Text(Secret) });
        var before = await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case.StartsWith("reads/")));

        foreach (var account in new[] { "inspector", "nasu", "auditor" })
        {
            var page = await ReadLogTests.PageAsync(server, account, "/oversight");
            Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);
            foreach (var said in new[] { scene.Number, "id=\"conditions\"", "Condition b", "id=\"inspections\"", "id=\"incidents\"" })
                Assert.Contains(said, page, StringComparison.Ordinal);
        }
        Assert.Equal(before, await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case.StartsWith("reads/"))));
    }
}
