using System.CommandLine;
using System.Text;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight verify`: a whole log or a dossier, by the auditor's own policy and what he kept.</summary>
public static class VerifyCommand
{
    private const int MostThreads = 4;

    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE") { Description = "Folder, export file, or address of the server's log." };
        var judging = new JudgingOptions();
        var seen = new Option<string[]>("--seen") { Description = "A checkpoint or receipt you kept; the log must extend it. May be given several times.", HelpName = "FILE" };
        var evidence = new Option<string?>("--evidence") { Description = "Folder to write signed contradictions to.", HelpName = "DIR" };
        var keep = new Option<string?>("--keep") { Description = "Write the checkpoint here once all holds, for --seen the next time.", HelpName = "FILE" };
        var withoutParts = new Option<bool>("--without-parts") { Description = "Judge only what is public; content is not opened." };
        var served = new Option<bool>("--served") { Description = "SOURCE was just fetched from the server: a smaller log than you kept is then one rolled back, not an older copy." };
        var threads = new Option<int>("--threads") { Description = "How many threads hash.", DefaultValueFactory = _ => Math.Min(MostThreads, Environment.ProcessorCount) };
        var command = new Command("verify", "Verify a log or a dossier: signatures, tree, chains, content, documents, and that it extends what you kept.")
        {
            source, seen, evidence, keep, withoutParts, served, threads,
        };
        judging.AddTo(command);
        command.SetAction(parsed =>
        {
            var policy = judging.RequiredPolicyOf(parsed);
            var fresh = judging.FreshOf(parsed);
            var task = new VerificationTask(_ => null, policy.Judge)
            {
                Seen = [.. (parsed.GetValue(seen) ?? []).Select(ReadEvidence)], WithParts = !parsed.GetValue(withoutParts), IsServed = parsed.GetValue(served), FreshSince = fresh.Since, FreshUntil = fresh.Until,
                Threads = Math.Max(1, parsed.GetValue(threads)),
            };
            var report = Run(terminal, judging, parsed, parsed.GetValue(source)!, task);
            var written = parsed.GetValue(evidence) is { } folder ? WriteEvidence(folder, report.Report) : [];
            if (report.Report.Verdict is Verdict.ValidWitnessed or Verdict.ValidUnwitnessed && parsed.GetValue(keep) is { } file)
                File.WriteAllBytes(file, report.Checkpoint!);
            return ReportText.Write(terminal.Out, report.Report, parsed.GetValue(judging.Output)!, written);
        });
        return command;
    }

    /// <summary>Verifies what a word names; what cannot be opened as an export is invalid, what cannot be read at all could not be told.</summary>
    private static (VerificationReport Report, byte[]? Checkpoint) Run(Terminal terminal, JudgingOptions judging, ParseResult parsed, string place, VerificationTask task)
    {
        try
        {
            using var source = judging.Open(parsed, place);
            return (Run(terminal, source, task), source.Files(LogPaths.Checkpoint));
        }
        catch (LogFormatException wrong)
        {
            return (VerificationReport.Of(new Fault(Verdict.Invalid, wrong.Code, wrong.Message)), null);
        }
    }

    /// <summary>Verifies what is open.</summary>
    public static VerificationReport Run(Terminal terminal, LogSource source, VerificationTask task) =>
        terminal.Show("verifying", progress => source.Verify(task with { Progress = progress }));

    private static SeenEvidence ReadEvidence(string file)
    {
        try
        {
            return SeenEvidence.Parse(file, File.ReadAllText(file, new UTF8Encoding(false, true)));
        }
        catch (LogFormatException wrong)
        {
            throw new CliException("BadEvidence", $"'{file}' is neither a checkpoint nor a receipt: {wrong.Message}");
        }
    }

    /// <summary>Each contradiction as the two notes the log signed, byte for byte as they came.</summary>
    private static List<string> WriteEvidence(string folder, VerificationReport report)
    {
        var written = new List<string>();
        for (var i = 0; i < report.Contradictions.Count; i++)
        {
            Directory.CreateDirectory(folder);
            var (_, kept, shown) = report.Contradictions[i];
            foreach (var (name, note) in new[] { ("kept", kept), ("shown", shown) })
            {
                var file = Path.Combine(folder, $"contradiction-{i + 1}-{name}.checkpoint");
                File.WriteAllText(file, note.ToString(), new UTF8Encoding(false));
                written.Add(file);
            }
        }

        return written;
    }
}
