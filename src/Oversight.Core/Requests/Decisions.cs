using Oversight.Core.Law;
using Oversight.Core.Panels;
using Oversight.Core.Workflows;

namespace Oversight.Core.Requests;

/// <summary>What the law and the deployment say: rule sets by date, working days, network map, and every definition known by hash.</summary>
public sealed record Rulebook(LegalCalendar Law, WorkingCalendar Calendar, NetworkMap Map, DefinitionSet Definitions);

/// <summary>All definitions the program knows: those a case may pin, and those no longer offered that open cases still hold.</summary>
public sealed class DefinitionSet(IEnumerable<WorkflowDefinition> offered, IEnumerable<WorkflowDefinition>? held = null)
{
    private readonly List<WorkflowDefinition> offered = [.. offered.DistinctBy(d => d.Hash)];
    private readonly Dictionary<string, WorkflowDefinition> byHash = offered.Concat(held ?? []).DistinctBy(d => d.Hash).ToDictionary(d => d.Hash);

    /// <summary>The definition a case pinned; one that is missing is a broken deployment.</summary>
    public WorkflowDefinition Of(string hash) =>
        byHash.TryGetValue(hash, out var definition) ? definition : throw new InvalidOperationException($"Workflow definition {hash} is not known.");

    /// <summary>The latest version offered and effective on the day for the route, the earliest if none is effective yet, or null.</summary>
    public WorkflowDefinition? ToPin(Route route, bool emergency, DateOnly day)
    {
        var candidates = offered
            .Where(d => d.Routes.Contains(route.ToString()) && d.IsEmergency == emergency && (d.EffectiveTo is null || day < d.EffectiveTo))
            .OrderBy(d => d.EffectiveFrom).ThenBy(d => d.Version).ToList();
        return candidates.LastOrDefault(d => d.EffectiveFrom <= day) ?? candidates.FirstOrDefault();
    }

    /// <summary>Those a case may pin, in the order given.</summary>
    public IReadOnlyList<WorkflowDefinition> Offered => offered;

    /// <summary>Every definition.</summary>
    public IReadOnlyCollection<WorkflowDefinition> All => byHash.Values;
}

/// <summary>Everything a decision may look at besides the state: taken once by the caller.</summary>
/// <param name="Now">The instant of the command, UTC, whole milliseconds.</param>
/// <param name="Panel">The panel as seated now.</param>
/// <param name="RefusedBefore">Requests of the same agency and route refused within the window of W02; only signing and notifying look at them.</param>
public sealed record Facts(DateTimeOffset Now, Actor Actor, Panel Panel, Rulebook Rules, IReadOnlyList<RefusedRequest> RefusedBefore)
{
    /// <summary>For an extension, the request it names as its parent; null when there is none of that number.</summary>
    public RequestState? Parent { get; init; }

    /// <summary>For an authorisation that was extended, the extension.</summary>
    public RequestState? Extension { get; init; }

    /// <summary>Numbers of the agency's earlier measures that hold back its next one (<see cref="Interlock"/>); only the record of a measure looks at them.</summary>
    public IReadOnlyList<string> UnreviewedMeasures { get; init; } = [];

    /// <summary>The content parts of the case's entries (<see cref="ErasureRules.PartsOf"/>); only a proposal to erase looks at them.</summary>
    public IReadOnlyList<PartPlace> Parts { get; init; } = [];
}

/// <summary>An earlier request that was refused, for W02.</summary>
public sealed record RefusedRequest(string Number, IReadOnlyList<ScopeItem> Scope, string? TargetAct);

/// <summary>What a command came to: events to commit, or a refusal that changes nothing.</summary>
public abstract record Verdict
{
    private Verdict() { }

    /// <summary>The command is accepted; the state is the one after the events.</summary>
    public sealed record Accepted(IReadOnlyList<RequestEvent> Events, RequestState State) : Verdict;

    /// <summary>The command is refused.</summary>
    public sealed record Refused(Refusal Refusal) : Verdict;
}

/// <summary>Kinds of refusal, one per HTTP status family.</summary>
public enum RefusalKind
{
    /// <summary>Not visible, or not there: said the same way.</summary>
    NotFound,

    /// <summary>Visible, but not this actor's to do.</summary>
    Forbidden,

    /// <summary>Not possible where the matter stands.</summary>
    Conflict,

    /// <summary>The command itself does not hold.</summary>
    Invalid,
}

/// <summary>An expected no with a stable code; Pointer is a JSON pointer into the command's body when one field is at fault.</summary>
public sealed record Refusal(RefusalKind Kind, string Code, string? Pointer = null, string? Detail = null)
{
    /// <summary>Every field at fault, when the command has several.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = Pointer is null ? [] : [new FieldError(Pointer, Code)];
}

/// <summary>One field at fault: JSON pointer and stable code.</summary>
public sealed record FieldError(string Pointer, string Code);
