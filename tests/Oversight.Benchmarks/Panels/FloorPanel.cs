using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Oversight.Benchmarks.Panels;

/// <summary>The floor over HTTP: a case is one row, made by the same drafter; the same members vote.</summary>
public sealed class FloorPanel : IPanel
{
    private const string Drafter = "cao.drafter", Auditor = "auditor";

    private readonly Callers callers;

    private FloorPanel(Callers callers) => this.callers = callers;

    public static async Task<FloorPanel> SignInAsync(Uri address, string password)
    {
        var callers = new Callers(address, password);
        await callers.SignInAsync([Drafter, Auditor, .. Members.All]);
        return new FloorPanel(callers);
    }

    public async Task<OpenCase> PrepareAsync(int number)
    {
        using var answer = await callers.PostAsync(Drafter, "/api/v1/cases", JsonContent.Create(new { content = $"Case {number}" }));
        answer.EnsureSuccessStatusCode();
        return new OpenCase(answer.Headers.Location!.ToString(), null, Members.VotersOf(number));
    }

    public async Task<bool> VoteAsync(OpenCase open, string member)
    {
        using var answer = await callers.PostAsync(member, $"{open.Id}/votes", JsonContent.Create(new { yes = true }));
        return answer.IsSuccessStatusCode;
    }

    public async Task<bool> IsDecidedAsync(OpenCase open) => (string?)(await callers.ReadAsync(Drafter, open.Id))["decision"] == "Approved";

    public async Task<string?> FaultAsync(OpenCase open)
    {
        var row = await callers.ReadAsync(Auditor, open.Id);
        var votes = row["votes"]!.AsArray().Select(vote => (string)vote!).Order();
        return votes.SequenceEqual(open.Voters.Order()) && (int)row["decisions"]! == 1 ? null : $"{open.Id}: {row.ToJsonString()}";
    }

    public async Task<int?> RetriesAsync() => (int)(JsonNode)await callers.ReadAsync(Auditor, "/retries");

    public void Dispose() => callers.Dispose();
}
