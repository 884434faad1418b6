namespace Oversight.Core.Sittings;

/// <summary>
/// The register of sittings: whole only those to come and the one that is open, of the others what a list shows; their entries tell the rest.
/// </summary>
public sealed record SittingsRegister
{
    /// <summary>No sitting yet.</summary>
    public static SittingsRegister Empty { get; } = new();

    /// <summary>A request may be committed a little after its instant: so long are the numbers already listed kept apart.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <summary>Called or open, in the order of their numbers.</summary>
    public IReadOnlyList<Sitting> Current { get; init; } = [];

    /// <summary>Closed or called off, in the order of their numbers.</summary>
    public IReadOnlyList<PastSitting> Past { get; init; } = [];

    /// <summary>When a sitting last opened: requests that ended before it were listed; null for never.</summary>
    public DateTimeOffset? ListedUntil { get; init; }

    /// <summary>Numbers listed not long before <see cref="ListedUntil"/>.</summary>
    public IReadOnlyList<ListedRequest> Listed { get; init; } = [];

    /// <summary>Items for information that a sitting put off; the next one lists them again.</summary>
    public IReadOnlyList<string> Carried { get; init; } = [];

    /// <summary>The number the next sitting gets.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int NextNumber => Current.Count + Past.Count + 1;

    /// <summary>The open sitting, else the one to come that begins first; null for neither.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Sitting? Next => Current.FirstOrDefault(sitting => sitting.IsOpen) ?? Current.OrderBy(sitting => sitting.StartsAt).ThenBy(sitting => sitting.Number).FirstOrDefault();

    /// <summary>From when on a request must have ended to be listed at the next sitting, inclusive; null for any time.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? ListsFrom => ListedUntil - Late;

    /// <summary>The sitting with this number while it is current; null for any other.</summary>
    public Sitting? Find(int number) => Current.SingleOrDefault(sitting => sitting.Number == number);

    /// <summary>
    /// The numbers to list for information now: those put off, then of <paramref name="ended"/>, the requests refused at intake or withdrawn from
    /// <see cref="ListsFrom"/> on, in order, whatever was not listed yet and is not on <paramref name="agenda"/>.
    /// </summary>
    public IReadOnlyList<string> Due(IEnumerable<string> ended, IReadOnlyList<AgendaItem> agenda) =>
    [
        .. Carried.Concat(ended.Where(number => Listed.All(listed => listed.Request != number)))
            .Distinct().Where(number => agenda.All(item => item.Request != number)),
    ];

    /// <summary>The register after <paramref name="happened"/>, which happened at <paramref name="at"/>.</summary>
    public SittingsRegister Apply(SittingEvent happened, DateTimeOffset at)
    {
        var sitting = Sitting.Apply(Find(happened.Sitting), happened, at);
        var others = Current.Where(other => other.Number != sitting.Number);
        return happened switch
        {
            SittingOpened => this with { Current = [.. others.Append(sitting).OrderBy(s => s.Number)], Carried = [], ListedUntil = at, Listed = ListedWith(sitting, at) },
            SittingClosed or SittingCancelled => this with
            {
                Current = [.. others],
                Past = [.. Past.Append(PastSitting.Of(sitting)).OrderBy(past => past.Number)],
                Carried = [.. Carried, .. sitting.Deferred.Select(deferral => sitting.Agenda[deferral.Item - 1]).Where(item => item.Kind == AgendaKind.Report).Select(item => item.Request)],
            },
            _ => this with { Current = [.. others.Append(sitting).OrderBy(s => s.Number)] },
        };
    }

    private IReadOnlyList<ListedRequest> ListedWith(Sitting sitting, DateTimeOffset at) =>
        [.. Listed.Where(listed => listed.At >= at - Late), .. sitting.Agenda.Where(item => item.Kind == AgendaKind.Report).Select(item => new ListedRequest(item.Request, at))];
}

/// <summary>A request that was listed for information at a sitting opened at this instant.</summary>
public sealed record ListedRequest(string Request, DateTimeOffset At);

/// <summary>A sitting that is over.</summary>
public sealed record PastSitting(
    int Number, DateTimeOffset CalledAt, DateTimeOffset StartsAt, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt, DateTimeOffset? CancelledAt, int ItemCount)
{
    internal static PastSitting Of(Sitting s) => new(s.Number, s.CalledAt, s.StartsAt, s.OpenedAt, s.ClosedAt, s.CancelledAt, s.Agenda.Count);
}
