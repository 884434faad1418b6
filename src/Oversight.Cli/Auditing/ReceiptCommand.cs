using System.CommandLine;
using System.Text;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight receipt`: whether a receipt shows an entry in the log.</summary>
public static class ReceiptCommand
{
    public static Command Create(Terminal terminal)
    {
        var receipt = new Argument<string>("RECEIPT") { Description = "The receipt, a .tlog-proof file." };
        var entry = new Argument<string>("ENTRY") { Description = "File with the bytes of the entry it was given for." };
        var judging = new JudgingOptions();
        var command = new Command("receipt", "Verify a receipt: that the entry is in the log under a head your policy believes.") { receipt, entry };
        judging.AddTo(command);
        command.SetAction(parsed =>
        {
            var policy = judging.RequiredPolicyOf(parsed);
            var proof = TlogProof.Parse(File.ReadAllText(parsed.GetValue(receipt)!, new UTF8Encoding(false, true)));
            var report = Verify(proof, File.ReadAllBytes(parsed.GetValue(entry)!), policy, judging.FreshOf(parsed));
            return ReportText.Write(terminal.Out, report, parsed.GetValue(judging.Output)!, []);
        });
        return command;
    }

    private static VerificationReport Verify(TlogProof proof, byte[] entry, LogPolicy policy, (DateTimeOffset? Since, DateTimeOffset? Until) fresh)
    {
        var judged = policy.Judge(proof.Checkpoint);
        var faults = new List<Fault>();
        if (!proof.Includes(entry))
            faults.Add(new Fault(Verdict.Invalid, "BadReceipt", "The receipt does not show this entry under its head.", proof.Index));
        faults.AddRange(VerificationReport.WitnessFaultsOf(judged, fresh.Since, fresh.Until));
        return new VerificationReport(
            VerificationReport.VerdictOf(faults), judged.Checkpoint, judged.Witnesses, judged.LatestAt, faults.Exists(fault => fault.Index is not null) ? 0 : 1, 0, 0, [], 0, faults, []);
    }
}
