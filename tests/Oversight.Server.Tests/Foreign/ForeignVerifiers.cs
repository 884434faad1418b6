using System.Diagnostics;
using System.Text.Json;

namespace Oversight.Server.Tests.Foreign;

/// <summary>The programs of <c>tests/foreign</c>: Go's x/mod with Google's first CT library, and sigstore-js.</summary>
public enum ForeignVerifier { Go, Sigstore }

/// <summary>What such a program says. A program that could not tell is a failed test, never a verdict.</summary>
public sealed record ForeignVerdict(bool Ok, long Size, int Checks, int Beyond, ulong Time, string? Error);

/// <summary>Runs the foreign verifiers, which tests/run makes; tests that need them are skipped where there are none, which is an error where CI is set.</summary>
internal static class ForeignVerifiers
{
    private const string Variable = "OVERSIGHT_FOREIGN";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static TheoryData<ForeignVerifier> All => [ForeignVerifier.Go, ForeignVerifier.Sigstore];

    /// <summary>Skips the test loudly where the programs were not made.</summary>
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
                return folder;
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw new InvalidOperationException($"{Variable} is not set: run tests/run.");
            Assert.Skip($"{Variable} is not set: nobody else has verified these logs. Run tests/run, or set it to what tests/foreign/build prints.");
            return "";
        }
    }

    public static Task<ForeignVerdict> JudgeAsync(ForeignVerifier verifier, params string[] arguments) => RunAsync<ForeignVerdict>(verifier, arguments);

    /// <summary>The JSON a program prints. Exit code 2 means that it could not tell.</summary>
    public static async Task<T> RunAsync<T>(ForeignVerifier verifier, params string[] arguments)
    {
        var start = verifier == ForeignVerifier.Go
            ? new ProcessStartInfo(Path.Combine(Folder, "check"), arguments)
            : new ProcessStartInfo("node", [Path.Combine(Folder, "sigstore", "check.mjs"), .. arguments]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or 1, $"{verifier} {string.Join(' ', arguments)} could not tell: {await said}{await complained}");
        var verdict = JsonSerializer.Deserialize<T>(await said, Options)!;
        Assert.Equal(process.ExitCode == 0, verdict is not ForeignVerdict { Ok: false });
        return verdict;
    }
}
