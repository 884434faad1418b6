using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>
/// The keys that sign documents and status lists: the last one of the register signs, those before it verify what they signed while that lasts. A key
/// whose private file is not in the folder neither signs nor is published.
/// </summary>
public sealed class SigningKeys(
    RegisterStore registers, Transactions transactions, KeyFolder folder, RandomSource random, BusinessClock clock, ILogger<SigningKeys> log)
{
    /// <summary>What is answered, and named in readiness, while the key that signs is not in the folder.</summary>
    public const string Missing = "SigningKeyMissing";

    /// <summary>A node that read the old key just before it was replaced may sign with it for a moment longer.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Order of the base point of P-256 (FIPS 186-5).</summary>
    private static readonly BigInteger Order = BigInteger.Parse(
        "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Makes the first key, unless there is one; and says so when the key that signs is not there.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await transactions.RunAsync(async db =>
        {
            if (await db.LockRegisterAsync(Registers.Keys.Case, ct) is { } row)
                return row.CaseSeq;
            using var made = Make();
            var now = clock.Now;
            folder.Keep(made);
            db.SigningKeys.Add(RowOf(made, 1, now));
            var version = registers.Append(db, Registers.Keys, null, [new SigningKeyAdded(made.Kid, made.Registered.Key)], Actor.System, now);
            await db.SaveChangesAsync(ct);
            return version;
        }, ct);
        if (await transactions.RunAsync(db => IsMissingAsync(db, ct), ct))
            log.LogError(
                "{Code}: the key that signs documents and status lists is not in {Folder}, and nothing is signed. Put the folder back, or have an administrator make a new key (POST /api/v1/signing-keys).",
                Missing, folder.Path);
    }

    /// <summary>Puts a new key in the place of the one that signs.</summary>
    public async Task<Outcome> RotateAsync(RegisterIntent intent, CancellationToken ct)
    {
        using var made = Make();
        var now = clock.Now;
        return await registers.ChangeAsync(Registers.Keys, intent, now, async (db, keys) =>
        {
            // Before the commit: a crash leaves a file nobody uses, and never a key without its file.
            folder.Keep(made);
            foreach (var current in await db.SigningKeys.Where(key => key.RetiredAt == null).ToListAsync(ct))
                current.RetiredAt = now;
            db.SigningKeys.Add(RowOf(made, keys!.Keys.Count + 1, now));
            return new RegisterVerdict<KeyEvent>.Accepted(new SigningKeyAdded(made.Kid, made.Registered.Key, keys.Keys[^1].Kid));
        }, ct);
    }

    /// <summary>The key that signs now; null when it is not in the folder, and then nothing may be signed.</summary>
    public async Task<SigningKey?> CurrentAsync(OversightDbContext db, CancellationToken ct) =>
        await RegisteredAsync(db, ct) is [.., var last] ? folder.Find(last) : null;

    /// <summary>Whether the key that signs now is not in the folder.</summary>
    public async Task<bool> IsMissingAsync(OversightDbContext db, CancellationToken ct)
    {
        using var key = await CurrentAsync(db, ct);
        return key is null;
    }

    /// <summary>The keys a verifier needs: the one that signs, and those that signed documents whose period has not passed; those alone whose private key is here.</summary>
    public async Task<IReadOnlyList<RegisteredKey>> PublishedAsync(OversightDbContext db, CancellationToken ct)
    {
        var now = clock.Now;
        var firstLive = await db.Authorisations.Where(row => row.End > now).MinAsync(row => (DateTimeOffset?)row.IssuedAt, ct);
        // A document names an authorisation that was issued before it; so a key retired before every live one was issued signed none of them.
        var oldest = (firstLive < now ? firstLive.Value : now) - Overlap;
        var needed = await db.SigningKeys.Where(key => key.RetiredAt == null || key.RetiredAt > oldest).Select(key => key.Kid).ToListAsync(ct);
        return [.. (await RegisteredAsync(db, ct)).Reverse().Where(key => needed.Contains(key.Kid) && IsHere(key))];
    }

    private bool IsHere(RegisteredKey registered)
    {
        using var key = folder.Find(registered);
        return key is not null;
    }

    private static async Task<IReadOnlyList<RegisteredKey>> RegisteredAsync(OversightDbContext db, CancellationToken ct) =>
        await db.Registers.Where(register => register.Case == Registers.Keys.Case).Select(register => register.Snapshot).SingleOrDefaultAsync(ct) is { } snapshot
            ? Registers.Keys.Parse(snapshot).Keys
            : [];

    /// <summary>FIPS 186-5 A.2.2: draws until a candidate lies within the order.</summary>
    private SigningKey Make()
    {
        BigInteger scalar;
        do
            scalar = new BigInteger(random.Bytes(32), isUnsigned: true, isBigEndian: true);
        while (scalar.IsZero || scalar >= Order);
        var secret = new byte[32];
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(secret, secret.Length - bytes.Length);
        return SigningKey.Of(secret);
    }

    private static SigningKeyRow RowOf(SigningKey key, int caseSeq, DateTimeOffset at) => new() { Kid = key.Kid, CaseSeq = caseSeq, CreatedAt = at };
}
