using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Accounts;

public sealed class PanelRegisterTests : IAsyncLifetime
{
    private TestServer server = null!;

    private HttpClient Admin => server.ClientFor("admin");

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_demo_seats_five_with_their_terms_and_an_acting_chair()
    {
        var panel = await server.ClientFor("cao.drafter").GetAsync("/api/v1/panel").DoneAsync();
        Assert.Equal(["kuze", "saegusa", "nasu", "ibuki", "ayabe"], panel["seats"]!.AsArray().Select(seat => seat!["holder"]!["member"]!.GetValue<string>()));
        Assert.Equal("saegusa", panel["actingChair"]!.GetValue<string>());
        Assert.Equal(
            ["2031-03-31", "2031-03-31", "2029-03-31", "2031-03-31", "2029-03-31"],
            panel["seats"]!.AsArray().Select(seat => seat!["holder"]!["termEnd"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_seat_changes_hands_and_every_signed_in_caller_sees_it_at_once()
    {
        await OpenPanelMemberAsync("tanaka");
        var version = await server.VersionAsync("/panel");
        Assert.Equal(version + 1, (await VacateAsync(5, version).DoneAsync())["version"]!.GetValue<int>());
        await FillAsync(5, "tanaka", version + 1).DoneAsync();
        var panel = await server.ClientFor("kuze").GetAsync("/api/v1/panel").DoneAsync();
        Assert.Equal("田中", panel["seats"]![4]!["holder"]!["nameJa"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_rules_of_the_panel_hold_over_http()
    {
        await OpenPanelMemberAsync("tanaka");
        var version = await server.VersionAsync("/panel");
        await FillAsync(5, "admin", version).RefusedAsync(HttpStatusCode.Conflict, "CannotSeatOneself");
        await FillAsync(5, "cao.officer", version).RefusedAsync(HttpStatusCode.Conflict, "MemberOfAgency");
        await FillAsync(5, "tanaka", version).RefusedAsync(HttpStatusCode.Conflict, "SeatTaken");
        await FillAsync(6, "tanaka", version).RefusedAsync(HttpStatusCode.NotFound, "NoSuchSeat");
        await VacateAsync(5, version - 1).RefusedAsync(HttpStatusCode.PreconditionFailed, "Stale");
        await Admin.PostAsync("/panel/seats/5/vacate", new { reason = " " }, version).RefusedAsync(HttpStatusCode.UnprocessableEntity, "ReasonMissing");
        await Admin.PostAsync("/panel/actingChair", new { member = "kuze" }, version).RefusedAsync(HttpStatusCode.Conflict, "ActingChairIsChair");
        await Admin.PostAsync("/panel/actingChair", new { member = "ibuki" }, version).RefusedAsync(HttpStatusCode.Conflict, "ActingChairNotFullTime");
        await VacateAsync(5, version).DoneAsync();
        await FillAsync(5, "examiner1", version + 1).RefusedAsync(HttpStatusCode.UnprocessableEntity, "NotAPanelMembersAccount");
        await FillAsync(5, "nobody", version + 1).RefusedAsync(HttpStatusCode.UnprocessableEntity, "NoSuchAccount");
        await FillAsync(5, "kuze", version + 1).RefusedAsync(HttpStatusCode.Conflict, "AlreadySeated");
        await Admin.PostAsync("/panel/actingChair", new { member = "nasu" }, version + 1).DoneAsync();
        Assert.Equal(version + 2, await server.VersionAsync("/panel"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task State_rebuilt_from_the_chained_entries_is_the_stored_state(DatabaseKind kind)
    {
        await using var fresh = await TestServer.StartAsync(kind);
        var admin = fresh.ClientFor("admin");
        await admin.PostAsync("/agencies", new { id = "moj", kind = "cabinetOffice", nameEn = "Justice", nameJa = "法務省" }).DoneAsync();
        await admin.PostAsync("/accounts", new { userName = "moj.drafter", role = "drafter", agency = "moj", nameEn = "D", nameJa = "起" }).DoneAsync();
        await admin.PostAsync("/accounts/examiner2/close", new { reason = "left" }, await fresh.VersionAsync("/accounts")).DoneAsync();
        await admin.PostAsync("/accounts/examiner1/passwordReset", new { }, await fresh.VersionAsync("/accounts")).DoneAsync();
        await admin.PostAsync("/panel/seats/3/vacate", new { reason = "illness" }, await fresh.VersionAsync("/panel")).DoneAsync();

        await fresh.AssertRebuiltAsync(Registers.Accounts);
        await fresh.AssertRebuiltAsync(Registers.Panel);
        Assert.Equal(1, await fresh.ReadAsync(db => db.Parts.CountAsync(p => p.Case == "panel" && p.Name == "reason")));
    }

    [Fact]
    public async Task Two_changes_of_one_version_are_one_change()
    {
        var version = await server.VersionAsync("/panel");
        var answers = await Task.WhenAll(Enumerable.Range(1, 5).Select(seat => VacateAsync(seat, version)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    private Task<JsonNode> OpenPanelMemberAsync(string userName) =>
        Admin.PostAsync("/accounts", new { userName, role = "panelMember", nameEn = "Tanaka", nameJa = "田中" }).DoneAsync();

    private Task<HttpResponseMessage> FillAsync(int seat, string member, int version) => Admin.PostAsync(
        $"/panel/seats/{seat}/fill",
        new { member, isFullTime = false, termStart = "2028-02-14", termEnd = "2033-02-13", appointment = "Both Houses, 2028-02-10" }, version);

    private Task<HttpResponseMessage> VacateAsync(int seat, int version) => Admin.PostAsync($"/panel/seats/{seat}/vacate", new { reason = "resigned" }, version);
}
