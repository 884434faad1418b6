using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Oversight.Core.Authorisations;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Authorisations;

/// <summary>The keys that sign documents are files outside the database, and what is in the database alone neither signs nor is published.</summary>
public sealed class SigningKeyTests
{
    private const string Missing = "SigningKeyMissing";

    public static TheoryData<DatabaseKind> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Every_key_is_a_file_for_its_owner_alone_that_serves_the_next_start(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string number, document;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            number = (await Scene.InAsync(server, RequestStatus.InForce)).Number;
            document = await new Verifier(server).DocumentAsync(number);
        }
        var file = Assert.Single(Directory.GetFiles(database.KeyFolder));
        Assert.Equal($"{KidOf(document)}.pem", Path.GetFileName(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(database.KeyFolder));

        await using var restarted = await TestServer.StartOnAsync(database);
        var verifier = new Verifier(restarted);
        Assert.True((await verifier.VerifyAsync(document)).IsValid);
        Assert.Equal(KidOf(document), KidOf(await verifier.DocumentAsync(number)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_database_holds_no_private_key_neither_plain_nor_protected(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        await RotateAsync(server);
        Assert.Equal(2, Directory.GetFiles(database.KeyFolder).Length);
        var everything = await database.EverythingAsync();
        Assert.Contains(await CurrentKidAsync(server), everything, StringComparison.Ordinal);

        // What the data-protection keys protected begins like this, in bytes and in base64url; those keys are in the same database.
        Assert.DoesNotContain("09F0C9F0", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("CfDJ8", everything, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(database.KeyFolder))
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var scalar = key.ExportParameters(includePrivateParameters: true).D!;
            Assert.DoesNotContain(Convert.ToHexString(scalar), everything, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(scalar).TrimEnd('='), everything, StringComparison.Ordinal);
            Assert.DoesNotContain(Base64Url.EncodeToString(scalar), everything, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(key.ExportPkcs8PrivateKey())[40..80], everything, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_key_the_databases_owner_puts_into_its_tables_is_neither_published_nor_signs(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var server = await TestServer.StartOnAsync(database);
        var (own, rogue) = ((await RegisterAsync(server)).Keys[0], NewKey());
        await TamperRowAsync(database, rogue.Kid, 2);
        Assert.Equal([own.Kid], await PublishedAsync(server));
        Assert.Equal(own.Kid, await ListKidAsync(server));

        // In the register as well, under its own name, under the name of a key that is here, and a key that is here under another name.
        foreach (var forged in new[] { rogue, own with { Key = rogue.Key }, rogue with { Key = own.Key }, new RegisteredKey($"../{rogue.Kid}", rogue.Key) })
        {
            await TamperRegisterAsync(database, own, forged);
            Assert.DoesNotContain(await PublishedAsync(server), kid => kid != own.Kid);
            Assert.DoesNotContain(rogue.Key.X, await new Verifier(server).KeysAsync(), StringComparison.Ordinal);
            Assert.Equal(Missing, (await server.Anonymous.ReadAsync("/status-lists/1")).Code);
        }
        await TamperRegisterAsync(database, own);
        Assert.Equal(own.Kid, await ListKidAsync(server));
    }

    [Fact]
    public async Task A_file_that_does_not_hold_the_key_it_is_named_for_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = await TestServer.StartOnAsync(database);
        var file = Path.Combine(database.KeyFolder, $"{await CurrentKidAsync(server)}.pem");
        var own = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var key = ECDsa.Create();
        key.ImportFromPem(own);
        // PKCS #8 may carry the public point beside the scalar: one that claims the registered point for another scalar.
        var claims = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = other.ExportParameters(true).D }).ExportPkcs8PrivateKey();
        byte[] point = [4, .. key.ExportParameters(false).Q.X!, .. key.ExportParameters(false).Q.Y!];
        point.CopyTo(claims, claims.Length - point.Length);

        foreach (var content in new[]
        {
            other.ExportPkcs8PrivateKeyPem(), larger.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem(), PemEncoding.WriteString("PRIVATE KEY", claims), "", "nonsense", own[..60],
        })
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, Missing), Told(await server.Anonymous.ReadAsync("/status-lists/1")));
            Assert.Empty(await PublishedAsync(server));
        }
        await File.WriteAllTextAsync(file, own, TestContext.Current.CancellationToken);
        Assert.Single(await PublishedAsync(server));
        Assert.True((await server.Anonymous.ReadAsync("/status-lists/1")).IsSuccess);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_its_file_nothing_is_signed_and_everybody_is_told_until_a_new_key_is_made(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string number, document, lost;
        await using (var server = await TestServer.StartOnAsync(database))
        {
            number = (await Scene.InAsync(server, RequestStatus.InForce)).Number;
            document = await new Verifier(server).DocumentAsync(number);
            lost = await CurrentKidAsync(server);
            Assert.DoesNotContain(Missing, await WarningsAsync(server));
        }
        Directory.Delete(database.KeyFolder, recursive: true);
        var told = new ToldErrors();
        await using var restarted = await TestServer.StartOnAsync(database, replace: services => services.AddSingleton<ILoggerProvider>(told));
        Assert.Contains(told.Lines, line => line.Contains(Missing, StringComparison.Ordinal) && line.Contains(database.KeyFolder, StringComparison.Ordinal));
        Assert.Contains(Missing, await WarningsAsync(restarted));
        Assert.Empty(await PublishedAsync(restarted));
        var officer = restarted.ClientFor("cao.officer");
        foreach (var path in new[] { $"/api/v1/authorisations/{number}/document", "/status-lists/1" })
            Assert.Equal((HttpStatusCode.ServiceUnavailable, Missing), Told(await officer.ReadAsync(path)));
        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), Told(await restarted.Anonymous.ReadAsync("/status-lists/2")));
        Assert.True((await officer.ReadAsync($"/api/v1/authorisations/{number}")).IsSuccess);

        var made = await RotateAsync(restarted);
        Assert.NotEqual(lost, made);
        Assert.Equal([made], await PublishedAsync(restarted));
        Assert.DoesNotContain(Missing, await WarningsAsync(restarted));
        var verifier = new Verifier(restarted);
        var anew = await verifier.DocumentAsync(number);
        Assert.True((await verifier.VerifyAsync(anew)).IsValid);
        Assert.Equal(TokenStatus.Valid, await verifier.StatusAsync(anew));
        Assert.False((await verifier.VerifyAsync(document)).IsValid);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nodes_that_share_database_and_folder_sign_with_one_key(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var first = await TestServer.StartOnAsync(database);
        await using var second = await TestServer.StartOnAsync(database);
        Assert.Equal(await ListKidAsync(first), await ListKidAsync(second));
        var made = await RotateAsync(second);
        Assert.Equal([made, made], [await ListKidAsync(first), await ListKidAsync(second)]);
        Assert.Equal(await PublishedAsync(first), await PublishedAsync(second));
        Assert.Contains(made, await PublishedAsync(first));
    }

    [Fact]
    public async Task An_older_database_signs_with_the_key_of_then_and_knows_no_newer_one_in_the_folder()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        string before;
        await using (var server = await TestServer.StartOnAsync(database))
            before = await CurrentKidAsync(server);
        await using var backup = await TestDatabase.CopyAsync(database);
        string after;
        await using (var server = await TestServer.StartOnAsync(database))
            after = await RotateAsync(server);
        File.Copy(Path.Combine(database.KeyFolder, $"{after}.pem"), Path.Combine(backup.KeyFolder, $"{after}.pem"));

        await using var restored = await TestServer.StartOnAsync(backup);
        Assert.Equal(before, await ListKidAsync(restored));
        Assert.Equal([before], await PublishedAsync(restored));
    }

    [Fact]
    public async Task A_key_is_on_the_disk_before_it_is_registered_and_what_fails_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = await TestServer.StartOnAsync(database);
        var before = await CurrentKidAsync(server);
        await database.TamperAsync("""CREATE TRIGGER "full" BEFORE INSERT ON "SigningKeys" BEGIN SELECT RAISE(ABORT, 'the disk is full'); END""");
        Assert.Equal(HttpStatusCode.InternalServerError, (await PostAsync(server)).Status);
        Assert.Equal(2, Directory.GetFiles(database.KeyFolder).Length);
        Assert.Equal([before], await PublishedAsync(server));

        await database.TamperAsync();
        var elsewhere = $"{database.KeyFolder}.away";
        Directory.Move(database.KeyFolder, elsewhere);
        await File.WriteAllTextAsync(database.KeyFolder, "no folder", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, (await PostAsync(server)).Status);
        Assert.Equal([before], (await RegisterAsync(server)).Keys.Select(key => key.Kid));
        File.Delete(database.KeyFolder);
        Directory.Move(elsewhere, database.KeyFolder);

        Assert.Equal(before, await ListKidAsync(server));
        Assert.Equal(await RotateAsync(server), await ListKidAsync(server));
    }

    [Fact]
    public async Task A_key_whose_file_is_taken_away_after_it_was_replaced_is_published_no_more()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var server = await TestServer.StartOnAsync(database);
        var stolen = await CurrentKidAsync(server);
        var made = await RotateAsync(server);
        Assert.Equal([made, stolen], await PublishedAsync(server));
        File.Delete(Path.Combine(database.KeyFolder, $"{stolen}.pem"));
        Assert.Equal([made], await PublishedAsync(server));
        Assert.Equal(made, await ListKidAsync(server));
    }

    private static Task<Reply> PostAsync(TestServer server) => server.ClientFor("admin").PostAsync("/api/v1/signing-keys", "{}", null);

    private static async Task<string> RotateAsync(TestServer server) => (string)(await PostAsync(server)).Succeeded().Json["kid"]!;

    private static async Task<IEnumerable<string>> PublishedAsync(TestServer server) =>
        (await server.Anonymous.ReadAsync("/.well-known/jwks.json")).Succeeded().Json["keys"]!.AsArray().Select(key => (string)key!["kid"]!).ToList();

    private static async Task<IEnumerable<string>> WarningsAsync(TestServer server) =>
        (await server.Anonymous.ReadAsync("/health/ready")).Json["warnings"]!.AsArray().Select(code => (string)code!).ToList();

    /// <summary>The key the status list is signed with; the list verifies.</summary>
    private static async Task<string> ListKidAsync(TestServer server)
    {
        var token = (await server.Anonymous.ReadAsync("/status-lists/1")).Succeeded().Text;
        Assert.True((await new Verifier(server).VerifyAsync(token, "statuslist+jwt")).IsValid);
        return KidOf(token);
    }

    private static async Task<KeysRegister> RegisterAsync(TestServer server) =>
        Registers.Keys.Parse(await server.ReadAsync(db => db.Registers.Where(row => row.Case == "keys").Select(row => row.Snapshot).SingleAsync()));

    private static async Task<string> CurrentKidAsync(TestServer server) => (await RegisterAsync(server)).Keys[^1].Kid;

    private static Task TamperRowAsync(TestDatabase database, string kid, int caseSeq) =>
        database.TamperAsync($"""INSERT INTO "SigningKeys" ("Kid", "CaseSeq", "CreatedAt") VALUES ('{kid}', {caseSeq}, 0)""");

    private static Task TamperRegisterAsync(TestDatabase database, params RegisteredKey[] keys) =>
        database.TamperAsync($"""UPDATE "Registers" SET "Snapshot" = '{Registers.Keys.Write(new KeysRegister(keys))}' WHERE "Case" = 'keys'""");

    private static RegisteredKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var made = new PublicKey(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new RegisteredKey(made.Thumbprint(), made);
    }

    private static (HttpStatusCode, string?) Told(Reply reply) => (reply.Status, reply.Code);

    private static string KidOf(string token) => (string)JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[0]))!["kid"]!;

    /// <summary>Keeps what is logged as an error.</summary>
    private sealed class ToldErrors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue(formatter(state, exception));
        }
    }
}
