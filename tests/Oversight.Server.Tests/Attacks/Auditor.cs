using System.Text;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Replay;
using Oversight.Core.Verification;

namespace Oversight.Server.Tests.Attacks;

/// <summary>What an auditor does with a log, with nothing but the own policy and what was kept: verify, then make every decision again.</summary>
internal static class Auditor
{
    /// <summary>The verdict and the code that decides it; empty when everything holds.</summary>
    public static (Verdict Verdict, string Code) Judge(IReadOnlyDictionary<string, byte[]> files, LogPolicy policy, IReadOnlyList<SeenEvidence> seen, DateTimeOffset? freshSince = null)
    {
        byte[]? Read(string path) => files.GetValueOrDefault(path);
        var report = LogVerifier.Verify(new VerificationTask(Read, policy.Judge) { Seen = seen, FreshSince = freshSince });
        if (report.Verdict is not (Verdict.ValidWitnessed or Verdict.ValidUnwitnessed or Verdict.Incomplete) || report.EntryCount < (report.Tree?.Size ?? long.MaxValue))
            return (report.Verdict, report.Deciding?.Code ?? "");
        var replayer = new Replayer(hash => Read(LogPaths.Document(hash)));
        var entries = new LogReader(Read, SignedNote.Parse(files["checkpoint"])).All().Select(entry => new LoggedEntry(entry.Index, entry.Bytes, entry.Parts));
        foreach (var entry in entries)
            replayer.Add(entry);
        var divergences = replayer.Finish().Divergences.Concat(files.TryGetValue("state", out var dump) ? replayer.Compare(States(dump)) : []);
        // What is not there cannot be held against anybody but who keeps it back.
        var first = divergences.FirstOrDefault(divergence => divergence.Code != DivergenceCodes.DocumentMissing);
        return first is not null ? (Verdict.Diverged, first.Code) : (report.Verdict, report.Deciding?.Code ?? "");
    }

    private static IEnumerable<StoredState> States(byte[] dump) => Encoding.UTF8.GetString(dump).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!).Select(line => new StoredState((string)line["case"]!, (string)line["snapshot"]!));
}
