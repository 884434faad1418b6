using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Replay;
using Oversight.Core.Verification;
using Fault = Oversight.Core.Verification.Fault;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight replay`: makes every decision again from the entries and compares, also with a dump of the server's tables.</summary>
public static class ReplayCommand
{
    private const string Day = "yyyy-MM-dd";

    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE") { Description = "Folder, export file, or address of the server's log." };
        var judging = new JudgingOptions();
        var dump = new Option<string?>("--dump") { Description = "The server's stored states (log/state): each must be what the entries add up to.", HelpName = "FILE" };
        var report = new Option<string[]>("--report") { Description = "Count the annual report anew for these days, both inclusive.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true, HelpName = "FROM TO" };
        var command = new Command("replay", "Make every decision again from the entries: quorums, counts, deadlines, authorisations. The log is verified first, by your policy.")
        {
            source, dump, report,
        };
        judging.AddTo(command);
        command.SetAction(parsed =>
        {
            var policy = judging.RequiredPolicyOf(parsed);
            var fresh = judging.FreshOf(parsed);
            var days = (parsed.GetValue(report) ?? []).Select(DayOf).ToList();
            var output = parsed.GetValue(judging.Output)!;
            // What is verified and what is replayed come from one source, and the second reading must be the first one over again.
            using var log = judging.Open(parsed, parsed.GetValue(source)!);
            var verified = VerifyCommand.Run(terminal, log, new VerificationTask(_ => null, policy.Judge) { FreshSince = fresh.Since, FreshUntil = fresh.Until });
            // Decisions cannot be made again by documents and entries that are not there; what is missing is the verdict then.
            if (verified.Verdict is Verdict.Invalid or Verdict.Diverged or Verdict.CouldNotTell || verified.Faults.Any(fault => fault.Code is "DocumentMissing" or "FileMissing" or "ReceiptMissing"))
                return ReportText.Write(terminal.Out, verified, output, []);
            try
            {
                return Write(terminal.Out, Run(terminal, log, verified, parsed.GetValue(dump), days is [var from, var to] ? (from, to) : null), verified, output);
            }
            catch (LogFormatException changed) when (changed.Code == SecondReading.Changed)
            {
                return ReportText.Write(terminal.Out, verified.With(new Fault(Verdict.Invalid, changed.Code, changed.Message)), output, []);
            }
        });
        return command;
    }

    private static Replayed Run(Terminal terminal, LogSource source, VerificationReport verified, string? dump, (DateOnly From, DateOnly To)? days)
    {
        var again = new SecondReading(source.Files, verified, source.Export is { Manifest.Case: not null } dossier ? DossierVerifier.IndexesIn(dossier.Paths) : null);
        var replayer = new Replayer(again.Document);
        var last = DateTimeOffset.MinValue;
        terminal.Show("replaying", progress =>
        {
            var done = 0L;
            foreach (var entry in Entries(again))
            {
                replayer.Add(entry);
                last = days is null ? last : EntryDocument.Read(entry.Bytes).Header.At;
                progress(++done, verified.EntryCount);
            }

            return done;
        });
        again.Check();
        var result = replayer.Finish();
        var stored = dump is null ? [] : replayer.Compare(File.ReadLines(dump).Select(StateOf));
        var counted = days is var (from, to) ? replayer.Recount(Entries(again), from, to, last) : null;
        if (days is not null && counted is null)
            throw new CliException("NoRulebook", "No rulebook was adopted in these entries, so no report can be counted.");
        return new Replayed(result, stored, replayer.Later, counted is null ? null : JsonSerializer.SerializeToNode(counted, JsonSerializerOptions.Web));
    }

    private static IEnumerable<LoggedEntry> Entries(SecondReading again) => again.Entries().Select(entry => new LoggedEntry(entry.Index, entry.Bytes, entry.Parts));

    private static int Write(PlainLines to, Replayed replayed, VerificationReport verified, string output)
    {
        var (result, stored, later, counted) = replayed;
        Divergence[] divergences = [.. result.Divergences, .. stored];
        var verdict = divergences.Length > 0 ? Verdict.Diverged
            : result.Withheld.Count > 0 ? Verdict.Incomplete : verified.Verdict;
        if (output == "json")
            to.WriteJson(Json(replayed, divergences, verdict));
        else
        {
            WriteWords(to, result, divergences, verified, counted);
            WriteNotices(to, result, later);
        }

        return (int)verdict;
    }

    private static void WriteWords(PlainLines to, ReplayResult result, Divergence[] divergences, VerificationReport verified, JsonNode? counted)
    {
        to.WriteLine(divergences.Length > 0 ? "DIVERGED: what is recorded does not follow from the entries and the rules"
            : result.Withheld.Count > 0 ? "INCOMPLETE: parts are withheld"
            : $"FOLLOWS from the entries and the rules; log: {ReportText.Words(verified)}");
        foreach (var one in divergences)
            to.WriteLine($"  {one.Code}: {one.Explanation} [entry {one.Index}, {one.Case} no. {one.CaseSeq}]");
        foreach (var part in result.Withheld)
            to.WriteLine($"  Withheld: {part.Name} [entry {part.Index}, {part.Case} no. {part.CaseSeq}]");
        to.WriteLine($"entries    {result.Entries} of {result.Cases} requests and of registers");
        to.WriteLine($"again      {result.Commands} commands, {result.Decisions} decisions, {result.Authorisations} authorisations; {result.NotDerivable} not derivable");
        to.WriteLine($"erased     {result.Erased.Count} parts under orders");
        foreach (var adopted in result.Rulebooks)
            WriteRulebook(to, adopted);
        foreach (var timer in result.Overdue)
            to.WriteLine($"overdue    {timer.Timer} of {timer.Case}, due {CanonicalInstant.Format(timer.DueAt)}");
        if (counted is not null)
            to.WriteJson(counted);
    }

    /// <summary>What is no fault and still to be known.</summary>
    private static void WriteNotices(PlainLines to, ReplayResult result, IReadOnlyList<string> later)
    {
        if (result.DatedBack > 0)
            to.WriteLine($"dated back {result.DatedBack} entries are dated more than an hour before an earlier entry of the log; ask when they were put in");
        foreach (var name in later)
            to.WriteLine($"later      the stored state of {name} rests on entries after this head; compare it with a later one");
    }

    /// <summary>Whether these are the law is for the auditor to say, so every hash is named.</summary>
    private static void WriteRulebook(PlainLines to, AdoptedAt adopted)
    {
        var book = adopted.Rulebook;
        to.WriteLine($"rulebook   adopted by entry {adopted.Index}");
        foreach (var set in book.RuleSets)
            to.WriteLine($"  rule set    {set.Hash} {set.Id}, from {set.EffectiveFrom.ToString(Day, CultureInfo.InvariantCulture)}");
        to.WriteLine($"  holidays    {book.Holidays} {book.Calendar}");
        to.WriteLine($"  network map {book.NetworkMap}");
        foreach (var definition in book.Definitions)
            to.WriteLine($"  definition  {definition}");
    }

    private static JsonObject Json(Replayed replayed, Divergence[] divergences, Verdict verdict) => new()
    {
        ["verdict"] = JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString()),
        ["exitCode"] = (int)verdict,
        ["divergences"] = JsonSerializer.SerializeToNode(divergences, JsonSerializerOptions.Web),
        ["result"] = JsonSerializer.SerializeToNode(replayed.Result, JsonSerializerOptions.Web),
        ["later"] = JsonSerializer.SerializeToNode(replayed.Later, JsonSerializerOptions.Web),
        ["report"] = replayed.Counted,
    };

    private static StoredState StateOf(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject { Count: 3 } state
                ? new StoredState((string)state["case"]!, (string)state["snapshot"]!, (int)state["caseSeq"]!) : throw new JsonException();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw CliException.Usage("BadDump", "A line of the dump is not {\"case\",\"caseSeq\",\"snapshot\"}.");
        }
    }

    private static DateOnly DayOf(string text) => DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw CliException.Usage("BadDay", $"'{text}' is not a day such as 2028-04-01.");

    private sealed record Replayed(ReplayResult Result, IReadOnlyList<Divergence> Stored, IReadOnlyList<string> Later, JsonNode? Counted);
}
