namespace Oversight.Benchmarks;

/// <summary>The figures of one contender on one store in one run. Latencies in milliseconds, sizes in bytes, times in seconds.</summary>
/// <param name="VotesPerSecond">In the closed loop.</param>
/// <param name="P50">Of a vote's acknowledgement in the open model, as the other percentiles; null with too few votes to tell.</param>
/// <param name="DecisionP50">From the last acknowledgement to the decision read, in the open model.</param>
/// <param name="CpuPerCase">The server's processor time for the votes of a case, in the closed loop.</param>
/// <param name="BytesPerCase">Written for the votes of a case, in the closed loop.</param>
/// <param name="PreparationBytesPerCase">Written for a case from its draft to its open vote.</param>
/// <param name="ColdStartNew">To ready on an empty database, tables and people made; null for the floor, whose people ours makes.</param>
/// <param name="ColdStart">To ready on that database at the second start.</param>
public sealed record RunResult(
    string Store, string Contender, int Run, double VotesPerSecond, double? P50, double? P95, double? P99, double? P999, double? DecisionP50, double? DecisionP99,
    double CpuPerCase, double BytesPerCase, double PreparationBytesPerCase, int Votes, int Errors, int? Retries, long IdleBytes, long BusyBytes,
    double? ColdStartNew, double ColdStart, IReadOnlyList<string> Faults);

/// <summary>What every figure was measured with.</summary>
public sealed record Circumstances(
    string Commit, string Runtime, string System, int Cores, string Sqlite, string Postgres, int Seed, string Load, int FloorLines, DateTimeOffset At);

/// <summary>Everything one call of the benchmarks found.</summary>
public sealed record BenchmarkResult(Circumstances Circumstances, IReadOnlyList<RunResult> Runs);
