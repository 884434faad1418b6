using System.Collections.Frozen;

namespace Oversight.Core.Workflows;

/// <summary>A definition's title in both languages of the program.</summary>
public sealed record FlowTitle(string En, string Ja);

/// <summary>From a port of one activity into another.</summary>
public sealed record FlowConnection(string Source, string Port, string Target);

/// <summary>A fork, its join and what lies between (settled 11); a Close is never a member.</summary>
public sealed record ForkBlock(string Fork, string Join, IReadOnlySet<string> Members);

/// <summary>A definition that was read without an error; only <see cref="DefinitionReader"/> makes one.</summary>
public sealed class WorkflowDefinition
{
    private readonly FrozenDictionary<(string Source, string Port), FlowActivity> next;

    internal WorkflowDefinition(DefinitionHead head, IReadOnlyDictionary<string, FlowActivity> activities, IReadOnlyList<FlowConnection> connections, string meaning)
    {
        Head = head;
        Activities = activities;
        Connections = connections;
        (Meaning, Hash) = (meaning, Workflows.Meaning.Hash(meaning));
        Start = activities.Values.OfType<FlowActivity.Start>().Single();
        next = connections.ToFrozenDictionary(it => (it.Source, it.Port), it => activities[it.Target]);
        Blocks = [.. ForkBlocks.Find(this).Blocks];
    }

    /// <summary>The version's id.</summary>
    public string Id => Head.Id;

    /// <summary>Stays the same across versions.</summary>
    public string DefinitionId => Head.DefinitionId;

    /// <summary>Counts from 1.</summary>
    public int Version => Head.Version;

    /// <summary>The designer's name for it; people read <see cref="Title"/>.</summary>
    public string Name => Head.Name;

    /// <summary>What people read.</summary>
    public FlowTitle Title => Head.Title;

    /// <summary>Route ids, sorted, such as <c>R1</c>.</summary>
    public IReadOnlyList<string> Routes => Head.Routes;

    /// <summary>First day it may be pinned, inclusive.</summary>
    public DateOnly EffectiveFrom => Head.EffectiveFrom;

    /// <summary>Day from which it may no longer be pinned, exclusive; null while open-ended.</summary>
    public DateOnly? EffectiveTo => Head.EffectiveTo;

    /// <summary>The canonical meaning: what decides how a case runs and what people read, as JSON.</summary>
    public string Meaning { get; }

    /// <summary>Lower-case hex SHA-256 of <see cref="Meaning"/> in UTF-8; blind to layout, order of activities and what designer tools add.</summary>
    public string Hash { get; }

    /// <summary>Every activity by id.</summary>
    public IReadOnlyDictionary<string, FlowActivity> Activities { get; }

    /// <summary>Every connection, sorted by source and port.</summary>
    public IReadOnlyList<FlowConnection> Connections { get; }

    /// <summary>The one Start.</summary>
    public FlowActivity.Start Start { get; }

    /// <summary>Forks with their joins and members.</summary>
    public IReadOnlyList<ForkBlock> Blocks { get; }

    /// <summary>It begins with a measure already taken and so serves emergencies; the others serve prior requests (settled 8).</summary>
    public bool IsEmergency => Next(Start.Id, Ports.Done) is FlowActivity.EmergencyMeasure;

    internal DefinitionHead Head { get; }

    /// <summary>What the port leads to; null where nothing is connected, which <see cref="DefinitionReader.Read"/> refuses.</summary>
    public FlowActivity? Next(string activity, string port) => next.GetValueOrDefault((activity, port));
}

internal sealed record DefinitionHead(
    string Id, string DefinitionId, int Version, string Name, FlowTitle Title, IReadOnlyList<string> Routes, DateOnly EffectiveFrom, DateOnly? EffectiveTo);
