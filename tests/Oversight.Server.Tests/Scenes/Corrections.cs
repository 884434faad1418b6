using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Scenes;

/// <summary>A request the panel sent back, and its correction.</summary>
public static class Corrections
{
    /// <summary>Without the second item, with a note on the first and more urgent.</summary>
    public static JsonObject Content
    {
        get
        {
            var content = Json.Patched(Bodies.Acquisition, new JsonObject { ["urgency"] = "urgent" });
            content["scope"]!.AsArray().RemoveAt(1);
            content["scope"]![0]!["note"] = "As directed.";
            return content;
        }
    }

    /// <summary>Remanded by all five.</summary>
    public static async Task<Scene> RemandedAsync(TestServer server)
    {
        var scene = await Scene.InAsync(server, RequestStatus.BeforePanel);
        var motion = Bodies.Round();
        motion["motion"] = "remand";
        motion["directions"] = Bodies.Text("Take out the second item.");
        motion.Remove("reasons");
        await scene.DoAsync("kuze", "openRound", motion);
        foreach (var member in Bodies.Panel)
            await scene.DoAsync(member, "castBallot", new JsonObject { ["items"] = new JsonObject { ["remand"] = "yes" } });
        return scene;
    }

    public static async Task<Scene> SignedAsync(TestServer server)
    {
        var scene = await (await RemandedAsync(server)).ReviseAsync(Content);
        return await scene.DoAsync(scene.Officer, "resubmit", Bodies.Signature(2));
    }
}
