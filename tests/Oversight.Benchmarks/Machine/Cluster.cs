using System.Diagnostics;

namespace Oversight.Benchmarks.Machine;

/// <summary>The PostgreSQL of OVERSIGHT_TEST_POSTGRES, or a throw-away one.</summary>
public sealed class Cluster : IAsyncDisposable
{
    private readonly string? folder;

    private Cluster(string connectionString, string? folder) => (ConnectionString, this.folder) = (connectionString, folder);

    public string ConnectionString { get; }

    public static async Task<Cluster> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("OVERSIGHT_TEST_POSTGRES") is { Length: > 0 } given)
            return new Cluster(given, null);
        var folder = Directory.CreateTempSubdirectory("oversight-benchmark").FullName;
        return new Cluster(await RunAsync("start", folder), folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is null)
            return;
        await RunAsync("stop", folder);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> RunAsync(string verb, string folder)
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "tests/postgres"), [verb, folder]) { RedirectStandardOutput = true })!;
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return script.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"tests/postgres {verb} failed.");
    }
}

/// <summary>The checkout the benchmarks were built from.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The commit, with a plus when files differ from it.</summary>
    public static string Commit
    {
        get
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty=+", "--abbrev=10"]) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
            return git.StandardOutput.ReadToEnd().Trim();
        }
    }

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Oversight.sln")) ? folder.FullName : Find(folder.Parent!);
}
