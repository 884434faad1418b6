using Microsoft.EntityFrameworkCore;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>What a new database gets before anybody can sign in.</summary>
public static class FirstStart
{
    /// <summary>Opens the panel's register with the seats the law in force gives it, unless it is open.</summary>
    public static Task EstablishPanelAsync(Transactions transactions, RegisterStore registers, Rules rules, DateTimeOffset now) =>
        transactions.RunAsync(async db =>
        {
            if (await db.Registers.AnyAsync(register => register.Case == Registers.Panel.Case))
                return false;
            var seats = rules.Book.Law.InForceAt(now).PanelSeats.Value;
            registers.Append(db, Registers.Panel, null, [new PanelEstablished(seats)], Actor.System, now);
            await db.SaveChangesAsync();
            return true;
        }, CancellationToken.None);
}
