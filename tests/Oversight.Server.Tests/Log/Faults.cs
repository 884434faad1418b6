using Oversight.Core.Ledger;
using Oversight.Server.Log;
using Oversight.Server.Log.Keeping;
using Oversight.Server.Storage;

namespace Oversight.Server.Tests.Log;

/// <summary>Thrown where a test cuts a node off.</summary>
public sealed class CutOffException(string step) : Exception($"Cut off: {step}.");

/// <summary>
/// Counts the storage steps of a node and cuts it off at one of them. What dies does nothing after it; what only fails meets one error and lives on.
/// </summary>
public sealed class Faults(int at, bool dies = true)
{
    private readonly Lock gate = new();
    private bool isDead;

    /// <summary>The steps reached, in order; what a failed test tells.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>Whether the step to cut off was reached.</summary>
    public bool HasFired { get; private set; }

    public static Faults None => new(0);

    /// <summary>Refuses everything, as what is down does.</summary>
    public static Faults Always() => new(0) { isDead = true };

    /// <summary>A step is reached: it and all that follow throw from the moment the node is dead.</summary>
    public void Reach(string step)
    {
        lock (gate)
        {
            if (!isDead)
                Steps.Add(step);
            var fires = Steps.Count == at && !HasFired;
            HasFired |= fires;
            isDead |= fires && dies;
            if (fires || isDead)
                throw new CutOffException(step);
        }
    }
}

/// <summary>Commits that are cut off before they begin, before they are stored, and after.</summary>
public sealed class FaultyTransactions(Transactions stored, Faults faults) : Transactions, IAsyncDisposable
{
    protected override async Task<T> OnceAsync<T>(Func<OversightDbContext, Task<T>> work, CancellationToken ct)
    {
        faults.Reach("begin");
        var what = "";
        var result = await stored.RunAsync(async db =>
        {
            db.SavingChanges += Look;
            try
            {
                var made = await work(db);
                faults.Reach($"commit {what}");
                return made;
            }
            finally
            {
                db.SavingChanges -= Look;
            }
        }, ct);
        faults.Reach($"committed {what}");
        return result;

        void Look(object? sender, EventArgs change) =>
            what = string.Join('+', ((OversightDbContext)sender!).ChangeTracker.Entries().Select(entry => entry.Metadata.ClrType.Name).Distinct().Order());
    }

    public async ValueTask DisposeAsync()
    {
        if (stored is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}

/// <summary>A signer that is cut off before it writes, with its file half written, and when the head is on the disk and the signature not yet released.</summary>
public sealed class FaultySigner(LogSigner signer, string folder, Faults faults, Action<Checkpoint> sign) : LogSigner
{
    public override Task<IReadOnlyList<NoteKey>> KeysAsync(CancellationToken ct) => signer.KeysAsync(ct);

    public override async Task<SignAnswer> SignAsync(AddCheckpoint request, CancellationToken ct)
    {
        faults.Reach("sign");
        try
        {
            faults.Reach("sign, half written");
        }
        catch (CutOffException)
        {
            // What a writer leaves that dies before the rename.
            await File.WriteAllTextAsync(Path.Combine(folder, $"head.{Guid.NewGuid():n}.tmp"), request.Note[..(request.Note.Length / 2)], ct);
            throw;
        }
        var answer = await signer.SignAsync(request, ct);
        if (answer.Answer == AddCheckpointAnswer.Accepted)
            sign(Checkpoint.Parse(request.Note));
        faults.Reach("signed");
        return answer;
    }
}
