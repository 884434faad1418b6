using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers.Reads;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Reads;
using Oversight.Server.Requests;
using Oversight.Server.Storage;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages.Requests;

/// <summary>A command open to the caller, the page it is given on, and whether it carries the matter on.</summary>
public sealed record OpenAction(CommandRule Rule, string Href, bool IsMain);

/// <summary>A request: where it stands, what the caller can do, and everything the caller may see of it.</summary>
public sealed class ShowPage(Desk desk, OversightDbContext db, Names names) : PageModel
{
    private const int EntriesOnePage = 25;

    private const int ReadsOnePage = 50;

    public RequestState State { get; private set; } = null!;

    public RequestView View { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    public FlowPicture? Flow { get; private set; }

    public WhatChanged? Changes { get; private set; }

    /// <summary>The life of what was granted or done, or null before.</summary>
    public LifePicture? Life { get; private set; }

    /// <summary>Commands open to the caller, each with the page it is given on.</summary>
    public IReadOnlyList<OpenAction> Actions { get; private set; } = [];

    public IReadOnlyList<EntryView> Entries { get; private set; } = [];

    /// <summary>Entries are shown after this number.</summary>
    public int After { get; private set; }

    /// <summary>The number after which the next page of entries begins, or null.</summary>
    public int? NextAfter => Entries.Count == EntriesOnePage && Entries[^1].CaseSeq < State.CaseSeq ? Entries[^1].CaseSeq : null;

    /// <summary>The minutes by round, each line with its time.</summary>
    public ILookup<int?, MinuteLine> Minutes { get; private set; } = null!;

    /// <summary>The content parts proposals to erase speak of; none without a proposal.</summary>
    public IReadOnlyList<PlacedPart> ErasableParts { get; private set; } = [];

    /// <summary>Who opened what of this request, the latest first; null for whoever is no auditor.</summary>
    public IReadOnlyList<ReadView>? Reads { get; private set; }

    /// <summary>The parts of the page that have something to show.</summary>
    public IEnumerable<string> Parts => new (string Name, bool Is)[]
    {
        ("measure", State.Measure is not null), ("authorisation", State.Authorisation is not null), ("conditions", State.Authorisation is { Conditions.Count: > 0 }),
        ("resolutions", State.Monitoring.Resolutions.Count > 0), ("monitoring", IsMonitored),
        ("inspections", State.Monitoring.Inspections.Count + State.Monitoring.Asked.Count > 0), ("incidents", State.Monitoring.Incidents.Count > 0),
        ("flow", Flow is not null), ("intake", State.Intake is not null), ("changes", Changes is not null), ("content", true), ("examination", View.Examination is not null),
        ("inquiries", View.Inquiries.Count > 0), ("consultations", View.Consultations.Count > 0), ("interests", View.Interests.Count > 0),
        ("rounds", View.Rounds.Count > 0), ("erasureOrders", State.ErasureProposals.Count > 0), ("reads", Reads is not null), ("entries", true),
    }.Where(part => part.Is).Select(part => part.Name);

    /// <summary>True once the agency reported anything on what it does.</summary>
    private bool IsMonitored => State.Monitoring.Imports.Count + State.Monitoring.Disclosures.Count + State.Monitoring.AccessLogs.Count > 0;

    public async Task<IActionResult> OnGetAsync(string number, int? after)
    {
        if (await desk.OpenAsync(number) is not { } state)
            return NotFound();
        var facts = desk.Facts;
        (State, View, Now, After) = (state, RequestView.Of(state, facts), facts.Now, Math.Max(0, after ?? 0));
        Actions = ActionsOf(state, facts);
        Life = LifePicture.Of(state, Now, HttpContext.Words());
        Entries = await EntryReading.ReadAsync(db, state, facts.Actor, After, EntriesOnePage, HttpContext.RequestAborted);
        Flow = await PictureAsync(state);
        Changes = await WhatChanged.ReadAsync(db, state, facts.Actor, HttpContext.RequestAborted);
        var acts = await CaseEntries.OfTypesAsync(db, state.Id, Core.Sittings.Minutes.Types, HttpContext.RequestAborted);
        Minutes = Core.Sittings.Minutes.Of(acts.Select(act => act.Decoded)).ToLookup(line => line.Round);
        Reads = facts.Actor.Role == Role.Auditor ? await ReadsReading.BeforeAsync(db, ReadRegisters.Of(state.Id), int.MaxValue, ReadsOnePage, HttpContext.RequestAborted) : null;
        ErasableParts = state.ErasureProposals.Count == 0 ? [] : await ErasureForms.PartsAsync(db, state, HttpContext.RequestAborted);
        await names.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }

    private static IReadOnlyList<OpenAction> ActionsOf(RequestState state, Facts facts)
    {
        var audiences = Waiting.AudiencesOf(facts.Actor, facts.Panel);
        var waiting = Waiting.Of(state, facts.Rules.Definitions).Where(item => audiences.Contains(item.Audience)).Select(item => item.Command).ToHashSet();
        return [.. CommandRules.OpenTo(state, facts).Where(rule => HasPage(rule, state, facts.Now))
            .Select(rule => new OpenAction(rule, HrefOf(rule, state), IsMain(rule) || waiting.Contains(rule.Name)))];
    }

    /// <summary>Commands that carry the matter on are put forward; the others stand beside them.</summary>
    private static bool IsMain(CommandRule rule) =>
        rule.Name is "revise" or "submit" or "recordMeasure" or "sign" or "notify" or "resubmit" or "answer" or "examine" or "confirmConsultation" or "castBallot" or "decideTie" or "recordErasure";

    /// <summary>Commands that no form here gives, and those that wait for somebody else first, are not offered.</summary>
    private static bool HasPage(CommandRule rule, RequestState state, DateTimeOffset now) => rule.Name switch
    {
        "revise" or "submit" or "fileUsage" => true,
        "classifyIncident" => InspectionForms.Incidents(state, rule.Name, now).Any(),
        _ => CommandForms.Has(rule.Name),
    };

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
