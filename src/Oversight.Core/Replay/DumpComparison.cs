using Oversight.Core.Ledger;
using Oversight.Core.Requests;

namespace Oversight.Core.Replay;

/// <summary>A case as its entries add up to it: how many they are, the state as it is stored (null where they cannot be put together), and the rows.</summary>
internal sealed record DerivedCase(long Index, int CaseSeq, string? Json, IReadOnlyList<StoredRow> Rows);

/// <summary>
/// Holds a dump against the replay. The dump rests on the entries below its head and on those it brings itself, so each case is compared as it stands after
/// exactly these: one that goes on in the log afterwards is put aside before it does.
/// </summary>
internal sealed class DumpComparison
{
    private readonly ServerDump dump;
    private readonly Dictionary<(string Case, int CaseSeq), LoggedEntry> own = [];
    private readonly Dictionary<string, DerivedCase?> aside = [];
    private readonly HashSet<(string Case, int CaseSeq)> inTheLog = [];
    private readonly HashSet<string> erasedBetween = [];
    private readonly List<Divergence> found = [];

    public DumpComparison(ServerDump dump)
    {
        this.dump = dump;
        foreach (var entry in dump.Entries)
        {
            try
            {
                var header = EntryDocument.Read(entry.Bytes).Header;
                if (!own.TryAdd((header.Case, header.CaseSeq), entry))
                    found.Add(new Divergence(-1, header.Case, header.CaseSeq, DivergenceCodes.DumpEntryDiffers, "The dump has two entries of this number."));
            }
            catch (LedgerException fault)
            {
                found.Add(new Divergence(-1, "", 0, fault.Code, $"An entry of the dump: {fault.Message}"));
            }
        }
    }

    /// <summary>Entries of the dump that the log did not have, in the dump's order.</summary>
    public IReadOnlyList<LoggedEntry> NotInTheLog => [.. own.Where(entry => !inTheLog.Contains(entry.Key)).Select(entry => entry.Value)];

    /// <summary>Looks at an entry of the log before it is taken.</summary>
    public void Before(Spot spot, LoggedEntry entry, EntryDocument document, Func<string, DerivedCase?> derive)
    {
        if (own.TryGetValue((spot.Case, spot.CaseSeq), out var its))
        {
            inTheLog.Add((spot.Case, spot.CaseSeq));
            if (spot.Index < dump.Size || !its.Bytes.AsSpan().SequenceEqual(entry.Bytes))
                found.Add(new Divergence(spot.Index, spot.Case, spot.CaseSeq, DivergenceCodes.DumpEntryDiffers, "The dump has another entry of this number, or says that the log had none yet."));
        }
        else if (spot.Index >= dump.Size)
        {
            if (!aside.ContainsKey(spot.Case))
                aside[spot.Case] = derive(spot.Case);
            NoteErasure(spot.Case, document);
        }
    }

    /// <summary>What was erased after the log was copied or after the dump was made is there in one of them and not in the other.</summary>
    public void NoteErasure(string name, EntryDocument document)
    {
        if (document.Type == nameof(PartsErased))
            erasedBetween.Add(name);
    }

    /// <summary>Every case of the dump, and every one the entries have.</summary>
    /// <param name="cases">The cases of the log and of the dump's own entries.</param>
    /// <param name="derive">A case as all these entries add up to it, null for one without any.</param>
    /// <param name="withheld">Cases of which content is not there that no order erased.</param>
    public (IReadOnlyList<Divergence> Found, IReadOnlyList<string> NotCompared) Compare(IEnumerable<string> cases, Func<string, DerivedCase?> derive, IReadOnlySet<string> withheld)
    {
        var skipped = new SortedSet<string>(withheld.Concat(erasedBetween), StringComparer.Ordinal);
        var (states, rows) = (dump.States.ToLookup(state => state.Case), dump.Rows.ToLookup(row => row.Case));
        var names = cases.Concat(dump.States.Select(state => state.Case)).Concat(dump.Rows.Select(row => row.Case)).Where(name => !skipped.Contains(name));
        foreach (var name in names.Distinct().Order(StringComparer.Ordinal))
        {
            var derived = aside.TryGetValue(name, out var then) ? then : derive(name);
            found.AddRange(Judge(name, [.. states[name]], derived).Concat(Judge(name, rows[name], derived)));
        }
        return (
            [.. found.OrderBy(divergence => divergence.Case, StringComparer.Ordinal)],
            [.. skipped.Select(name => $"{name}: content of it is withheld, or was erased between the copy of the log and the dump; compare it with newer ones.")]);
    }

    /// <summary>A stored state must be the one after exactly the entries it says it rests on, and these must be all there are.</summary>
    public static IEnumerable<Divergence> Judge(string name, IReadOnlyList<StoredState> stored, DerivedCase? derived)
    {
        if (derived?.Json is not { } json)
            return stored.Select(_ => new Divergence(derived?.Index ?? -1, name, derived?.CaseSeq ?? 0, DivergenceCodes.StateWithoutEntries, "A state is stored that no entries add up to."));
        if (stored is not [var state])
            return [new Divergence(derived.Index, name, derived.CaseSeq, DivergenceCodes.StateMissing, $"The entries add up to one state; {stored.Count} are stored.")];
        var difference = state.CaseSeq is { } seq && seq != derived.CaseSeq
            ? $"The stored state says that it rests on {seq} entries of the case; there are {derived.CaseSeq}."
            : state.DifferenceTo(json) is { } place ? $"The stored state differs from what the entries add up to at {place}." : null;
        return difference is null ? [] : [new Divergence(derived.Index, name, derived.CaseSeq, DivergenceCodes.StateDiffers, difference)];
    }

    private static IEnumerable<Divergence> Judge(string name, IEnumerable<StoredRow> stored, DerivedCase? derived)
    {
        var (left, unknown) = (derived?.Rows.ToList() ?? [], new List<StoredRow>());
        // A row may be there twice only where the entries have it twice.
        foreach (var row in stored)
            if (!left.Remove(row))
                unknown.Add(row);
        return Told(unknown, DivergenceCodes.RowWithoutEntries, "is stored and does not follow from the entries")
            .Concat(Told(left, DivergenceCodes.RowMissing, "follows from the entries and is not stored"));

        IEnumerable<Divergence> Told(IEnumerable<StoredRow> rows, string code, string what) => rows.GroupBy(row => row.Table).Select(table =>
            new Divergence(derived?.Index ?? -1, name, derived?.CaseSeq ?? 0, code, $"A row of {table.Key} {what}: {table.First().Json}{(table.Count() > 1 ? $", and {table.Count() - 1} more" : "")}."));
    }
}
