using System.CommandLine;
using System.Globalization;
using System.Text;
using Oversight.Core.Ledger;
using Oversight.Core.Verification;

namespace Oversight.Cli.Auditing;

/// <summary>The words by which an auditor says whom he believes and how he wants to be told.</summary>
public sealed class JudgingOptions
{
    /// <summary>How far a witness's clock may be ahead.</summary>
    private static readonly TimeSpan AheadAtMost = TimeSpan.FromMinutes(5);

    public Option<string?> Policy { get; } = new("--policy") { Description = "Your own policy file (C2SP tlog-policy): keys of the log, witnesses, quorum.", HelpName = "FILE" };
    public Option<string?> Key { get; } = new("--key") { Description = "Instead of a policy: the log's key alone, no witnesses.", HelpName = "VKEY" };
    public Option<string?> Fresh { get; } = new("--fresh") { Description = "The quorum must have cosigned in this time: 90s, 10m, 24h, 7d.", HelpName = "DURATION" };
    public Option<string?> Now { get; } = new("--now") { Description = "The instant to reckon --fresh from, as 2028-02-14T00:00:00Z; the clock's otherwise.", HelpName = "INSTANT" };
    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "File with the auditor's bearer token, for a server.", HelpName = "FILE" };
    public Option<string> Output { get; } = new("--output") { Description = "How to answer.", DefaultValueFactory = _ => "text" };

    public JudgingOptions() => Output.AcceptOnlyFromAmong("text", "json");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Policy, Key, Fresh, Now, TokenFile, Output })
            command.Add(option);
    }

    /// <summary>The policy the caller brought; null when he brought none.</summary>
    public LogPolicy? PolicyOf(ParseResult parsed)
    {
        var (file, key) = (parsed.GetValue(Policy), parsed.GetValue(Key));
        if (file is not null && key is not null)
            throw CliException.Usage("TwoPolicies", "Name a policy or a key, not both.");
        try
        {
            return file is not null ? LogPolicy.Parse(File.ReadAllText(file, new UTF8Encoding(false, true))) : key is not null ? LogPolicy.Of(NoteKey.Parse(key)) : null;
        }
        catch (Exception fault) when (fault is LogFormatException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw CliException.Usage("BadPolicy", fault.Message);
        }
    }

    /// <summary>The policy, which must be there: whom to believe is never taken from what is judged.</summary>
    public LogPolicy RequiredPolicyOf(ParseResult parsed) =>
        PolicyOf(parsed) ?? throw CliException.Usage("NoPolicy", "Say whom you believe: --policy FILE, or --key VKEY. Take it from your own records, never from the log.");

    /// <summary>The instants between which cosignatures count as recent; nulls for any.</summary>
    public (DateTimeOffset? Since, DateTimeOffset? Until) FreshOf(ParseResult parsed)
    {
        if (parsed.GetValue(Fresh) is not { } fresh)
            return (null, null);
        var now = parsed.GetValue(Now) is not { } text ? DateTimeOffset.UtcNow
            : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
            : throw CliException.Usage("BadInstant", $"'{text}' is not an instant such as 2028-02-14T00:00:00Z.");
        return (now - DurationOf(fresh), now + AheadAtMost);
    }

    /// <summary>The token's file for a server.</summary>
    public LogSource Open(ParseResult parsed, string place) => LogSource.Open(place, parsed.GetValue(TokenFile));

    private static TimeSpan DurationOf(string text)
    {
        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd' when number < 100_000: return TimeSpan.FromDays(number);
                default: break;
            }
        }

        throw CliException.Usage("BadDuration", $"'{text}' is not a duration such as 90s, 10m, 24h or 7d.");
    }
}
