using Microsoft.EntityFrameworkCore;
using Oversight.Core.Panels;
using Oversight.Core.Registers;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>The panel as last read; read again when the register has moved on.</summary>
public sealed class PanelCache
{
    private volatile Kept? kept;

    /// <summary>The panel at this version of its register, or a later one.</summary>
    public async Task<Panel> AtAsync(OversightDbContext db, int version)
    {
        if (kept is { } current && current.Version == version)
            return current.Panel;
        var row = await db.Registers.AsNoTracking().SingleAsync(register => register.Case == Registers.Panel.Case);
        var read = new Kept(row.CaseSeq, Registers.Panel.Parse(row.Snapshot));
        kept = read;
        return read.Panel;
    }

    private sealed record Kept(int Version, Panel Panel);
}
