using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Demo;

/// <summary>The demo's constant distance from the real clock, fixed at the first start; it also marks the database as a demo's.</summary>
public static class DemoClock
{
    private const string Setting = "demoClockOffset";

    /// <summary>Sets the business clock; a demo's database without --demo, and a real one with it, keep the server from starting.</summary>
    public static async Task ApplyAsync(OversightOptions options, Transactions transactions, BusinessClock clock)
    {
        var now = clock.Now;
        clock.Offset = await transactions.RunAsync(async db =>
        {
            var stored = await db.Settings.SingleOrDefaultAsync(setting => setting.Name == Setting);
            if (stored is not null)
            {
                return options.Demo.Enabled
                    ? TimeSpan.FromMilliseconds(long.Parse(stored.Value, CultureInfo.InvariantCulture))
                    : throw new StartRefusedException("This database belongs to a demo, whose clock is not the real one: start with --demo, or name another database.");
            }
            if (!options.Demo.Enabled)
                return TimeSpan.Zero;
            if (await db.Users.AnyAsync() || await db.Entries.AnyAsync())
                throw new StartRefusedException("This database was not made by the demo: the demo needs a database of its own. Start without --demo, or name another database.");
            var offset = TimeSpan.FromMilliseconds((long)(options.Demo.StartsAt - now).TotalMilliseconds);
            db.Settings.Add(new SettingRow { Name = Setting, Value = ((long)offset.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) });
            await db.SaveChangesAsync();
            return offset;
        }, CancellationToken.None);
    }
}
