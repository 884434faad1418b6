using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Server.Tests.Accounts;

public sealed class FirstStartTests
{
    private const string GoodPassword = "the first long password";

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task The_link_of_the_first_start_makes_one_administrator_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, demo: false);
        var token = await TokenAsync(server);
        await server.Anonymous.PostAsync("/setup", Administrator("wrong", "root1", GoodPassword)).RefusedAsync(HttpStatusCode.Forbidden, "LinkNotValid");
        await server.Anonymous.PostAsync("/setup", Administrator(token!, "root1", "short")).RefusedAsync(HttpStatusCode.UnprocessableEntity, "PasswordTooShort");
        await server.Anonymous.PostAsync("/setup", Administrator(token!, "root1", GoodPassword), key: "once").DoneAsync();
        await server.Anonymous.PostAsync("/setup", Administrator(token!, "root1", GoodPassword), key: "once").DoneAsync();
        await server.Anonymous.PostAsync("/setup", Administrator(token!, "root2", GoodPassword)).RefusedAsync(HttpStatusCode.Forbidden, "LinkNotValid");

        using var signIn = await server.Anonymous.PostAsJsonAsync("/api/v1/session", new { userName = "root1", password = GoodPassword });
        Assert.Equal(HttpStatusCode.OK, signIn.StatusCode);
        Assert.Null(await TokenAsync(server));
        Assert.Equal(["FirstAdministratorCreated"], await server.ReadAsync(db => db.Entries.Where(e => e.Case == "accounts").Select(e => e.Type).ToListAsync()));
    }

    [Fact]
    public async Task The_link_of_the_first_start_ends_after_a_day()
    {
        await using var server = await TestServer.StartAsync(demo: false);
        var token = await TokenAsync(server);
        server.Time.Advance(TimeSpan.FromHours(24));
        await server.Anonymous.PostAsync("/setup", Administrator(token!, "root1", GoodPassword)).RefusedAsync(HttpStatusCode.Forbidden, "LinkNotValid");
    }

    [Fact]
    public async Task The_demo_clock_keeps_its_offset_over_a_restart()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using (var first = await TestServer.StartOnAsync(database))
            Assert.Equal(new DateTimeOffset(2028, 2, 14, 0, 0, 0, TimeSpan.Zero), first.Now);
        await using var second = await TestServer.StartOnAsync(database, settings: "--Oversight:Demo:StartsAt=2030-01-01T00:00:00Z");
        Assert.Equal(new DateTimeOffset(2028, 2, 14, 0, 0, 0, TimeSpan.Zero), second.Now);
        Assert.Equal(18, await second.ReadAsync(db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task A_demos_database_does_not_start_without_the_demo()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await (await TestServer.StartOnAsync(database)).DisposeAsync();
        await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartOnAsync(database, demo: false));
    }

    [Fact]
    public async Task A_real_database_does_not_start_as_a_demo()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await (await TestServer.StartOnAsync(database, demo: false)).DisposeAsync();
        await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartOnAsync(database));
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var path in new[] { "/health/live", "/api/v1/panel", "/no-such-page" })
        {
            using var answer = await server.Anonymous.GetAsync(path);
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task Data_protection_keys_are_in_the_database(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var protector = server.Services.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>().CreateProtector("test");
        protector.Protect([1]);
        Assert.NotEqual(0, await server.ReadAsync(db => db.ProtectionKeys.CountAsync()));
    }

    private static async Task<string?> TokenAsync(TestServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountSetup>().IssueSetupTokenAsync(CancellationToken.None);
    }

    private static object Administrator(string token, string userName, string password) =>
        new { token, userName, nameEn = "Root", nameJa = "管理", password };
}
