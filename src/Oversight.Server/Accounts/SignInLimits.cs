using System.Threading.RateLimiting;
using Oversight.Server.Hosting;

namespace Oversight.Server.Accounts;

/// <summary>Holds back guessing: so many attempts a minute for a user name, and so many from an address.</summary>
public sealed class SignInLimits(OversightOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> byName = PerMinute(options.SignIn.AttemptsPerNameAndMinute);
    private readonly PartitionedRateLimiter<string> byAddress = PerMinute(options.SignIn.AttemptsPerAddressAndMinute);

    /// <summary>Null when the attempt may go on, else how long to wait.</summary>
    public TimeSpan? RetryAfter(string userName, string address) => RetryAfter(byAddress, address) ?? RetryAfter(byName, userName);

    public void Dispose()
    {
        byName.Dispose();
        byAddress.Dispose();
    }

    private static TimeSpan? RetryAfter(PartitionedRateLimiter<string> limiter, string partition)
    {
        using var lease = limiter.AttemptAcquire(partition);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    private static PartitionedRateLimiter<string> PerMinute(int attempts) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = attempts, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
}
