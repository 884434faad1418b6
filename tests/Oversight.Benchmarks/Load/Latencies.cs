namespace Oversight.Benchmarks.Load;

/// <summary>Durations in milliseconds, all of them kept, so that percentiles are exact.</summary>
public sealed class Latencies
{
    private readonly double[] sorted;

    public Latencies(IEnumerable<TimeSpan> samples) => sorted = [.. samples.Select(sample => sample.TotalMilliseconds).Order()];

    public int Count => sorted.Length;

    /// <summary>The smallest sample that at least this share of samples does not exceed; null with too few samples to tell.</summary>
    public double? At(double share) => sorted.Length * (1 - share) < 1 - 1e-9 ? null : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
