using Oversight.Core.Panels;
using Oversight.Core.Requests;

namespace Oversight.Core.Sittings;

/// <summary>Something somebody wants of a sitting.</summary>
public abstract record SittingCommand
{
    private protected SittingCommand(int sitting) => Sitting = sitting;

    /// <summary>Number of the sitting; 0 for one to be called.</summary>
    public int Sitting { get; init; }
}

/// <summary>Call a sitting.</summary>
public sealed record CallSitting(DateTimeOffset StartsAt, string Place, IReadOnlyList<AgendaItem> Agenda) : SittingCommand(0);

/// <summary>Give the agenda as it shall be. Items the actor may not read stay, whether named or not.</summary>
public sealed record ChangeAgenda(int Sitting, IReadOnlyList<AgendaItem> Agenda) : SittingCommand(Sitting);

/// <summary>Stand behind the agenda the secretariat prepared.</summary>
public sealed record ApproveAgenda(int Sitting) : SittingCommand(Sitting);

/// <summary>Call the sitting off.</summary>
public sealed record CancelSitting(int Sitting, string Reason) : SittingCommand(Sitting);

/// <summary>Open the sitting with these members in the room.</summary>
public sealed record OpenSitting(int Sitting, IReadOnlyList<MemberId> Present) : SittingCommand(Sitting);

/// <summary>Record that a member came or left.</summary>
public sealed record RecordPresence(int Sitting, MemberId Member, bool IsPresent) : SittingCommand(Sitting);

/// <summary>Put an item off; items count from 1.</summary>
public sealed record DeferItem(int Sitting, int Item, string Reason) : SittingCommand(Sitting);

/// <summary>Close the sitting.</summary>
public sealed record CloseSitting(int Sitting) : SittingCommand(Sitting);

/// <summary>What the rules of sittings must know from outside.</summary>
/// <param name="Actor">Who gives the command.</param>
/// <param name="Panel">The panel as seated now.</param>
/// <param name="Now">The instant of the command.</param>
/// <param name="Requests">The requests on the agenda and those the command names, by number; a number that is missing names none.</param>
/// <param name="Ended">Numbers of requests refused at intake or withdrawn from <see cref="SittingsRegister.ListsFrom"/> on, in the order in which they ended.</param>
public sealed record SittingFacts(
    Actor Actor, Panel Panel, DateTimeOffset Now, IReadOnlyDictionary<string, RequestState> Requests, IReadOnlyList<string> Ended)
{
    /// <summary>Whether the actor may read the request; false where there is none.</summary>
    public bool Sees(string request) => Requests.TryGetValue(request, out var state) && Reading.MayRead(state, Actor, Panel);
}
