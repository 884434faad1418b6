using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Requests;

/// <summary>A request: where it stands, what the caller can do, and everything the caller may see of it.</summary>
public sealed class ShowPage(Desk desk, OversightDbContext db, Names names) : PageModel
{
    private const int EntriesOnePage = 25;

    public RequestState State { get; private set; } = null!;

    public RequestView View { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    public FlowPicture? Flow { get; private set; }

    public WhatChanged? Changes { get; private set; }

    /// <summary>Commands open to the caller, each with the page it is given on.</summary>
    public IReadOnlyList<(CommandRule Rule, string Href)> Actions { get; private set; } = [];

    public IReadOnlyList<EntryView> Entries { get; private set; } = [];

    /// <summary>Entries are shown after this number.</summary>
    public int After { get; private set; }

    /// <summary>The number after which the next page of entries begins, or null.</summary>
    public int? NextAfter => Entries.Count == EntriesOnePage && Entries[^1].CaseSeq < State.CaseSeq ? Entries[^1].CaseSeq : null;

    /// <summary>The minutes by round, each line with its time.</summary>
    public ILookup<int?, MinuteLine> Minutes { get; private set; } = null!;

    /// <summary>The parts of the page that have something to show.</summary>
    public IEnumerable<string> Parts => new (string Name, bool Is)[]
    {
        ("flow", Flow is not null), ("intake", State.Intake is not null), ("changes", Changes is not null), ("content", true), ("examination", View.Examination is not null),
        ("inquiries", View.Inquiries.Count > 0), ("consultations", View.Consultations.Count > 0), ("interests", View.Interests.Count > 0),
        ("rounds", View.Rounds.Count > 0), ("authorisation", State.Authorisation is not null), ("entries", true),
    }.Where(part => part.Is).Select(part => part.Name);

    public async Task<IActionResult> OnGetAsync(string number, int? after)
    {
        if (await desk.FindAsync(number) is not { } state)
            return NotFound();
        var facts = desk.Facts;
        (State, View, Now, After) = (state, RequestView.Of(state, facts), facts.Now, Math.Max(0, after ?? 0));
        Actions = [.. CommandRules.OpenTo(state, facts).Select(rule => (rule, HrefOf(rule, state)))];
        Entries = await EntryReading.ReadAsync(db, state, facts.Actor, After, EntriesOnePage, HttpContext.RequestAborted);
        Flow = await PictureAsync(state);
        Changes = await WhatChanged.ReadAsync(db, state, facts.Actor, HttpContext.RequestAborted);
        var acts = await CaseEntries.OfTypesAsync(db, state.Id, Core.Sittings.Minutes.Types, HttpContext.RequestAborted);
        Minutes = Core.Sittings.Minutes.Of(acts.Select(act => act.Decoded)).ToLookup(line => line.Round);
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }

    /// <summary>Commands that carry the matter on are put forward; the others stand beside them.</summary>
    public static bool IsMain(CommandRule rule) =>
        rule.Name is "revise" or "submit" or "sign" or "resubmit" or "answer" or "examine" or "confirmConsultation" or "openRound" or "castBallot" or "decideTie" or "recordErasure";

    private static string HrefOf(CommandRule rule, RequestState state) => rule.Name switch
    {
        "revise" => $"/requests/{state.Id}/form",
        "submit" => $"/requests/{state.Id}/check",
        _ => $"/requests/{state.Id}/act/{rule.Name}",
    };

    private async Task<FlowPicture?> PictureAsync(RequestState state)
    {
        if (state.Definition is not { } hash || await db.Definitions.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash) is not { } row)
            return null;
        var entered = await db.Entries.AsNoTracking().Where(e => e.Case == state.Id.Value && (e.Type == nameof(FlowStarted) || e.Type == nameof(FlowEnded))).Select(e => e.Bytes).ToListAsync();
        return FlowPicture.Of(row.Json, desk.Facts.Rules.Definitions.Of(hash), state, entered.Select(FlowPicture.ActivityOf).ToHashSet());
    }
}
