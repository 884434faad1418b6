using System.Globalization;
using System.Text.Json.Nodes;
using Oversight.Core.Verification;
using Audit = Oversight.Server.Tests.Cli.Auditor;

namespace Oversight.Server.Tests.Attacks;

/// <summary>What an auditor does with a log, with nothing but the own policy and what was kept: `oversight verify`, then `oversight replay` with the dump.</summary>
internal static class Auditor
{
    /// <summary>The verdict, which is the exit code, and the code that decides it; empty when everything holds.</summary>
    public static async Task<(Verdict Verdict, string Code)> JudgeAsync(
        IReadOnlyDictionary<string, byte[]> files, string policy, IReadOnlyList<SeenEvidence> seen, bool isAfterAMonth = false, string? rulebook = null)
    {
        using var folder = new Audit();
        var (log, policyFile) = (folder.Write("log", files), folder.Write("policy", policy));
        if (files.Count == 0)
            Directory.CreateDirectory(log = folder.Path("log"));
        var kept = seen.SelectMany(evidence => new[] { "--seen", folder.Write(evidence.Name, evidence.Receipt?.ToString() ?? evidence.Note.ToString()) });
        string[] fresh = isAfterAMonth ? ["--fresh", "7d", "--now", DateTimeOffset.UtcNow.AddDays(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)] : [];
        var verified = await Audit.RunAsync(["verify", log, "--served", "--policy", policyFile, "--output", "json", .. kept, .. fresh]);
        if (verified.ExitCode is not ((int)Verdict.ValidWitnessed or (int)Verdict.ValidUnwitnessed))
            return (Verdict: (Verdict)verified.ExitCode, FaultIn(verified.Out, verified.ExitCode));
        string[] dump = files.ContainsKey("state") ? ["--dump", Path.Combine(log, "state")] : [];
        string[] accepted = rulebook is null ? [] : ["--rulebook", folder.Write("rulebook", rulebook)];
        var replayed = await Audit.RunAsync(["replay", log, "--policy", policyFile, "--output", "json", .. dump, .. accepted]);
        return replayed.ExitCode is (int)Verdict.ValidWitnessed or (int)Verdict.ValidUnwitnessed
            ? ((Verdict)verified.ExitCode, FaultIn(verified.Out, verified.ExitCode))
            : ((Verdict)replayed.ExitCode, (string?)JsonNode.Parse(replayed.Out)?["divergences"]?.AsArray().FirstOrDefault()?["code"] ?? replayed.Error);
    }

    /// <summary>The list that accepts what an honest log decided by.</summary>
    public static async Task<string> RulebookOfAsync(IReadOnlyDictionary<string, byte[]> files, string policy)
    {
        using var folder = new Audit();
        var answer = await Audit.RunAsync("replay", folder.Write("log", files), "--policy", folder.Write("policy", policy), "--write-rulebook", folder.Path("rulebook"));
        return File.Exists(folder.Path("rulebook")) ? await File.ReadAllTextAsync(folder.Path("rulebook")) : throw new InvalidOperationException(answer.Out + answer.Error);
    }

    private static string FaultIn(string answer, int exitCode)
    {
        var verdict = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(((Verdict)exitCode).ToString());
        return (string?)JsonNode.Parse(answer)!["faults"]!.AsArray().FirstOrDefault(fault => (string)fault!["verdict"]! == verdict)?["code"] ?? "";
    }
}
