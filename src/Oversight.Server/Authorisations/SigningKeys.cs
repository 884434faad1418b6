using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Registers;
using Oversight.Core.Requests;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>The key that signs now. Whoever asked for it disposes of it.</summary>
public sealed record SigningKey(string Kid, ECDsa Private) : IDisposable
{
    public void Dispose() => Private.Dispose();
}

/// <summary>The keys that sign documents and status lists: one signs, those before it verify what they signed while that lasts.</summary>
public sealed class SigningKeys(
    RegisterStore registers, Transactions transactions, IDataProtectionProvider protection, RandomSource random, BusinessClock clock)
{
    /// <summary>A node that read the old key just before it was replaced may sign with it for a moment longer.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Order of the base point of P-256 (FIPS 186-5).</summary>
    private static readonly BigInteger Order = BigInteger.Parse(
        "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private readonly IDataProtector protector = protection.CreateProtector("oversight.signingKeys");

    /// <summary>Makes the first key, unless there is one.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        if (await transactions.RunAsync(db => db.SigningKeys.AnyAsync(ct), ct))
            return;
        // Protecting may store a protection key, which is a commit of its own: never inside this one.
        var made = Make();
        await transactions.RunAsync(async db =>
        {
            if (await db.LockRegisterAsync(Registers.Keys.Case, ct) is { } row)
                return row.CaseSeq;
            var now = clock.Now;
            db.SigningKeys.Add(made.RowOf(1, now));
            var version = registers.Append(db, Registers.Keys, null, [new SigningKeyAdded(made.Kid, made.Public)], Actor.System, now);
            await db.SaveChangesAsync(ct);
            return version;
        }, ct);
    }

    /// <summary>Puts a new key in the place of the one that signs.</summary>
    public Task<Outcome> RotateAsync(RegisterIntent intent, CancellationToken ct)
    {
        var (made, now) = (Make(), clock.Now);
        return registers.ChangeAsync(Registers.Keys, intent, now, async (db, keys) =>
        {
            var current = await db.SigningKeys.SingleAsync(key => key.RetiredAt == null, ct);
            current.RetiredAt = now;
            db.SigningKeys.Add(made.RowOf(keys!.Keys.Count + 1, now));
            return new RegisterVerdict<KeyEvent>.Accepted(new SigningKeyAdded(made.Kid, made.Public, current.Kid));
        }, ct);
    }

    /// <summary>The key that signs now.</summary>
    public async Task<SigningKey> CurrentAsync(OversightDbContext db, CancellationToken ct)
    {
        var row = await db.SigningKeys.AsNoTracking().SingleAsync(key => key.RetiredAt == null, ct);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(protector.Unprotect(row.PrivateKey), out _);
        return new SigningKey(row.Kid, key);
    }

    /// <summary>The keys a verifier needs: the one that signs, and those that signed documents whose period has not passed.</summary>
    public async Task<IReadOnlyList<RegisteredKey>> PublishedAsync(OversightDbContext db, CancellationToken ct)
    {
        var now = clock.Now;
        var firstLive = await db.Authorisations.Where(row => row.End > now).MinAsync(row => (DateTimeOffset?)row.IssuedAt, ct);
        // A document names an authorisation that was issued before it; so a key retired before every live one was issued signed none of them.
        var oldest = (firstLive < now ? firstLive.Value : now) - Overlap;
        return await db.SigningKeys.AsNoTracking().Where(key => key.RetiredAt == null || key.RetiredAt > oldest)
            .OrderByDescending(key => key.CaseSeq).Select(key => new RegisteredKey(key.Kid, new PublicKey(key.X, key.Y))).ToListAsync(ct);
    }

    /// <summary>FIPS 186-5 A.2.2: draws until a candidate lies within the order.</summary>
    private MadeKey Make()
    {
        BigInteger scalar;
        do
            scalar = new BigInteger(random.Bytes(32), isUnsigned: true, isBigEndian: true);
        while (scalar.IsZero || scalar >= Order);
        var secret = new byte[32];
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(secret, secret.Length - bytes.Length);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new MadeKey(new PublicKey(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y)), protector.Protect(key.ExportPkcs8PrivateKey()));
    }

    private sealed record MadeKey(PublicKey Public, byte[] Protected)
    {
        public string Kid { get; } = Public.Thumbprint();

        public SigningKeyRow RowOf(int caseSeq, DateTimeOffset at) =>
            new() { Kid = Kid, CaseSeq = caseSeq, X = Public.X, Y = Public.Y, PrivateKey = Protected, CreatedAt = at };
    }
}
