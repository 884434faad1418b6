namespace Oversight.Benchmarks.Panels;

/// <summary>A case whose vote is open to these members.</summary>
public sealed record OpenCase(string Id, string? ETag, IReadOnlyList<string> Voters);

/// <summary>A contender as the load sees it.</summary>
public interface IPanel : IDisposable
{
    /// <summary>Brings case number n to its open vote.</summary>
    Task<OpenCase> PrepareAsync(int number);

    /// <summary>One member's yes. True when it was acknowledged.</summary>
    Task<bool> VoteAsync(OpenCase open, string member);

    /// <summary>Whether anybody who may read the case now sees its decision.</summary>
    Task<bool> IsDecidedAsync(OpenCase open);

    /// <summary>What is wrong with a case whose members have all voted: a vote lost or doubled, not decided exactly once; null when nothing is.</summary>
    Task<string?> FaultAsync(OpenCase open);

    /// <summary>Conflicts the server had to try again; null where the server does not count them.</summary>
    Task<int?> RetriesAsync();
}

/// <summary>The five, and who of them votes on case number n: every tenth case but seven loses one member to a recusal.</summary>
public static class Members
{
    public static IReadOnlyList<string> All { get; } = ["kuze", "saegusa", "nasu", "ibuki", "ayabe"];

    public const string Recused = "nasu";

    public static bool HasRecusal(int number) => number % 10 is 2 or 5 or 8;

    public static IReadOnlyList<string> VotersOf(int number) => HasRecusal(number) ? [.. All.Where(member => member != Recused)] : All;
}
