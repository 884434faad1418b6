using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Accounts;

public sealed class AccountTests : IAsyncLifetime
{
    private const string NewPassword = "another long password";

    private static readonly object Person = new { userName = "tanaka", role = "examiner", nameEn = "Tanaka", nameJa = "田中" };

    private TestServer server = null!;

    private HttpClient Admin => server.ClientFor("admin");

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("cao.drafter")]
    [InlineData("cao.officer")]
    [InlineData("examiner1")]
    [InlineData("kuze")]
    [InlineData("inspector")]
    [InlineData("auditor")]
    public async Task Only_administrators_see_or_change_people_agencies_and_seats(string userName)
    {
        var client = server.ClientFor(userName);
        await client.GetAsync("/api/v1/accounts").RefusedAsync(HttpStatusCode.Forbidden, "Forbidden");
        await client.GetAsync("/api/v1/agencies").RefusedAsync(HttpStatusCode.Forbidden, "Forbidden");
        foreach (var path in new[] { "/agencies", "/accounts", "/accounts/nasu/close", "/accounts/nasu/passwordReset", "/panel/seats/1/fill", "/panel/seats/1/vacate", "/panel/actingChair" })
            await client.PostAsync(path, new { }, version: 1).RefusedAsync(HttpStatusCode.Forbidden, "Forbidden");
        using var panel = await client.GetAsync("/api/v1/panel");
        Assert.Equal(HttpStatusCode.OK, panel.StatusCode);
    }

    [Fact]
    public async Task A_new_account_gets_no_password_but_a_link_that_works_once()
    {
        var opened = await Admin.PostAsync("/accounts", Person).DoneAsync();
        Assert.Null(opened["password"]);
        var token = TokenOf(opened["passwordLink"]!.GetValue<string>());
        await SignInAsync("tanaka", NewPassword, HttpStatusCode.Unauthorized);

        await server.Anonymous.PostAsync("/password", new { token, password = NewPassword }).DoneAsync();
        await SignInAsync("tanaka", NewPassword, HttpStatusCode.OK);
        await server.Anonymous.PostAsync("/password", new { token, password = NewPassword + "2" }).RefusedAsync(HttpStatusCode.Forbidden, "LinkNotValid");
        await SignInAsync("tanaka", NewPassword, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_ends_after_a_day()
    {
        var token = TokenOf((await Admin.PostAsync("/accounts", Person).DoneAsync())["passwordLink"]!.GetValue<string>());
        server.Time.Advance(TimeSpan.FromHours(24));
        await server.Anonymous.PostAsync("/password", new { token, password = NewPassword }).RefusedAsync(HttpStatusCode.Forbidden, "LinkNotValid");
    }

    [Theory]
    [InlineData("short", "PasswordTooShort")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "PasswordRequiresUniqueChars")]
    [InlineData("my name is Tanaka!", "PasswordContainsUserName")]
    public async Task A_weak_password_is_refused_and_the_link_stays_good(string weak, string code)
    {
        var token = TokenOf((await Admin.PostAsync("/accounts", Person).DoneAsync())["passwordLink"]!.GetValue<string>());
        await server.Anonymous.PostAsync("/password", new { token, password = weak }).RefusedAsync(HttpStatusCode.UnprocessableEntity, code);
        await server.Anonymous.PostAsync("/password", new { token, password = NewPassword }).DoneAsync();
    }

    [Fact]
    public async Task The_same_key_opens_one_account_and_tells_the_link_once()
    {
        var first = await Admin.PostAsync("/accounts", Person, key: "k1").DoneAsync();
        var again = await Admin.PostAsync("/accounts", Person, key: "k1").DoneAsync();
        Assert.NotNull(first["passwordLink"]);
        Assert.Null(again["passwordLink"]);
        Assert.Equal(first["version"]!.ToJsonString(), again["version"]!.ToJsonString());
        await Admin.PostAsync("/accounts", new { userName = "suzuki", role = "examiner", nameEn = "Suzuki", nameJa = "鈴木" }, key: "k1")
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "IdempotencyKeyReused");
        Assert.Equal(1, await server.ReadAsync(db => db.Entries.CountAsync(e => e.Case == "accounts" && e.CaseSeq == first["version"]!.GetValue<int>())));
    }

    [Fact]
    public async Task Closing_ends_every_session_and_the_id_is_never_given_again()
    {
        var client = server.ClientFor("examiner1");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/panel")).StatusCode);
        var version = await server.VersionAsync("/accounts");
        await Admin.PostAsync("/accounts/examiner1/close", new { reason = "left" }, version).DoneAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/panel")).StatusCode);
        await SignInAsync("examiner1", TestServer.Password, HttpStatusCode.Unauthorized);
        await Admin.PostAsync("/accounts", new { userName = "examiner1", role = "examiner", nameEn = "A", nameJa = "あ" })
            .RefusedAsync(HttpStatusCode.Conflict, "AccountExists");
        await Admin.PostAsync("/accounts/examiner1/passwordReset", new { }, version + 1).RefusedAsync(HttpStatusCode.Conflict, "AccountIsClosed");
    }

    [Fact]
    public async Task A_reset_ends_sessions_and_the_old_password_at_once()
    {
        var client = server.ClientFor("auditor");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/panel")).StatusCode);
        var reset = await Admin.PostAsync("/accounts/auditor/passwordReset", new { }, await server.VersionAsync("/accounts")).DoneAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/panel")).StatusCode);
        await SignInAsync("auditor", TestServer.Password, HttpStatusCode.Unauthorized);
        await server.Anonymous.PostAsync("/password", new { token = TokenOf(reset["passwordLink"]!.GetValue<string>()), password = NewPassword }).DoneAsync();
        await SignInAsync("auditor", NewPassword, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refused_changes_of_accounts_and_agencies_leave_no_entry()
    {
        var version = await server.VersionAsync("/accounts");
        await OpenAsync("Kuze", "examiner", null).RefusedAsync(HttpStatusCode.UnprocessableEntity, "BadAccountId");
        await OpenAsync("system", "examiner", null).RefusedAsync(HttpStatusCode.UnprocessableEntity, "BadAccountId");
        await OpenAsync("new", "system", null).RefusedAsync(HttpStatusCode.UnprocessableEntity, "RoleNotForPeople");
        await OpenAsync("new", "drafter", null).RefusedAsync(HttpStatusCode.UnprocessableEntity, "AgencyMissing");
        await OpenAsync("new", "drafter", "nowhere").RefusedAsync(HttpStatusCode.UnprocessableEntity, "NoSuchAgency");
        await OpenAsync("new", "examiner", "cao").RefusedAsync(HttpStatusCode.UnprocessableEntity, "RoleHasNoAgency");
        await OpenAsync("kuze", "examiner", null).RefusedAsync(HttpStatusCode.Conflict, "AccountExists");
        await Admin.PostAsync("/agencies", new { id = "cao", kind = "cabinetOffice", nameEn = "C", nameJa = "内" }).RefusedAsync(HttpStatusCode.Conflict, "AgencyExists");
        await Admin.PostAsync("/agencies", new { id = "CAO!", kind = "cabinetOffice", nameEn = "C", nameJa = "内" }).RefusedAsync(HttpStatusCode.UnprocessableEntity, "BadAgencyId");
        await Admin.PostAsync("/agencies", new { id = "moj", kind = "cabinetOffice", nameEn = "C", nameJa = " " }).RefusedAsync(HttpStatusCode.UnprocessableEntity, "NameMissing");
        await CloseAsync("admin", "x", version).RefusedAsync(HttpStatusCode.Conflict, "CannotCloseOneself");
        await CloseAsync("kuze", "x", version).RefusedAsync(HttpStatusCode.Conflict, "HoldsSeat");
        await CloseAsync("examiner1", " ", version).RefusedAsync(HttpStatusCode.UnprocessableEntity, "ReasonMissing");
        await CloseAsync("nobody", "x", version).RefusedAsync(HttpStatusCode.NotFound, "NotFound");
        await CloseAsync("examiner1", "x", version - 1).RefusedAsync(HttpStatusCode.PreconditionFailed, "Stale");
        await CloseAsync("examiner1", "x", null).RefusedAsync(HttpStatusCode.PreconditionRequired, "IfMatchRequired");
        using var keyless = await Admin.PostAsJsonAsync("/api/v1/accounts", Person);
        Assert.Equal(HttpStatusCode.BadRequest, keyless.StatusCode);
        await Admin.PostAsync("/accounts", new { userName = "new", role = "examiner", nameEn = "N", nameJa = "新", password = "x" })
            .RefusedAsync(HttpStatusCode.BadRequest, "InvalidJson");
        Assert.Equal(version, await server.VersionAsync("/accounts"));
    }

    private Task<HttpResponseMessage> OpenAsync(string userName, string role, string? agency) =>
        Admin.PostAsync("/accounts", new { userName, role, agency, nameEn = "Name", nameJa = "名" });

    private Task<HttpResponseMessage> CloseAsync(string account, string reason, int? version) =>
        Admin.PostAsync($"/accounts/{account}/close", new { reason }, version);

    private async Task SignInAsync(string userName, string password, HttpStatusCode expected)
    {
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName, password });
        Assert.Equal(expected, answer.StatusCode);
    }

    private static string TokenOf(string link) => link.Split("/password?token=")[1];
}
