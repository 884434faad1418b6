using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Server.Tests.Accounts;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Books;

/// <summary>How tests write to the registers.</summary>
internal static class Writing
{
    /// <summary>One account of every role, and one of every agency that differs.</summary>
    public static readonly string[] Everybody = ["kuze", "examiner1", "inspector", "auditor", "admin", "cao.drafter", "cao.officer", "npa.drafter", "npa.officer"];

    public static object Terms(string party = "Kita Power") => new
    {
        startsOn = "2027-04-01", endsOn = "2028-12-31", flow = "ForeignToDomestic", copiedPerMille = 125, party = new { name = party, sector = "electricity" },
        analysed = new { en = "Inbound traffic of the control network", ja = "制御網の外内通信" },
    };

    public static object Report(string reference = "KP-7", string digest = "a") => new
    {
        @operator = "Kita Power", sector = "electricity", reference, occurredAt = "2026-11-20T03:00:00+09:00", reportedAt = "2026-11-20T05:00:00+09:00",
        summary = "遠隔監視網への侵入", digest = new string(digest[0], 64),
    };

    public static object Promise(string? request = null, string? dueOn = null) => new { promisedBy = "Director Sato", text = new { en = "The list by Friday." }, request, dueOn };

    /// <summary>Availability from and to so many hours from the business clock's now.</summary>
    public static object Availability(this TestServer server, string member, double from, double to, int? minutes = 0, string attendance = "inTheRoom") => new
    {
        member, from = CanonicalInstant.Format(server.Now.AddHours(from)), to = CanonicalInstant.Format(server.Now.AddHours(to)), attendance, reachableWithinMinutes = minutes,
    };

    public static async Task<HttpResponseMessage> ImportAsync(this HttpClient client, string lines, string? key = null, string mediaType = "application/x-ndjson")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/operatorReports/import") { Content = new StringContent(lines, Encoding.UTF8, mediaType) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return await client.SendAsync(request);
    }

    /// <summary>Who of everybody is not turned away from an address.</summary>
    public static async Task<IReadOnlyList<string>> AllowedAsync(this TestServer server, Func<HttpClient, Task<HttpResponseMessage>> call)
    {
        var allowed = new List<string>();
        foreach (var account in Everybody)
        {
            using var answer = await call(server.ClientFor(account));
            if (answer.StatusCode != HttpStatusCode.Forbidden)
                allowed.Add(account);
            else
                Assert.Contains((string?)(await answer.BodyAsync())["code"], new[] { "Forbidden", "NotYourCommand" });
        }
        return allowed;
    }

    public static Task<JsonNode> GetJsonAsync(this TestServer server, string account, string path) => server.ClientFor(account).GetAsync("/api/v1" + path).DoneAsync();
}
