using System.Net;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Requests;

public sealed class PagingTests
{
    private const string List = "/api/v1/requests";

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Requests_begun_and_changed_while_somebody_pages_are_neither_skipped_nor_repeated(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var start = server.Now;
        var before = new List<Scene>();
        for (var i = 0; i < 23; i++)
        {
            // Several at one instant, so that the number decides their order.
            server.SetClock(start.AddMilliseconds(i / 4));
            before.Add(await Scene.InAsync(server, RequestStatus.Draft));
        }

        var seen = new List<string>();
        for (var next = $"{List}?limit=5"; next is not null;)
        {
            var page = (await server.ClientFor("cao.drafter").ReadAsync(next)).Succeeded();
            var items = page.Json["items"]!.AsArray();
            Assert.True(items.Count is > 0 and <= 5);
            seen.AddRange(items.Select(item => (string)item!["number"]!));
            var cursor = (string?)page.Json["next"];
            next = page.Link?.Split('>')[0].TrimStart('<');
            Assert.Equal(cursor is null, next is null);
            Assert.True(next is null || next == $"{List}?limit=5&cursor={cursor}", $"{next} {cursor}");

            server.SetClock(start.AddMinutes(seen.Count));
            await Scene.InAsync(server, RequestStatus.Draft);
            await before[seen.Count % before.Count].SubmitAsync();
        }

        Assert.Equal(before.Select(scene => scene.Number).Order(), seen.Order());
    }

    [Fact]
    public async Task Filters_hold_on_every_page()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await Scene.InAsync(server, RequestStatus.Draft);
            await Scene.InAsync(server, RequestStatus.Closed);
        }
        await (await Scene.DraftAsync(server, agency: "npa")).FileAsync();
        Assert.Equal(4, await CountAsync(server, "state=Closed"));
        Assert.Equal(8, await CountAsync(server, "route=R1"));
        Assert.Equal(1, await CountAsync(server, "agency=npa"));
        Assert.Equal(1, await CountAsync(server, "agency=npa&route=R5&state=UnderExamination"));
        Assert.Equal(0, await CountAsync(server, "state=Voting"));
        Assert.Equal("FilterInvalid", (await server.ClientFor("auditor").ReadAsync($"{List}?state=Nowhere")).Code);
    }

    [Theory]
    [InlineData("limit=0", "LimitOutOfRange")]
    [InlineData("limit=101", "LimitOutOfRange")]
    [InlineData("limit=-1", "LimitOutOfRange")]
    [InlineData("limit=five", "LimitOutOfRange")]
    [InlineData("limit=99999999999999999999", "LimitOutOfRange")]
    [InlineData("limit=", "LimitOutOfRange")]
    [InlineData("cursor=nonsense", "CursorInvalid")]
    [InlineData("cursor=", "CursorInvalid")]
    [InlineData("cursor=MTIz", "CursorInvalid")]
    [InlineData("cursor=OTk5OTk5OTk5OTk5OTk5OTk5IDIwMjgtMDAwMC0wMDAw", "CursorInvalid")]
    [InlineData("cursor=%00", "CursorInvalid")]
    public async Task A_limit_or_cursor_that_cannot_be_is_a_bad_request(string query, string code)
    {
        await using var server = await TestServer.StartAsync();
        var reply = await server.ClientFor("auditor").ReadAsync($"{List}?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999")]
    public async Task A_cursor_of_entries_that_cannot_be_is_a_bad_request(string cursor)
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.InAsync(server, RequestStatus.Draft);
        var reply = await server.ClientFor("auditor").ReadAsync($"{scene.Address}/entries?cursor={cursor}");
        Assert.Equal((HttpStatusCode.BadRequest, "CursorInvalid"), (reply.Status, reply.Code));
    }

    private static async Task<int> CountAsync(TestServer server, string filter)
    {
        var count = 0;
        for (var next = $"{List}?{filter}&limit=3"; next is not null;)
        {
            var page = (await server.ClientFor("auditor").ReadAsync(next)).Succeeded();
            count += page.Json["items"]!.AsArray().Count;
            next = page.Link?.Split('>')[0].TrimStart('<');
        }
        return count;
    }
}
