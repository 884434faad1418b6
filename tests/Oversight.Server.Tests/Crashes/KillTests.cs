using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Core.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;
using Oversight.Server.Tests.Storage;

namespace Oversight.Server.Tests.Crashes;

/// <summary>The server is killed again and again under load. What was acknowledged is there, once; what was not is there once after the retry.</summary>
public sealed class KillTests
{
    private const int Clients = 4;

    private static int Rounds =>
        int.Parse(Environment.GetEnvironmentVariable("OVERSIGHT_KILL_ROUNDS") ?? "15", NumberStyles.None, CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Killed_under_load_no_acknowledged_command_is_lost_and_none_is_there_twice(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = new ServerProcess(database);
        using var client = new PersistentClient(server.Address);
        using var stopping = new CancellationTokenSource();
        await server.StartAsync();
        await client.SignInAsync([.. Bodies.Panel, "cao.drafter", "cao.officer", "examiner1"]);

        var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => LoadAsync(client, stopping.Token))));
        await KillAgainAndAgainAsync(server, load);
        await stopping.CancelAsync();
        await load;
        Assert.True(client.Unanswered >= Rounds, $"Only {client.Unanswered} sendings in {Rounds} rounds were cut off: the kills missed the load.");
        foreach (var sent in client.Acknowledged.Reverse().Take(40))
            Assert.Equal(sent.Reply, await client.AgainAsync(sent));
        await server.KillAsync();

        await AssertWholeAsync(database, client);
    }

    private static async Task KillAgainAndAgainAsync(ServerProcess server, Task load)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAny(load, Task.Delay(Random.Shared.Next(100, 700)));
            if (load.IsFaulted)
                await load;
            await server.KillAsync();
            await server.StartAsync();
        }
    }

    /// <summary>One request after the other from draft to decision.</summary>
    private static async Task LoadAsync(PersistentClient client, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var drafted = await client.SendAsync("cao.drafter", "", "draft", Content, null);
            var (number, content) = (drafted.Number, Bodies.Acquisition);
            async Task<string> SendAsync(string account, string command, Func<string, JsonNode> body, string tag) =>
                (await client.SendAsync(account, number, command, body, tag)).ETag!;

            var tag = await SendAsync("cao.drafter", "revise", Content, drafted.ETag!);
            tag = await SendAsync("cao.drafter", "submit", _ => Bodies.Empty, tag);
            tag = await SendAsync("cao.officer", "sign", _ => Bodies.Signature(2), tag);
            tag = await SendAsync("examiner1", "examine", key => With(Bodies.Examination(content), "report", key), tag);
            tag = await SendAsync("kuze", "openRound", key => Reasoned(Bodies.Round(), key), tag);
            await Task.WhenAll(Bodies.Panel.Select(member => SendAsync(member, "castBallot", key => With(Bodies.Ballot(content), "dissent", key), tag)));
        }
    }

    private static JsonObject Content(string key) => With(Bodies.Acquisition, "statement", key);

    private static JsonObject With(JsonObject body, string member, string key)
    {
        body[member] = Bodies.Text(key);
        return body;
    }

    private static JsonObject Reasoned(JsonObject body, string key)
    {
        body["reasons"]![0]!["text"] = Bodies.Text(key);
        return body;
    }

    private static async Task AssertWholeAsync(TestDatabase database, PersistentClient client)
    {
        await using var server = await TestServer.StartOnAsync(database);
        var book = server.Services.GetRequiredService<Rules>().Book;
        var acknowledged = client.Acknowledged.ToLookup(sent => sent.Number);
        var numbers = await server.ReadAsync(db => db.Requests.Select(row => row.Id).ToListAsync());
        Assert.Equal(acknowledged.Select(group => group.Key).Order(), numbers.Order());
        foreach (var number in numbers)
        {
            var stored = await server.ReadAsync(db => StoredCase.ReadAsync(db, number));
            stored.AssertFollowsFromEntries(book);
            var disclosures = stored.Disclosures.ToList();
            foreach (var sent in acknowledged[number])
            {
                if (sent.Command is not ("submit" or "sign"))
                    Assert.True(disclosures.Count(text => text.Contains(sent.Key, StringComparison.Ordinal)) == 1, $"{number}: {sent.Command} {sent.Key}");
                Assert.True(await server.ReadAsync(db => db.IdempotencyKeys.CountAsync(row => row.Key == sent.Key)) == 1, $"{number}: {sent.Command} {sent.Key}");
            }
            // Nothing is there that no client was told of: every client saw each of its commands through.
            Assert.Equal(
                acknowledged[number].Select(sent => EntryOf(sent.Command)).Order(),
                stored.Events.Select(happened => happened.GetType().Name).Where(IsOfAPerson).Order());
        }
    }

    private static string EntryOf(string command) => command switch
    {
        "draft" => nameof(RequestDrafted),
        "revise" => nameof(ContentRevised),
        "submit" => nameof(RequestSubmitted),
        "sign" => nameof(RequestSigned),
        "examine" => nameof(ExaminationRecorded),
        "openRound" => nameof(RoundOpened),
        _ => nameof(BallotCast),
    };

    private static bool IsOfAPerson(string type) =>
        new[] { "draft", "revise", "submit", "sign", "examine", "openRound", "castBallot" }.Select(EntryOf).Contains(type);
}
