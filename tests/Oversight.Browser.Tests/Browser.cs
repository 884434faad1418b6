using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Oversight.Server.Tests.Hosting;

namespace Oversight.Browser.Tests;

/// <summary>One server and one browser for all tests of a class.</summary>
public class Browser : IAsyncLifetime
{
    private IPlaywright playwright = null!;
    private IBrowser chromium = null!;

    public TestServer Server { get; private set; } = null!;

    /// <summary>Whether the demo's people are on the server.</summary>
    protected virtual bool HasPeople => true;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH") is null && Find("node") is { } node)
            Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", node);
        Server = await TestServer.StartAsync(demo: HasPeople);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find("chromium") ?? Find("google-chrome") ?? throw new InvalidOperationException("Chromium was not found on PATH."),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await chromium.DisposeAsync();
        playwright.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A fresh window in a language, signed in unless the name is null.</summary>
    public async Task<Window> OpenAsync(string? userName = null, string language = "en", bool withScript = true)
    {
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Server.Address.ToString(),
            Locale = language == "ja" ? "ja-JP" : "en-GB",
            JavaScriptEnabled = withScript,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        });
        context.SetDefaultTimeout(60_000);
        var window = new Window(await context.NewPageAsync(), language);
        if (userName is not null)
            await window.SignInAsync(userName);
        return window;
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

/// <summary>The same on a server that nobody has an account on yet.</summary>
public sealed class EmptyBrowser : Browser
{
    protected override bool HasPeople => false;
}

/// <summary>A browser window. Every page that is looked at is judged: accessibility, width, language.</summary>
public sealed class Window(IPage page, string language) : IAsyncDisposable
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("OVERSIGHT_SCREENSHOTS");

    public IPage Page => page;

    public async Task SignInAsync(string userName)
    {
        await page.GotoAsync("/signIn");
        await page.FillAsync("#userName", userName);
        await page.FillAsync("#password", TestServer.Password);
        await SendAsync("main form button");
    }

    /// <summary>Presses a button or link and waits for the page it leads to.</summary>
    public async Task SendAsync(string selector)
    {
        await page.ClickAsync(selector);
        await page.WaitForLoadStateAsync(LoadState.Load);
    }

    /// <summary>Opens an address and judges the page.</summary>
    public async Task GoAsync(string address, string name)
    {
        Assert.Equal(200, (await page.GotoAsync(address))!.Status);
        await JudgeAsync(name);
    }

    /// <summary>No serious finding of axe, no sideways scrolling at 320 pixels, the language said where readers look for it.</summary>
    public async Task JudgeAsync(string name)
    {
        Assert.Equal(language, await page.GetAttributeAsync("html", "lang"));
        var axe = await page.RunAxe();
        var serious = axe.Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{name}: {v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(node => node.Html))}").ToList();
        Assert.Empty(serious);
        await PictureAsync(name, 1280);
        await page.SetViewportSizeAsync(320, 800);
        var width = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(width <= 320, $"{name} is {width} pixels wide at 320.");
        await PictureAsync(name, 360);
        await page.SetViewportSizeAsync(1280, 900);
    }

    /// <summary>A picture of one part of the page, where pictures are asked for.</summary>
    public async Task PictureOfAsync(string selector, string name)
    {
        if (Pictures is not null)
            await page.Locator(selector).First.ScreenshotAsync(new LocatorScreenshotOptions { Path = Path.Combine(Pictures, $"{name}-{language}-part.png") });
    }

    public ValueTask DisposeAsync() => new(page.Context.CloseAsync());

    private async Task PictureAsync(string name, int width)
    {
        if (Pictures is null)
            return;
        await page.SetViewportSizeAsync(width, 900);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}-{language}-{width}.png"), FullPage = true });
    }
}
