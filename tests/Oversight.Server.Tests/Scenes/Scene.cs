using System.Text.Json.Nodes;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Scenes;

/// <summary>A request brought to where a test needs it, by the ordinary commands over HTTP.</summary>
public sealed class Scene
{
    private readonly TestServer server;

    private Scene(TestServer server, string agency, JsonObject content, Reply drafted) =>
        (this.server, Agency, Content, Number, ETag) = (server, agency, content, drafted.Number, drafted.ETag!);

    public string Agency { get; }

    public JsonObject Content { get; private set; }

    public string Number { get; }

    /// <summary>The motion a round is opened on where the request stands: decide, confirm or resolve.</summary>
    public string Motion { get; set; } = "decide";

    /// <summary>The tag of the last answer; strong, and the same for everybody.</summary>
    public string ETag { get; private set; }

    public string Address => $"/api/v1/requests/{Number}";

    public string Drafter => $"{Agency}.drafter";

    public string Officer => $"{Agency}.officer";

    public static async Task<Scene> DraftAsync(TestServer server, JsonObject? content = null, string agency = "cao")
    {
        content ??= agency == "cao" ? Bodies.Acquisition : Bodies.Neutralization;
        return new Scene(server, agency, content, (await server.ClientFor($"{agency}.drafter").DraftAsync(content)).Succeeded());
    }

    /// <summary>A request in the given status: the Cabinet Office's, on its plainest way there.</summary>
    public static async Task<Scene> InAsync(TestServer server, RequestStatus status)
    {
        var scene = await DraftAsync(server, status == RequestStatus.Returned ? Bodies.Returnable : null);
        return status switch
        {
            RequestStatus.Draft => scene,
            RequestStatus.AwaitingSignature => await scene.SubmitAsync(),
            RequestStatus.Returned or RequestStatus.UnderExamination => await scene.FileAsync(),
            RequestStatus.InformationRequested => await (await scene.FileAsync()).AskAsync(),
            RequestStatus.MeasureReported => await Lives.MeasureAsync(server),
            RequestStatus.UnderConfirmation => await (await Lives.MeasureAsync(server)).NotifyAsync(),
            RequestStatus.BeforePanel => await scene.ToPanelAsync(),
            RequestStatus.Voting => await (await scene.ToPanelAsync()).OpenRoundAsync(),
            RequestStatus.InForce => await scene.ToForceAsync(),
            RequestStatus.ErasureDue => await (await scene.ToForceAsync()).DoAsync("cao.officer", "endEarly", Bodies.Reason),
            RequestStatus.Closed => await (await scene.FileAsync()).DoAsync("cao.officer", "withdraw", Bodies.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No shipped definition leads there."),
        };
    }

    /// <summary>Gives a command that must succeed.</summary>
    public async Task<Scene> DoAsync(string account, string command, JsonObject body)
    {
        ETag = (await TryAsync(account, command, body)).Succeeded().ETag!;
        return this;
    }

    /// <summary>Gives a command on the version that stands.</summary>
    public Task<Reply> TryAsync(string account, string command, JsonObject body) =>
        server.ClientFor(account).CommandAsync(Number, command, body, ETag);

    public Task<Scene> SubmitAsync() => DoAsync(Drafter, "submit", Bodies.Empty);

    public async Task<Scene> FileAsync() => await (await SubmitAsync()).DoAsync(Officer, "sign", Bodies.Signature());

    public Task<Scene> AskAsync() => DoAsync("examiner1", "requestInformation", Bodies.Questions);

    public Task<Scene> ExamineAsync() => DoAsync("examiner1", "examine", Bodies.Examination(Content));

    public async Task<Scene> ToPanelAsync() => await (await FileAsync()).ExamineAsync();

    public Task<Scene> OpenRoundAsync(params string[] present) => DoAsync("kuze", "openRound", Bodies.Round(present));

    /// <summary>A round on the motion of where the request stands.</summary>
    public Task<Scene> OpenMotionAsync(params string[] present) => DoAsync("kuze", "openRound", Bodies.Motion(Motion, present));

    /// <summary>One ballot each, in order.</summary>
    public async Task<Scene> BallotsAsync(params (string Member, string Choice)[] ballots)
    {
        foreach (var (member, choice) in ballots)
            await DoAsync(member, "castBallot", Bodies.Ballot(this, choice));
        return this;
    }

    /// <summary>Approved by all five and started.</summary>
    public async Task<Scene> ToForceAsync(JsonObject? round = null)
    {
        await (await ToPanelAsync()).DoAsync("kuze", "openRound", round ?? Bodies.Round());
        await BallotsAsync([.. Bodies.Panel.Select(member => (member, "yes"))]);
        await server.FireTimersAsync();
        Motion = "resolve";
        return await ReadAsync();
    }

    /// <summary>Replaces the content.</summary>
    public Task<Scene> ReviseAsync(JsonObject content)
    {
        Content = content;
        return DoAsync(Drafter, "revise", content);
    }

    /// <summary>Takes note of what happened by itself.</summary>
    public async Task<Scene> ReadAsync()
    {
        ETag = (await server.ClientFor("auditor").ReadAsync(Address)).Succeeded().ETag!;
        return this;
    }

    /// <summary>The request as the auditor sees it.</summary>
    public Task<JsonNode> AuditedAsync() => AuditedAsync(server);

    /// <summary>The same on a server that was started since.</summary>
    public async Task<JsonNode> AuditedAsync(TestServer server) => (await server.ClientFor("auditor").ReadAsync(Address)).Succeeded().Json;

    /// <summary>The types of its entries, in order.</summary>
    public async Task<IReadOnlyList<string>> EntryTypesAsync()
    {
        var page = (await server.ClientFor("auditor").ReadAsync($"{Address}/entries")).Succeeded().Json;
        return [.. page["items"]!.AsArray().Select(entry => (string)entry!["type"]!)];
    }
}
