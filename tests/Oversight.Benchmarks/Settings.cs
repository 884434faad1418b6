using System.Globalization;

namespace Oversight.Benchmarks;

/// <summary>What to run.</summary>
/// <param name="SaturationCases">Cases of the closed loop, per run.</param>
/// <param name="ArrivalCases">Cases of the open model, per run.</param>
/// <param name="LargeEvery">Every so many cases carry the 2 MB file.</param>
public sealed record Settings(
    bool IsShort, int Runs, int WarmUpCases, int SaturationCases, int ArrivalCases, double CasesPerSecond, int InFlight, int LargeEvery, int Seed,
    IReadOnlyList<string> Parts, IReadOnlyList<string> Stores, IReadOnlyList<string> Contenders, string? Output)
{
    /// <summary>Entries, and reads, of each measurement of the log.</summary>
    public int Entries { get; init; } = IsShort ? 1000 : 3000;

    /// <summary>Entries that wait when sequencing is measured.</summary>
    public int Sequenced { get; init; } = IsShort ? 10_000 : 50_000;

    /// <summary>Entries of the long log.</summary>
    public int LogSize { get; init; } = 1_000_000;

    public const string Usage = "usage: Oversight.Benchmarks [--short] [--seed N] [--part usage|verify|votes|log] [--store sqlite|postgres] [--contender ours|still|floor] [--warmUp CASES] [--cases CASES] [--logSize ENTRIES] [--runs N] [--output FILE]";

    /// <summary>The settings of a command line, or null when it is not understood.</summary>
    public static Settings? Parse(IReadOnlyList<string> args)
    {
        var isShort = args.Contains("--short");
        var settings = isShort
            ? new Settings(true, 1, 300, 100, 100, 20, 8, 20, 5, ["usage", "verify", "votes", "log"], ["sqlite", "postgres"], ["floor", "still", "ours"], null)
            : new Settings(false, 5, 200, 240, 240, 20, 8, 1, 5, ["usage", "verify", "votes", "log"], ["sqlite", "postgres"], ["floor", "still", "ours"], null);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--short")
                continue;
            if (i + 1 == args.Count)
                return null;
            var value = args[++i];
            switch (args[i - 1])
            {
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed): settings = settings with { Seed = seed }; break;
                case "--part" when settings.Parts.Contains(value): settings = settings with { Parts = [value] }; break;
                case "--store" when settings.Stores.Contains(value): settings = settings with { Stores = [value] }; break;
                case "--contender" when value.Split(',').All(settings.Contenders.Contains): settings = settings with { Contenders = value.Split(',') }; break;
                case "--logSize" when int.TryParse(value, CultureInfo.InvariantCulture, out var size): settings = settings with { LogSize = size }; break;
                case "--runs" when int.TryParse(value, CultureInfo.InvariantCulture, out var runs): settings = settings with { Runs = runs }; break;
                case "--warmUp" when int.TryParse(value, CultureInfo.InvariantCulture, out var cases): settings = settings with { WarmUpCases = cases }; break;
                case "--cases" when int.TryParse(value, CultureInfo.InvariantCulture, out var cases):
                    settings = settings with { SaturationCases = cases, ArrivalCases = cases };
                    break;
                case "--output": settings = settings with { Output = Path.GetFullPath(value) }; break;
                default: return null;
            }
        }
        return settings;
    }
}
