using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Oversight.Benchmarks.Panels;

/// <summary>Ours: the server over its API, the request of case C01 with a period the demo's clock has not reached.</summary>
public sealed class OversightPanel : IPanel
{
    private const string Drafter = "cao.drafter", Officer = "cao.officer", Examiner = "examiner1", Chair = "kuze", Auditor = "auditor";
    private const int Small = 8 << 10, Medium = 200 << 10, Large = 2 << 20;

    private readonly Callers callers;
    private readonly int seed;
    private readonly int largeEvery;
    private readonly JsonObject content = (JsonObject)JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "C01.json")))!["content"]!;

    private OversightPanel(Callers callers, int seed, int largeEvery) => (this.callers, this.seed, this.largeEvery) = (callers, seed, largeEvery);

    /// <param name="largeEvery">Every so many cases the third file is there, of 2 MB.</param>
    public static async Task<OversightPanel> SignInAsync(Uri address, string password, int seed, int largeEvery)
    {
        var callers = new Callers(address, password);
        await callers.SignInAsync([Drafter, Officer, Examiner, Auditor, .. Members.All]);
        return new OversightPanel(callers, seed, largeEvery);
    }

    public async Task<OpenCase> PrepareAsync(int number)
    {
        var files = FilesOf(number);
        var work = new Work(callers, await DraftAsync(files));
        for (var i = 0; i < files.Count; i++)
            await work.AttachAsync(Drafter, $"document-{i + 1}.bin", files[i]);
        await work.CommandAsync(Drafter, "submit", new { });
        await work.CommandAsync(Officer, "sign", new { contentVersion = 1 });
        if (number % 5 == 0)
        {
            await work.CommandAsync(Examiner, "requestInformation", new { questions = new[] { Text("Which relays were seen since?") } });
            await work.CommandAsync(Officer, "answer", new { contentVersion = 1, text = Text("Three more, in the same block."), documents = Array.Empty<string>() });
        }
        await work.CommandAsync(Examiner, "examine", new { recommendation = "approve", marks = Marks(), report = Text("The evidence carries every criterion.") });
        if (Members.HasRecusal(number))
            await work.CommandAsync(Members.Recused, "declareInterest", new { ground = "selfRecusal", reason = "Advised the carrier until 2025." });
        var voters = Members.VotersOf(number);
        await work.CommandAsync(Chair, "rounds", new { motion = "decide", present = voters, reasons = Reasons() });
        return new OpenCase(work.Path, work.ETag, voters);
    }

    public async Task<bool> VoteAsync(OpenCase open, string member)
    {
        var body = JsonContent.Create(new { items = new Dictionary<string, string> { ["1"] = "yes", ["2"] = "yes" } });
        using var answer = await callers.PostAsync(member, $"{open.Id}/ballots", body, open.ETag);
        return answer.IsSuccessStatusCode;
    }

    public async Task<bool> IsDecidedAsync(OpenCase open) => (string?)(await callers.ReadAsync(Drafter, open.Id))["decision"] == "Approved";

    public async Task<string?> FaultAsync(OpenCase open)
    {
        var request = await callers.ReadAsync(Auditor, open.Id);
        var entries = (await callers.ReadAsync(Auditor, $"{open.Id}/entries?limit=100"))["items"]!.AsArray();
        var votes = entries.Where(entry => (string?)entry!["type"] == "BallotCast").Select(entry => (string)entry!["actor"]!).Order().ToList();
        int Times(string type) => entries.Count(entry => (string?)entry!["type"] == type);
        if (!votes.SequenceEqual(open.Voters.Order()))
            return $"{open.Id}: the votes are {string.Join(", ", votes)}";
        if (Times("RoundClosed") != 1 || Times("AuthorisationIssued") != 1 || (string?)request["decision"] != "Approved")
            return $"{open.Id}: closed {Times("RoundClosed")} times, issued {Times("AuthorisationIssued")} times, decided {request["decision"]}";
        return request["authorisation"]?["end"] is null ? $"{open.Id}: the authorisation has no end" : null;
    }

    public Task<int?> RetriesAsync() => Task.FromResult<int?>(null);

    public void Dispose() => callers.Dispose();

    private async Task<HttpResponseMessage> DraftAsync(List<byte[]> files)
    {
        var body = (JsonObject)content.DeepClone();
        body["period"] = new JsonObject { ["start"] = "2028-03-01", ["end"] = "2028-08-31" };
        foreach (var (evidence, i) in body["evidence"]!.AsArray().Select((evidence, i) => (evidence!.AsObject(), i)))
        {
            evidence.Remove("digest");
            if (i < files.Count)
                evidence["digest"] = Convert.ToHexStringLower(SHA256.HashData(files[i]));
        }
        return await callers.PostAsync(Drafter, "/api/v1/requests", JsonContent.Create(body));
    }

    private List<byte[]> FilesOf(int number)
    {
        var random = new Random(unchecked(seed * 100_003 + number));
        int[] sizes = number % largeEvery == 0 ? [Small, Medium, Large] : [Small, Medium];
        return [.. sizes.Select(size =>
        {
            var file = new byte[size];
            random.NextBytes(file);
            return file;
        })];
    }

    private List<object> Marks() =>
        [.. content["criteria"]!.AsArray().Select(answer => new { criterion = (string)answer!["criterion"]!, mark = "yes" })];

    private static object[] Reasons() => [.. new[] { "K3", "K6" }.Select(criterion => new { criterion, text = Text("The relays change within days; other ways are markedly difficult.") })];

    private static object Text(string en) => new { en, ja = "国外の管理者から回答がなく、他の方法によることは著しく困難である。" };

    /// <summary>One request on its way, each command on the version the last one left.</summary>
    private sealed class Work
    {
        private readonly Callers callers;

        public Work(Callers callers, HttpResponseMessage drafted)
        {
            this.callers = callers;
            using (drafted)
            {
                drafted.EnsureSuccessStatusCode();
                (Path, ETag) = (drafted.Headers.Location!.ToString(), drafted.Headers.ETag!.ToString());
            }
        }

        public string Path { get; }

        public string ETag { get; private set; }

        public Task CommandAsync(string account, string command, object body) => SendAsync(account, command, JsonContent.Create(body));

        public Task AttachAsync(string account, string name, byte[] file)
        {
            var body = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            body.Headers.Add("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(file))}:");
            return SendAsync(account, $"attachments?name={name}", body);
        }

        private async Task SendAsync(string account, string command, HttpContent body)
        {
            using var answer = await callers.PostAsync(account, $"{Path}/{command}", body, ETag);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{command} by {account}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            ETag = answer.Headers.ETag!.ToString();
        }
    }
}
