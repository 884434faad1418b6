using Microsoft.EntityFrameworkCore;
using Oversight.Core.Requests;
using Oversight.Core.Sittings;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Requests;
using Oversight.Server.Sittings;
using Oversight.Server.Storage;

namespace Oversight.Server.Pages.Sittings;

/// <summary>A row of the agenda's form: a request that is on it or could be, or room for a number to be typed.</summary>
public sealed record AgendaRow(string? Request, string? Route, string? Agency, string? State, AgendaKind Kind, int? Place);

/// <summary>The agenda as a form: a place for each request that waits for the panel; without a place it is not on the agenda.</summary>
public sealed class AgendaForm(RequestReading reading)
{
    /// <summary>Rows with room for a number to be typed.</summary>
    private const int Free = 2;

    private const int MostCandidates = 40;

    private static readonly string[] Waiting = [nameof(RequestStatus.BeforePanel), nameof(RequestStatus.Voting), nameof(RequestStatus.UnderConfirmation)];

    /// <summary>What is on the agenda in its order, what waits for the panel, the oldest first, and free rows.</summary>
    public async Task<IReadOnlyList<AgendaRow>> RowsAsync(IReadOnlyList<AgendaItemView> items, Caller caller, CancellationToken ct)
    {
        var candidates = await reading.Readable(caller).Where(r => Waiting.Contains(r.State)).OrderBy(r => r.FiledAt).ThenBy(r => r.Id).Take(MostCandidates)
            .Select(r => new { r.Id, r.Route, r.Agency, r.State }).ToListAsync(ct);
        var seen = items.Where(item => !item.IsWithheld).ToList();
        return
        [
            .. seen.Select((item, i) => new AgendaRow(item.Request, item.Route, item.Agency, item.RequestState?.ToString(), item.Kind, i + 1)),
            .. candidates.Where(c => seen.All(item => item.Request != c.Id)).Select(c => new AgendaRow(
                c.Id, c.Route, c.Agency, c.State, c.State == nameof(RequestStatus.UnderConfirmation) ? AgendaKind.Confirm : AgendaKind.Decide, null)),
            .. Enumerable.Repeat(new AgendaRow(null, null, null, null, AgendaKind.Resolve, null), Free),
        ];
    }

    /// <summary>The items with a place, in the order of their places; two on one place keep the order of the form.</summary>
    public static IReadOnlyList<AgendaItem> Read(FormAnswers answers, IReadOnlyList<AgendaRow> rows) =>
        [.. Placed(answers, rows).Select(row => new AgendaItem(row.Request, answers.RequiredChoice<AgendaKind>($"items.{row.Index}.kind")))];

    /// <summary>The form's field for a field of the command.</summary>
    public static string FieldOf(string field, FormAnswers answers, IReadOnlyList<AgendaRow> rows)
    {
        if (field.Split('.') is not ["agenda", var number, var part] || !int.TryParse(number, out var index))
            return field.StartsWith("agenda", StringComparison.Ordinal) ? "items.0.place" : field == "startsAt" ? "startsAt.year" : field;
        var placed = Placed(answers, rows);
        return index < placed.Count ? $"items.{placed[index].Index}.{(part == "kind" || rows[placed[index].Index].Request is null ? part : "place")}" : "items.0.place";
    }

    private static List<(int Index, string Request)> Placed(FormAnswers answers, IReadOnlyList<AgendaRow> rows) =>
    [
        .. Enumerable.Range(0, rows.Count)
            .Select(i => (Index: i, Request: rows[i].Request ?? answers.Text($"items.{i}.request"), Place: answers.OptionalNumber($"items.{i}.place")))
            .Where(row => row.Request is not null && (row.Place is not null || rows[row.Index].Request is null))
            .OrderBy(row => row.Place ?? int.MaxValue).ThenBy(row => row.Index).Select(row => (row.Index, row.Request!)),
    ];
}
