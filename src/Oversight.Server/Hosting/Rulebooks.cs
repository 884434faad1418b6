using Microsoft.EntityFrameworkCore;
using Oversight.Core.Law;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>Loads what the server decides by. Anything unreadable keeps the server from starting, with the file and the reason.</summary>
public static class Rulebooks
{
    /// <summary>Reads law, calendar, map and definitions from the settings, and the definitions open cases may still hold from the database.</summary>
    public static async Task<Rules> LoadAsync(OversightOptions options, Transactions transactions, BusinessClock clock)
    {
        var shipped = Directory.EnumerateFiles(options.Workflows, "*.json").Order(StringComparer.Ordinal).Select(ReadDefinition).ToList();
        var known = await transactions.RunAsync(async db =>
        {
            var rows = await db.Definitions.ToDictionaryAsync(row => row.Hash);
            foreach (var (definition, json) in shipped.Where(read => !rows.ContainsKey(read.Definition.Hash)))
                db.Definitions.Add(new DefinitionRow { Hash = definition.Hash, Json = json, AddedAt = clock.Now });
            await db.SaveChangesAsync();
            return rows;
        }, CancellationToken.None);
        var kept = known.Values.Where(row => shipped.All(read => read.Definition.Hash != row.Hash)).Select(row => Parse($"definition {row.Hash}", row.Json));
        var book = new Rulebook(Law(options), Calendar(options), Map(options), new DefinitionSet(shipped.Select(read => read.Definition), kept));
        return new Rules(book, options.LogOrigin);
    }

    private static (WorkflowDefinition Definition, string Json) ReadDefinition(string file)
    {
        var json = File.ReadAllText(file);
        return (Parse(file, json), json);
    }

    private static WorkflowDefinition Parse(string name, string json)
    {
        var reading = DefinitionReader.Read(json);
        return reading.Definition ?? throw new StartRefusedException(
            $"{name} is not a workflow definition that may run:\n{string.Join('\n', reading.Errors.Select(e => $"  {e.Path}: {e.Code}: {e.Message} {e.Hint}"))}");
    }

    private static LegalCalendar Law(OversightOptions options)
    {
        if (options.RuleSets.Length == 0)
            return LegalCalendar.Japan;
        return LegalCalendar.TryParse(File.ReadAllText(options.RuleSets), out var calendar, out var error)
            ? calendar
            : throw new StartRefusedException($"{options.RuleSets}: {error}");
    }

    private static WorkingCalendar Calendar(OversightOptions options) => options.Holidays.Length == 0
        ? WorkingCalendar.Japan
        : WorkingCalendar.Parse(Path.GetFileName(options.Holidays), File.ReadAllText(options.Holidays));

    private static NetworkMap Map(OversightOptions options)
    {
        var files = options.Delegations.Select(file => DelegationFile.Parse(File.ReadAllText(file))).ToList();
        return new NetworkMap(files, options.Demo.Enabled ? NetworkMap.DemoOverrides : [], options.OutsideJapanIsForeign);
    }
}

/// <summary>The server must not start; the message says why and where.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
