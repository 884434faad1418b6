using Oversight.Core.Ledger;

namespace Oversight.Server.Storage;

/// <summary>The clock all rules use: the real one plus a constant offset that only the demo has.</summary>
public sealed class BusinessClock(TimeProvider real)
{
    /// <summary>Zero, but in the demo.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Now, UTC, whole milliseconds.</summary>
    public DateTimeOffset Now => CanonicalInstant.Truncate(real.GetUtcNow() + Offset);
}

/// <summary>The one source of ids, salts and tokens.</summary>
public class RandomSource
{
    /// <summary>Fresh unpredictable bytes.</summary>
    public virtual byte[] Bytes(int count) => System.Security.Cryptography.RandomNumberGenerator.GetBytes(count);
}
