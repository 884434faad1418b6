using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Oversight.Core.Panels;
using Oversight.Server.Hosting;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Texts;

namespace Oversight.Server.Tests.Contract;

public sealed partial class ProblemCatalogueTests
{
    private static readonly string[] Sources =
    [
        "src/Oversight.Core/Authorisations", "src/Oversight.Core/Inspections", "src/Oversight.Core/Registers", "src/Oversight.Core/Requests",
        "src/Oversight.Core/Sittings", "src/Oversight.Server/Accounts", "src/Oversight.Server/Agreements", "src/Oversight.Server/Attachments",
        "src/Oversight.Server/Authorisations", "src/Oversight.Server/Ballots", "src/Oversight.Server/Emergencies", "src/Oversight.Server/Erasures", "src/Oversight.Server/Examinations",
        "src/Oversight.Server/Filing", "src/Oversight.Server/Hosting", "src/Oversight.Server/Inspections", "src/Oversight.Server/OperatorReports",
        "src/Oversight.Server/Reads", "src/Oversight.Server/Reports", "src/Oversight.Server/Requests", "src/Oversight.Server/Rosters", "src/Oversight.Server/Sittings", "src/Oversight.Server/Storage",
        "src/Oversight.Server/Undertakings", "src/Oversight.Server/Usage",
    ];

    /// <summary>Words in the sources that look like codes and are not.</summary>
    private static readonly HashSet<string> NoCodes =
    [
        "Agencies", "Bearer", "Case", "CaseSeq", "CaseUnreadable", "DatabaseUnreachable", "Documents", "Entries", "ErasedParts", "Expired", "Id", "IfMatch", "LeafIndexes", "LogTiles", "Microsoft", "MigrationsPending", "Name", "OrderCase", "OrderSeq", "Oversight", "Parts", "Refused", "RefusedAtIntake", "Registers", "Requests",
        "Session", "TimersStalled",
    ];

    /// <summary>Codes that come from elsewhere: the panel's own refusals and the password rules of the platform.</summary>
    private static IEnumerable<string> Borrowed =>
    [
        .. typeof(PanelRefusal).GetProperties().Where(p => p.PropertyType == typeof(PanelRefusal)).Select(p => p.Name), "PasswordTooShort", "PasswordRequiresUniqueChars",
        // Of the log these two; its other words are alarms, which readiness names and no call is answered with.
        "NotYetPublished", "WaitOutOfRange",
    ];

    [Fact]
    public void The_catalogue_holds_every_code_the_sources_can_answer_and_no_other()
    {
        var used = Sources.SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("Migrations", StringComparison.Ordinal) && Path.GetFileName(file) != "ProblemCatalogue.cs")
            .SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line)).Select(match => match.Groups[1].Value)
            .Concat(Borrowed).Except(NoCodes).Order(StringComparer.Ordinal);

        Assert.Equal(ProblemCatalogue.Statuses.Keys, used.Distinct());
    }

    [Fact]
    public void Every_code_has_a_text_in_both_languages() =>
        Assert.All(ProblemCatalogue.Statuses.Keys, code =>
        {
            Assert.NotNull(Wordbook.Shipped.Find(Language.En, $"code.{code}"));
            Assert.NotNull(Wordbook.Shipped.Find(Language.Ja, $"code.{code}"));
        });

    [Fact]
    public void The_documentation_lists_every_code_with_status_and_what_to_do_next()
    {
        var page = new StringBuilder("""
            # Errors

            Every answer of the API that is not a success is `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `code`, `traceId` and, where fields are at fault,
            `errors` with a JSON pointer, a code and a title each. Codes are stable and never translated; titles follow `Accept-Language` (English, Japanese). The `type` leads to
            `/errors/{code}` on the server itself. A code without a status only names a field. Requests that are not HTTP at all (a broken request line, headers beyond 32 KiB) are
            answered by the web server with a bare 400, 414 or 431.

            | code | status | what it says | 日本語 |
            | --- | --- | --- | --- |

            """);
        foreach (var (code, status) in ProblemCatalogue.Statuses)
            page.Append(CultureInfo.InvariantCulture, $"| `{code}` | {status} | {Text(Language.En, code)} | {Text(Language.Ja, code)} |\n");

        Repository.AssertHolds("docs/errors.md", page.ToString());
    }

    private static string Text(Language language, string code) => Wordbook.Shipped.Find(language, $"code.{code}") ?? "";

    [GeneratedRegex("(?<![$@\\w\\[=?&\\\\])\"([A-Z][a-z]+[A-Za-z]*)\"")]
    private static partial Regex Code();
}
