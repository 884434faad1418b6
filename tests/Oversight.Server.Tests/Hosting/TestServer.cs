using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Oversight.Server.Accounts;
using Oversight.Server.Hosting;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Server.Tests.Hosting;

/// <summary>The real server on a real port and a database of its own, with a clock that stands still and seeded ids. The demo's people are in it.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>The password of everybody.</summary>
    public const string Password = "a password for tests";

    /// <summary>Servers that share a database must not draw the same tokens.</summary>
    private static int seed = 1;

    private readonly WebApplication app;
    private readonly TestDatabase? ownDatabase;
    private readonly ConcurrentDictionary<string, HttpClient> clients = [];

    private TestServer(WebApplication app, FixedTime time, TestDatabase? ownDatabase)
    {
        (this.app, Time, this.ownDatabase) = (app, time, ownDatabase);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Anonymous = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The real clock as the server sees it: sessions, lockouts, links.</summary>
    public FixedTime Time { get; }

    /// <summary>Nobody. Follows no redirects and keeps no cookies.</summary>
    public HttpClient Anonymous { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>The business clock, which all rules use.</summary>
    public DateTimeOffset Now => Services.GetRequiredService<BusinessClock>().Now;

    /// <summary>Starts a server with a database of its own.</summary>
    public static async Task<TestServer> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite, bool demo = true, Action<IServiceCollection>? replace = null, params string[] settings)
    {
        var database = await TestDatabase.CreateAsync(kind);
        return await StartAsync(database, demo, replace, settings, owns: true);
    }

    /// <summary>Starts a server on a given database, which outlives it.</summary>
    public static Task<TestServer> StartOnAsync(
        TestDatabase database, bool demo = true, Action<IServiceCollection>? replace = null, params string[] settings) =>
        StartAsync(database, demo, replace, settings, owns: false);

    /// <summary>Calls the API as this person; signs in at the first call.</summary>
    public HttpClient ClientFor(string userName) => clients.GetOrAdd(userName, name => new HttpClient(new SignedIn(Anonymous, name)) { BaseAddress = Address });

    /// <summary>Moves the business clock, and with it the rules; sessions do not notice.</summary>
    public void SetClock(DateTimeOffset at) => Services.GetRequiredService<BusinessClock>().Offset = at - Time.GetUtcNow();

    /// <summary>Fires what is due now; nothing fires by itself in tests.</summary>
    public Task FireTimersAsync() => Services.GetRequiredService<TimerLoop>().FireDueAsync(CancellationToken.None);

    /// <summary>Sequences, signs and publishes what is there now.</summary>
    public Task PublishLogAsync() => Services.GetRequiredService<LogLoop>().RunOnceAsync(CancellationToken.None);

    /// <summary>Ends when no request is being handled, also none whose caller has gone.</summary>
    public async Task IdleAsync()
    {
        while (Services.GetRequiredService<InFlight>().Count > 0)
            await Task.Delay(5);
    }

    /// <summary>Looks into the database.</summary>
    public async Task<T> ReadAsync<T>(Func<OversightDbContext, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<OversightDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values)
            client.Dispose();
        Anonymous.Dispose();
        await app.DisposeAsync();
        if (ownDatabase is not null)
            await ownDatabase.DisposeAsync();
    }

    private static async Task<TestServer> StartAsync(
        TestDatabase database, bool demo, Action<IServiceCollection>? replace, string[] settings, bool owns)
    {
        var (time, inFlight) = (new FixedTime(), new InFlight());
        string[] args =
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", "--Logging:Console:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None",
            $"--Oversight:Database={database.Connection}", $"--Oversight:Log:SignerFolder={database.SignerFolder}", $"--Oversight:KeyFolder={database.KeyFolder}",
            $"--Oversight:DatabaseOwner={database.OwnerConnection}", $"--Oversight:Demo:Password={Password}",
            "--Oversight:Demo:Cases=false", "--Oversight:SignIn:AttemptsPerNameAndMinute=10000",
            "--Oversight:SignIn:AttemptsPerAddressAndMinute=10000", .. settings,
        ];
        var app = await OversightServer.BuildAsync(demo ? [.. args, "--demo"] : args, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            services.Replace(ServiceDescriptor.Singleton<RandomSource>(new SeededRandom(owns ? 1 : Interlocked.Increment(ref seed))));
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
            // A test may hold an upload for as long as it takes.
            services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = null);
            services.AddSingleton(inFlight);
            services.AddSingleton<IStartupFilter>(inFlight);
            // Timers fire, and the log goes on, when a test says so.
            services.RemoveTimerLoop();
            services.RemoveLogLoop();
            replace?.Invoke(services);
        });
        await app.StartAsync();
        return new TestServer(app, time, owns ? database : null);
    }

    /// <summary>Counts the requests being handled.</summary>
    private sealed class InFlight : IStartupFilter
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (_, handle) =>
            {
                Interlocked.Increment(ref count);
                try
                {
                    await handle();
                }
                finally
                {
                    Interlocked.Decrement(ref count);
                }
            });
            next(app);
        };
    }

    /// <summary>Adds the bearer token of one person.</summary>
    private sealed class SignedIn(HttpClient anonymous, string userName) : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        private readonly Lazy<Task<string>> token = new(() => SignInAsync(anonymous, userName));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", await token.Value);
            return await base.SendAsync(request, cancellationToken);
        }

        private static async Task<string> SignInAsync(HttpClient anonymous, string userName)
        {
            using var answer = await anonymous.PostAsJsonAsync("/api/v1/session", new { userName, password = Password });
            return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<SessionAnswer>())!.AccessToken;
        }
    }
}

/// <summary>A clock that moves only when told.</summary>
public sealed class FixedTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}

/// <summary>Ids and salts that are the same in every run.</summary>
public sealed class SeededRandom(int seed) : RandomSource
{
    private readonly Random random = new(seed);

    public override byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        lock (random)
            random.NextBytes(bytes);
        return bytes;
    }
}
