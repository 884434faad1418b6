using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>A report in words, or as JSON.</summary>
public static class ReportText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Writes it; the answer is the exit code.</summary>
    public static int Write(PlainLines to, VerificationReport report, string output, IReadOnlyList<string> evidence)
    {
        if (output == "json")
            to.WriteJson(Json(report, evidence), Indented);
        else
            WriteWords(to, report, evidence);
        return (int)report.Verdict;
    }

    /// <summary>The verdict in one line.</summary>
    public static string Words(VerificationReport report) => report.Verdict switch
    {
        Verdict.ValidWitnessed => $"VALID, witnessed by {report.Witnesses.Count}: {string.Join(", ", report.Witnesses)}",
        Verdict.ValidUnwitnessed => "VALID, but unwitnessed",
        Verdict.Incomplete => "INCOMPLETE: something is missing or withheld",
        Verdict.Diverged => "DIVERGED: this is not the log that was signed before, or not what the rules lead to",
        Verdict.Invalid => "INVALID",
        Verdict.CouldNotTell => "COULD NOT TELL",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A fault in one line, with the entry it is about.</summary>
    public static string Words(Fault fault)
    {
        var place = fault.Index is { } index ? $" [entry {index}{(fault.Case is { } number ? $", {number} no. {fault.CaseSeq}" : "")}]" : "";
        return $"{fault.Code}: {fault.Message}{place}";
    }

    private static void WriteWords(PlainLines to, VerificationReport report, IReadOnlyList<string> evidence)
    {
        to.WriteLine(Words(report));
        foreach (var fault in report.Faults)
            to.WriteLine($"  {Words(fault)}");
        if (report.Tree is { } tree)
        {
            to.WriteLine($"log        {tree.Origin}");
            to.WriteLine($"head       {tree.Size} entries, root {tree.Root}");
            to.WriteLine($"verified   {report.EntryCount} entries of {report.CaseCount} cases");
            to.WriteLine($"parts      {report.OpenedCount} opened, {report.Erased.Count} erased under an order, {report.WithheldCount} withheld");
            to.WriteLine($"cosigned   {(report.WitnessedAt is { } at ? CanonicalInstant.Format(at) : "never")}");
        }

        foreach (var erased in report.Erased)
            to.WriteLine($"erased     {erased.Name} of entry {erased.Index}, {erased.Case} no. {erased.CaseSeq}, under order {erased.Order}");
        foreach (var file in evidence)
            to.WriteLine($"evidence   {file}");
    }

    private static JsonObject Json(VerificationReport report, IReadOnlyList<string> evidence) => new()
    {
        ["verdict"] = JsonNamingPolicy.CamelCase.ConvertName(report.Verdict.ToString()),
        ["exitCode"] = (int)report.Verdict,
        ["origin"] = report.Tree?.Origin,
        ["size"] = report.Tree?.Size,
        ["root"] = report.Tree?.Root.ToString(),
        ["witnesses"] = new JsonArray([.. report.Witnesses.Select(name => JsonValue.Create(name))]),
        ["witnessedAt"] = report.WitnessedAt is { } at ? CanonicalInstant.Format(at) : null,
        ["entries"] = report.EntryCount,
        ["cases"] = report.CaseCount,
        ["parts"] = new JsonObject { ["opened"] = report.OpenedCount, ["erased"] = report.Erased.Count, ["withheld"] = report.WithheldCount },
        ["erased"] = new JsonArray([.. report.Erased.Select(one => new JsonObject
        {
            ["index"] = one.Index, ["case"] = one.Case, ["caseSeq"] = one.CaseSeq, ["name"] = one.Name, ["order"] = one.Order,
        })]),
        ["faults"] = new JsonArray([.. report.Faults.Select(fault => new JsonObject
        {
            ["verdict"] = JsonNamingPolicy.CamelCase.ConvertName(fault.Verdict.ToString()), ["code"] = fault.Code, ["message"] = fault.Message,
            ["index"] = fault.Index, ["case"] = fault.Case, ["caseSeq"] = fault.CaseSeq,
        })]),
        ["evidence"] = new JsonArray([.. evidence.Select(file => JsonValue.Create(file))]),
    };
}
