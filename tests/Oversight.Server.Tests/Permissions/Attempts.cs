using System.Text;
using System.Text.Json.Nodes;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Usage;

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
        ["openRound"] = (scene, _) => Scenes.Bodies.Motion(scene.Motion),
        ["changePresence"] = (_, _) => Scenes.Bodies.Presence("ibuki", false),
        ["castBallot"] = (scene, _) => Scenes.Bodies.Ballot(scene),
        ["decideTie"] = (scene, _) => Scenes.Bodies.Casting(scene),
        ["recordMeasure"] = (_, _) => LifeBodies.Measure("2028-02-14T08:00+09:00"),
        ["notify"] = (_, version) => Scenes.Bodies.Signature(version),
        ["overrideInterlock"] = (_, _) => Scenes.Bodies.Reason,
        ["endEarly"] = (_, _) => Scenes.Bodies.Reason,
        ["narrow"] = (scene, _) => LifeBodies.Narrowing(scene.Content),
        ["recordAct"] = (_, _) => LifeBodies.Act,
        ["reportCondition"] = (_, _) => LifeBodies.Of("condition", "b"),
        ["acceptCondition"] = (_, _) => new JsonObject { ["condition"] = "a" },
        ["recordErasure"] = (_, _) => Scenes.Bodies.Erasure,
        ["keepLonger"] = (_, _) => LifeBodies.Keeping,
        ["recordDisclosure"] = (_, _) => LifeBodies.Disclosure,
        ["recordAccessLog"] = (_, _) => LifeBodies.AccessLog,
        ["answerResolution"] = (_, _) => LifeBodies.Of("resolution", 1),
        ["askInspection"] = (_, _) => new JsonObject { ["point"] = Scenes.Bodies.Text() },
        ["planInspection"] = (_, _) => LifeBodies.Inspection,
        ["openInspection"] = (_, _) => LifeBodies.Number("inspection", Lives.Planned),
        ["recordFinding"] = (_, _) => LifeBodies.Of("inspection", Lives.Opened),
        ["sendFindings"] = (_, _) => LifeBodies.Number("inspection", Lives.Opened),
        ["answerFindings"] = (_, _) => LifeBodies.Of("inspection", Lives.Sent),
        ["followInspection"] = (_, _) => LifeBodies.Of("inspection", Lives.Final),
        ["closeInspection"] = (_, _) => LifeBodies.Outline(Lives.Final),
        ["openIncident"] = (_, _) => LifeBodies.Of("records", 4),
        ["containIncident"] = (_, _) => LifeBodies.Contained(Lives.Detected),
        ["reportIncident"] = (_, _) => LifeBodies.Of("incident", Lives.Detected),
        ["classifyIncident"] = (_, _) => LifeBodies.Class(Lives.Reported),
        ["remedyIncident"] = (_, _) => LifeBodies.Remedy(Lives.Detected),
        ["closeIncident"] = (_, _) => LifeBodies.Of("incident", Lives.Remedied),
        ["proposeErasure"] = (_, _) => Erasures.ErasureTests.Proposal((1, "content.statement")),
        ["orderErasure"] = (_, _) => new JsonObject { ["proposal"] = 1 },
        ["refuseErasureProposal"] = (_, _) => new JsonObject { ["proposal"] = 1, ["reason"] = "For the test." },
        ["linkExtension"] = (_, _) => new JsonObject { ["extension"] = "2028-0000-0000" },
        ["fireTimer"] = (_, _) => new JsonObject { ["timer"] = "deadline:panelVote" },
    };

    /// <summary>A file of one record that lies before whatever a scene is about.</summary>
    private static readonly byte[] Past = Encoding.UTF8.GetBytes(UsageScene.Header + UsageScene.Good.Replace("2028-03-05", "2028-01-03", StringComparison.Ordinal));

    /// <summary>Every command of the rules, also the one that has no address.</summary>
    public static IReadOnlyCollection<string> Commands => Bodies.Keys;

    public static Task<Reply> TryAsync(TestServer server, Scene scene, string account, string command, int contentVersion) =>
        command == "attach" ? server.ClientFor(account).AttachAsync(scene.Number, $"A note by {account}.", scene.ETag)
            : command == "fileUsage" ? server.ClientFor(account).FileUsageAsync(scene.Number, Calls.Upload(Past))
            : server.ClientFor(account).CommandAsync(scene.Number, command, Body(scene, account, command, contentVersion), scene.ETag);

    /// <summary>The acting chair opens a round only where the chair is away.</summary>
    private static JsonObject Body(Scene scene, string account, string command, int contentVersion) =>
        command == "openRound" && account == "saegusa" ? Scenes.Bodies.Motion(scene.Motion, [.. Scenes.Bodies.Panel.Except(["kuze"])]) : Bodies[command](scene, contentVersion);
}
