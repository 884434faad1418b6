using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Replay;
using Oversight.Core.Verification;
using Fault = Oversight.Core.Verification.Fault;

namespace Oversight.Cli.Auditing;

/// <summary>`oversight replay`: makes every decision again from the entries and compares, also with a dump of the server's tables.</summary>
public static class ReplayCommand
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>Most indexes named in words; the JSON answer names all.</summary>
    private const int ShownAtMost = 20;

    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("SOURCE") { Description = "Folder, export file, or address of the server's log." };
        var judging = new JudgingOptions();
        var dump = new Option<string?>("--dump") { Description = "What the server's tables hold (log/state): states and rows must be what the entries add up to.", HelpName = "FILE" };
        var rulebook = new Option<string?>("--rulebook") { Description = "Your own list of accepted rule sets, holidays, network maps and definitions; whatever else was adopted diverges.", HelpName = "FILE" };
        var written = new Option<string?>("--write-rulebook") { Description = "Once all holds, write the list that accepts what was adopted, for you to read and keep.", HelpName = "FILE" };
        var report = new Option<string[]>("--report") { Description = "Count the annual report anew for these days, both inclusive.", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true, HelpName = "FROM TO" };
        var command = new Command("replay", "Make every decision again from the entries: quorums, counts, deadlines, authorisations. The log is verified first, by your policy.")
        {
            source, dump, rulebook, written, report,
        };
        judging.AddTo(command);
        command.SetAction(parsed =>
        {
            var policy = judging.RequiredPolicyOf(parsed);
            var fresh = judging.FreshOf(parsed);
            var days = (parsed.GetValue(report) ?? []).Select(DayOf).ToList();
            var output = parsed.GetValue(judging.Output)!;
            var asked = new Asked(
                parsed.GetValue(dump) is { } file ? Read("BadDump", file, ServerDump.Read) : null,
                parsed.GetValue(rulebook) is { } list ? Read("BadRulebook", list, AcceptedRulebook.Parse) : null,
                parsed.GetValue(written), days is [var from, var to] ? (from, to) : null);
            // What is verified and what is replayed come from one source, and the second reading must be the first one over again.
            using var log = judging.Open(parsed, parsed.GetValue(source)!);
            var verified = VerifyCommand.Run(terminal, log, new VerificationTask(_ => null, policy.Judge) { FreshSince = fresh.Since, FreshUntil = fresh.Until });
            // Decisions cannot be made again by documents and entries that are not there; what is missing is the verdict then.
            if (verified.Verdict is Verdict.Invalid or Verdict.Diverged or Verdict.CouldNotTell || verified.Faults.Any(fault => fault.Code is "DocumentMissing" or "FileMissing" or "ReceiptMissing"))
                return ReportText.Write(terminal.Out, verified, output, []);
            try
            {
                return Write(terminal.Out, Run(terminal, log, verified, asked), verified, asked.Written, output);
            }
            catch (LogFormatException changed) when (changed.Code == SecondReading.Changed)
            {
                return ReportText.Write(terminal.Out, verified.With(new Fault(Verdict.Invalid, changed.Code, changed.Message)), output, []);
            }
        });
        return command;
    }

    private static Replayed Run(Terminal terminal, LogSource source, VerificationReport verified, Asked asked)
    {
        var dossier = source.Export is { Manifest.Case: not null } one ? one : null;
        if (dossier is not null && asked.Dump is not null)
            throw CliException.Usage("DumpOfDossier", "A dump is compared with the whole log; a dossier holds one case.");
        var (days, again) = (asked.Days, new SecondReading(source.Files, verified, dossier is null ? null : DossierVerifier.IndexesIn(dossier.Paths)));
        var replayer = new Replayer(again.Document) { Dump = asked.Dump };
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
        var stored = replayer.Compare();
        var counted = days is var (from, to) ? replayer.Recount(Entries(again), from, to, last) : null;
        if (days is not null && counted is null)
            throw new CliException("NoRulebook", "No rulebook was adopted in these entries, so no report can be counted.");
        return new Replayed(result, stored, asked.Rulebook?.Judge(result.Rulebooks) ?? [], counted is null ? null : JsonSerializer.SerializeToNode(counted, JsonSerializerOptions.Web))
        {
            Accepting = () => AcceptedRulebook.Write(result.Rulebooks.Select(it => it.Rulebook), hash => RulebookDocuments.Definition(hash, again.Document).Id),
        };
    }

    private static IEnumerable<LoggedEntry> Entries(SecondReading again) => again.Entries().Select(entry => new LoggedEntry(entry.Index, entry.Bytes, entry.Parts));

    private static int Write(PlainLines to, Replayed replayed, VerificationReport verified, string? written, string output)
    {
        var (result, stored, notAccepted, counted) = replayed;
        Divergence[] divergences = [.. result.Divergences, .. notAccepted, .. stored.Divergences];
        var verdict = divergences.Length > 0 ? Verdict.Diverged
            : result.Withheld.Count > 0 || stored.NotCompared.Count > 0 ? Verdict.Incomplete : verified.Verdict;
        if (output == "json")
            to.WriteJson(Json(replayed, divergences, verdict));
        else
        {
            WriteWords(to, replayed, divergences, verified);
            WriteNotices(to, result, stored);
        }

        // What did not hold is nothing to accept.
        if (written is not null && verdict is (Verdict.ValidWitnessed or Verdict.ValidUnwitnessed))
            File.WriteAllText(written, replayed.Accepting());
        return (int)verdict;
    }

    private static void WriteWords(PlainLines to, Replayed replayed, Divergence[] divergences, VerificationReport verified)
    {
        var (result, stored, _, counted) = replayed;
        to.WriteLine(divergences.Length > 0 ? "DIVERGED: what is recorded does not follow from the entries and the rules"
            : result.Withheld.Count > 0 ? "INCOMPLETE: parts are withheld"
            : stored.NotCompared.Count > 0 ? "INCOMPLETE: the dump could not be compared"
            : $"FOLLOWS from the entries and the rules; log: {ReportText.Words(verified)}");
        foreach (var one in divergences)
            to.WriteLine($"  {one.Code}: {one.Explanation} [entry {one.Index}, {one.Case} no. {one.CaseSeq}]");
        foreach (var part in result.Withheld)
            to.WriteLine($"  Withheld: {part.Name} [entry {part.Index}, {part.Case} no. {part.CaseSeq}]");
        foreach (var why in stored.NotCompared)
            to.WriteLine($"  NotCompared: {why}");
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
    private static void WriteNotices(PlainLines to, ReplayResult result, DumpFindings stored)
    {
        if (result.DatedBack > 0)
        {
            to.WriteLine($"dated back {result.DatedBack} entries are dated more than an hour before an earlier entry of the log; ask when they were put in");
            to.WriteLine($"  entries    {string.Join(' ', result.DatedBackAt.Take(ShownAtMost))}{(result.DatedBack > ShownAtMost ? $" and {result.DatedBack - ShownAtMost} more" : "")}");
        }

        if (stored.Beyond > 0)
            to.WriteLine($"beyond     {stored.Beyond} entries of the dump are not in this log; they were replayed too. Keep the dump: a later log must have them all");
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
        ["notCompared"] = JsonSerializer.SerializeToNode(replayed.Stored.NotCompared, JsonSerializerOptions.Web),
        ["beyond"] = replayed.Stored.Beyond,
        ["report"] = replayed.Counted,
    };

    /// <summary>A file the auditor brought, read by its lines.</summary>
    private static T Read<T>(string code, string file, Func<IEnumerable<string>, T> read)
    {
        try
        {
            return read(File.ReadLines(file));
        }
        catch (LogFormatException fault)
        {
            throw CliException.Usage(fault.Code, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage(code, fault.Message);
        }
    }

    private static DateOnly DayOf(string text) => DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw CliException.Usage("BadDay", $"'{text}' is not a day such as 2028-04-01.");

    /// <summary>What the auditor brought and asks for besides.</summary>
    private sealed record Asked(ServerDump? Dump, AcceptedRulebook? Rulebook, string? Written, (DateOnly From, DateOnly To)? Days);

    private sealed record Replayed(ReplayResult Result, DumpFindings Stored, IReadOnlyList<Divergence> NotAccepted, JsonNode? Counted)
    {
        /// <summary>The list that accepts what was adopted.</summary>
        public required Func<string> Accepting { get; init; }
    }
}
