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

/// <summary>The figures of usage records in one format in one run, as lines a second on one core.</summary>
/// <param name="BytesPerLine">Of the lines read.</param>
/// <param name="Hashing">Nothing but SHA-256 over the bytes.</param>
/// <param name="Splitting">Nothing but finding the lines.</param>
/// <param name="Reading">Lines to records.</param>
/// <param name="Matching">Records against the authorisation of case C03.</param>
/// <param name="WidestMatching">Records against the most items and ranges a request may hold.</param>
/// <param name="Both">Lines to the tally of findings, all that is done with a file.</param>
/// <param name="AllocatedPerLine">Bytes the collector must come back for, in <paramref name="Both"/>.</param>
/// <param name="PeakBytes">The most memory the process of the benchmarks was resident with so far.</param>
public sealed record UsageRun(
    string Format, int Run, double BytesPerLine, double Hashing, double Splitting, double Reading, double Matching, double WidestMatching, double Both,
    double AllocatedPerLine, long PeakBytes);

/// <summary>The figures of the log on one store in one run; latencies in milliseconds.</summary>
/// <param name="Sequenced">Entries a second that get their place, heads signed.</param>
/// <param name="SignedP50">From an acknowledgement to the entry being under a served checkpoint, without witnesses.</param>
/// <param name="WitnessedP50">The same with a witness that must cosign.</param>
/// <param name="Size">Entries of the long log.</param>
/// <param name="ProofP50">An inclusion proof of an entry anywhere in the long log, out of the database.</param>
/// <param name="ReceiptP50">A receipt over HTTP, in the long log.</param>
public sealed record LogRun(
    string Store, int Run, double Sequenced, double? SignedP50, double? SignedP99, double? WitnessedP50, double? WitnessedP99, int Size, double? ProofP50, double? ProofP99,
    double? ReceiptP50, double? ReceiptP99);

/// <summary>The figures of verifying a whole log held in memory in one run, as entries a second.</summary>
/// <param name="BytesPerEntry">Of all files of the log.</param>
/// <param name="Hashing">Bare SHA-256 over the same leaves, nodes and parts, on one thread.</param>
/// <param name="OneThread">Everything `oversight verify` does, on one thread.</param>
/// <param name="TwoThreads">The same on two.</param>
/// <param name="AllocatedPerEntry">Bytes the collector must come back for, on two threads.</param>
/// <param name="FullCollections">How often it went through everything meanwhile.</param>
public sealed record VerificationRun(
    int Run, int Entries, double BytesPerEntry, double Hashing, double OneThread, double TwoThreads, double AllocatedPerEntry, int FullCollections);

/// <summary>What every figure was measured with.</summary>
public sealed record Circumstances(
    string Commit, string Runtime, string System, int Cores, string Sqlite, string Postgres, int Seed, string Load, int FloorLines, DateTimeOffset At);

/// <summary>Everything one call of the benchmarks found.</summary>
public sealed record BenchmarkResult(
    Circumstances Circumstances, IReadOnlyList<UsageRun> Usage, IReadOnlyList<VerificationRun> Verification, IReadOnlyList<RunResult> Runs, IReadOnlyList<LogRun> Log);
