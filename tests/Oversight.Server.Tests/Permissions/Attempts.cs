using System.Text.Json.Nodes;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Permissions;

/// <summary>Any command by any account on any scene, with a body that holds.</summary>
public static class Attempts
{
    private static readonly Dictionary<string, Func<Scene, int, JsonObject>> Bodies = new()
    {
        ["revise"] = (scene, _) => scene.Content,
        ["submit"] = (_, _) => Scenes.Bodies.Empty,
        ["attach"] = (_, _) => Scenes.Bodies.Empty,
        ["fileUsage"] = (_, _) => Scenes.Bodies.Empty,
        ["sign"] = (_, version) => Scenes.Bodies.Signature(version),
        ["decline"] = (_, _) => Scenes.Bodies.Reason,
        ["resubmit"] = (_, version) => Scenes.Bodies.Signature(version),
        ["answer"] = (_, version) => Scenes.Bodies.Answer(version),
        ["withdraw"] = (_, _) => Scenes.Bodies.Reason,
        ["examine"] = (scene, _) => Scenes.Bodies.Examination(scene.Content),
        ["requestInformation"] = (_, _) => Scenes.Bodies.Questions,
        ["confirmConsultation"] = (_, _) => Scenes.Bodies.Consultation,
        ["declareInterest"] = (_, _) => Scenes.Bodies.Interest,
        ["openRound"] = (_, _) => Scenes.Bodies.Round(),
        ["changePresence"] = (_, _) => Scenes.Bodies.Presence("ibuki", false),
        ["castBallot"] = (scene, _) => Scenes.Bodies.Ballot(scene.Content),
        ["decideTie"] = (scene, _) => Scenes.Bodies.Casting(scene.Content),
        ["endEarly"] = (_, _) => Scenes.Bodies.Reason,
        ["recordErasure"] = (_, _) => Scenes.Bodies.Erasure,
        ["fireTimer"] = (_, _) => new JsonObject { ["timer"] = "deadline:panelVote" },
    };

    /// <summary>Every command of the rules, also the one that has no address.</summary>
    public static IReadOnlyCollection<string> Commands => Bodies.Keys;

    public static Task<Reply> TryAsync(TestServer server, Scene scene, string account, string command, int contentVersion) =>
        command == "attach" ? server.ClientFor(account).AttachAsync(scene.Number, $"A note by {account}.", scene.ETag)
            : command == "fileUsage" ? server.ClientFor(account).FileUsageAsync(scene.Number, Calls.Upload("no header"u8.ToArray()))
            : server.ClientFor(account).CommandAsync(scene.Number, command, Body(scene, account, command, contentVersion), scene.ETag);

    /// <summary>The acting chair opens a round only where the chair is away.</summary>
    private static JsonObject Body(Scene scene, string account, string command, int contentVersion) =>
        command == "openRound" && account == "saegusa" ? Scenes.Bodies.Round([.. Scenes.Bodies.Panel.Except(["kuze"])]) : Bodies[command](scene, contentVersion);
}
