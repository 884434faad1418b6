using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Core.Ledger;
using Oversight.Core.Reports;
using Oversight.Core.Requests;
using Oversight.Server.Demo.Cases;
using Oversight.Server.Hosting;
using Oversight.Server.Reports;
using Oversight.Server.Tests.Hosting;
using Oversight.Server.Tests.Scenes;

namespace Oversight.Server.Tests.Reports;

/// <summary>A year whose numbers were counted by hand from what is played in it.</summary>
public sealed class FixtureYearTests
{
    /// <summary>
    /// 2028. R1: C01, C06 and its refiling, one withdrawn, one inspected, one extended; approved C01 and the last two. R2: C02 approved, C04 refused at intake.
    /// R3: C03, two of three items. R4: one, withdrawn. The others ask for two items each. Police: one measure notified, one not. SDF: one measure notified.
    /// One inspection of a request, one of an agreement. C02 reports on nothing: three dates of one condition and one of another are missed, the second
    /// miss suspends. C01, C02, C03 and the inspected one end, two of them are erased; that C10's erasure is overdue is noticed in January.
    /// </summary>
    private const string Year2028 = """
        {
          "i": {"17(1)": {"requests": 6, "approvals": 3}, "19(1)": {"requests": 1, "approvals": 0}},
          "ii": {"32(1)": {"requests": 2, "approvals": 1}, "19(1)": {"requests": 0, "approvals": 0}},
          "iii": {"33(1)": {"requests": 1, "approvals": 1}, "19(1)": {"requests": 0, "approvals": 0}},
          "iv": {"63(1)": {"opened": 1, "closed": 1}, "63(2)": {"opened": 1, "closed": 1}},
          "v": {"66(1)": {"adopted": 1}, "67(1)": {"adopted": 1}, "68": {"adopted": 0}},
          "vi": {"6-2(4)": {"requests": 0, "notices": 1, "approvals": 0, "noticesOverdue": 1}},
          "vii": {"6-2(10)": {"adopted": 1}},
          "viii": {
            "all": {"requests": 0, "notices": 1, "approvals": 0, "noticesOverdue": 0}, "91-3": {"requests": 0, "notices": 1, "approvals": 0, "noticesOverdue": 0},
            "89(1), 92(2)": {"requests": 0, "notices": 0, "approvals": 0, "noticesOverdue": 0}, "95-4(1)": {"requests": 0, "notices": 0, "approvals": 0, "noticesOverdue": 0}
          },
          "ix": {"all": {"adopted": 1}, "91-3": {"adopted": 1}, "89(1), 92(2)": {"adopted": 0}, "95-4(1)": {"adopted": 0}},
          "extended": {
            "outcomes": {"approved": 3, "approvedWithConditions": 1, "partlyApproved": 1, "refused": 0, "notCarried": 0, "remanded": 0, "refusedAtIntake": 2, "withdrawn": 2},
            "versions": {"decided": 5, "changedBeforeDecision": 0},
            "intakeRefusals": {"I01": 1, "I02": 0, "I03": 1},
            "panelRefusals": {"byMajority": 1, "notCarried": 0, "byCasting": 0},
            "items": {"asked": 11, "granted": 10, "struck": 0},
            "emergencies": {"measures": 3, "notifiedInTime": 2, "notifiedLate": 0, "noticeOverdue": 1, "confirmedProper": 2, "notProper": 0, "lapsed": 0},
            "conditions": {"missed": 4, "breached": 0, "suspensions": 1, "resumptions": 0},
            "incidents": {"opened": 0, "minor": 0, "relevant": 0, "serious": 0},
            "usage": {"files": 0, "records": 0, "unflagged": 0, "flagged": 0, "malformed": 0},
            "disclosures": {"recorded": 2, "offPurpose": 1},
            "erasure": {"ended": 4, "endedAndErased": 2, "erased": 2, "carriedOver": 0, "keptLonger": 0, "overdue": 1},
            "deliberation": {"recusals": 0, "quorumLost": 0, "castings": 0, "castingsByActingChair": 0}
          }
        }
        """;

    /// <summary>2027: C10 twice, once approved by three with nasu out, once without quorum; C11 refused by the acting chair's casting.</summary>
    private const string Year2027 = """
        {
          "i": {"17(1)": {"requests": 0, "approvals": 0}},
          "vi": {"6-2(4)": {"requests": 1, "notices": 0, "approvals": 0}},
          "viii": {"all": {"requests": 2, "notices": 0, "approvals": 1}, "91-3": {"requests": 2, "notices": 0, "approvals": 1}},
          "extended": {
            "outcomes": {"approved": 1, "approvedWithConditions": 0, "refused": 1},
            "panelRefusals": {"byMajority": 0, "byCasting": 1},
            "deliberation": {"recusals": 2, "quorumLost": 1, "castings": 1, "castingsByActingChair": 1}
          }
        }
        """;

    /// <summary>The fiscal year 2026: C08 and both plays of C10.</summary>
    private const string FiscalYear2026 = """
        {
          "vi": {"6-2(4)": {"requests": 1, "notices": 0, "approvals": 1}},
          "viii": {"all": {"requests": 2, "notices": 0, "approvals": 1}},
          "extended": {"outcomes": {"approved": 1, "approvedWithConditions": 1}, "versions": {"decided": 2}}
        }
        """;

    [Theory, MemberData(nameof(TestDatabase.Kinds), MemberType = typeof(TestDatabase))]
    public async Task The_report_of_a_year_says_what_was_counted_by_hand_and_can_be_counted_again_from_the_entries(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await FixtureYear.PlayAsync(server);
        var auditor = server.ClientFor("auditor");

        foreach (var (from, to, counted) in new[] { ("2028-01-01", "2028-12-31", Year2028), ("2027-01-01", "2027-12-31", Year2027), ("2026-04-01", "2027-03-31", FiscalYear2026) })
        {
            var told = (await auditor.ReadAsync($"/api/v1/reports/annual?from={from}&to={to}&edition=full")).Succeeded().Text;
            Assert.Empty(Json.Differences(JsonNode.Parse(counted), Numbers(JsonNode.Parse(told)!)));
            Assert.Equal(told, await CountedAgainAsync(auditor, DateOnly.Parse(from, null), DateOnly.Parse(to, null)));
        }

        await EditionsAsync(server);
        await PagesOfTheYearAsync(server);
    }

    /// <summary>Decodes what anybody could have kept and counts it with the core alone.</summary>
    private static async Task<string> CountedAgainAsync(HttpClient auditor, DateOnly from, DateOnly to)
    {
        var entries = new List<ReportedEntry>();
        foreach (var line in (await auditor.ReadAsync("/api/v1/entries/export")).Succeeded().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var exported = JsonSerializer.Deserialize<ExportedEntry>(line, ApiJson.Options)!;
            var bytes = Base64Url.DecodeFromChars(exported.Entry);
            Assert.Equal(exported.LeafHash, LeafHash.HexOf(bytes));
            var (entry, missing) = ReportedEntry.Read(EntryDocument.Read(bytes).Header.Case, new StoredEntry(bytes, exported.Parts));
            Assert.Empty(missing);
            entries.Add(entry);
        }
        return JsonSerializer.Serialize(AnnualReport.Of(entries, from, to, new ReportSettings(true, 5)), ApiJson.Options);
    }

    private static async Task EditionsAsync(TestServer server)
    {
        const string Period = "/api/v1/reports/annual?from=2028-01-01&to=2028-12-31";
        var told = (await server.ClientFor("npa.drafter").ReadAsync(Period)).Succeeded();
        var numbers = Numbers(told.Json);
        Assert.Equal("public", (string?)told.Json["edition"]);
        Assert.Equal(6, (int?)numbers["i"]!["17(1)"]!["requests"]);
        Assert.DoesNotContain("2028-", told.Text.Replace("\"from\":\"2028-01-01\",\"to\":\"2028-12-31\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(FixtureYear.Outline, told.Text, StringComparison.Ordinal);
        Assert.Equal(5, (int?)told.Json["extended"]!["groups"]!["outcomes"]!["withdrawn"]!["fewerThan"]);
        var full = (await server.ClientFor("kuze").ReadAsync($"{Period}&edition=full")).Succeeded().Text;
        Assert.Contains(FixtureYear.Outline, full, StringComparison.Ordinal);
        Assert.Contains(FixtureYear.AgreementOutline, full, StringComparison.Ordinal);
    }

    private static async Task PagesOfTheYearAsync(TestServer server)
    {
        var csv = (await server.ClientFor("auditor").ReadAsync("/api/v1/reports/annual?from=2028-01-01&to=2028-12-31&edition=full&format=csv")).Succeeded().Text;
        Assert.Contains("\"statutory\",\"i\",\"17(1)\",\"requests\",", csv, StringComparison.Ordinal);
        Assert.All(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith("\"", line, StringComparison.Ordinal));
    }

    /// <summary>The numbers alone, as the case files write them.</summary>
    private static JsonObject Numbers(JsonNode report)
    {
        var numbers = (JsonObject)Bare(report["items"])!;
        numbers["extended"] = Bare(report["extended"]!["groups"]);
        return numbers;
    }

    private static JsonNode? Bare(JsonNode? node) => node switch
    {
        JsonObject figure when figure["count"] is { } count => count.DeepClone(),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Bare(member.Value)))),
        _ => null,
    };
}
