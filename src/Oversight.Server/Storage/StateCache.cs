using System.Collections.Concurrent;
using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>
/// States lately written by this node, each under the leaf of its last entry. A leaf commits to the whole history before it, so what is found
/// under the row's leaf is its state, whichever node wrote last; after another node's commit nothing is found and the row is read.
/// </summary>
internal sealed class StateCache
{
    private const int Most = 512;

    private readonly ConcurrentDictionary<string, (string Leaf, RequestState State)> states = new();

    /// <summary>The state of the row.</summary>
    public RequestState Read(RequestRow row) => states.TryGetValue(row.Id, out var kept) && kept.Leaf == row.LastLeaf
        ? kept.State
        : new RequestSnapshot(row.Content, row.Snapshot).Read();

    /// <summary>Keeps a state under the leaf about to be committed; a leaf that never is committed is never asked for.</summary>
    public void Keep(RequestState state, string leaf)
    {
        if (states.Count >= Most)
            states.Clear();
        states[state.Id.Value] = (leaf, state);
    }
}
