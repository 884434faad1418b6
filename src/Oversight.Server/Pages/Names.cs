using Microsoft.EntityFrameworkCore;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages;

/// <summary>Names of people and agencies for one page; whoever is not known is shown by the id the audit trail holds.</summary>
public sealed class Names(OversightDbContext db)
{
    private Dictionary<string, (string En, string Ja)> people = [];
    private Dictionary<string, (string En, string Ja)> agencies = [];

    /// <summary>Reads the names; to be called once by the page before it is shown.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        var accounts = await db.Users.AsNoTracking().Select(account => new { account.Id, account.NameEn, account.NameJa }).ToListAsync(ct);
        people = accounts.ToDictionary(account => account.Id, account => (account.NameEn, account.NameJa));
        agencies = (await db.Agencies.AsNoTracking().ToListAsync(ct)).ToDictionary(agency => agency.Id, agency => (agency.NameEn, agency.NameJa));
    }

    /// <summary>A person by account id.</summary>
    public string Person(Words words, string id) => id == "system" ? words["Role.System"] : In(people, words, id);

    /// <summary>An agency by its id.</summary>
    public string Agency(Words words, string id) => In(agencies, words, id);

    private static string In(Dictionary<string, (string En, string Ja)> names, Words words, string id) =>
        names.TryGetValue(id, out var name) && words.Of(name.En, name.Ja) is { Length: > 0 } text ? text : id;
}
