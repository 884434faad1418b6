using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Oversight.Core.Ledger;

/// <summary>
/// Verification of Ed25519 signatures without a native library (RFC 8032 §5.1.7), for auditors' machines. Strict: S below the group order,
/// canonical encodings, no cofactor. Not for signing: its time depends on its input.
/// </summary>
public static class Ed25519
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Invert(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Zero = new(0, 1, 1, 0);
    private static readonly Point Base = Decode(Bytes(4 * Invert(5))) ?? throw new InvalidOperationException("The base point is on the curve.");

    /// <summary>Whether the 64 bytes are the signature of the message under the 32-byte key; false for anything of another length.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64 || Decode(publicKey) is not { } key)
        {
            return false;
        }

        var scalar = Number(signature[32..]);
        if (scalar >= Order)
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(signature[..32]);
        hash.AppendData(publicKey);
        hash.AppendData(message);
        var challenge = Number(hash.GetHashAndReset()) % Order;
        return Encode(Combine(scalar, challenge, new Point(Mod(-key.X), key.Y, key.Z, Mod(-key.T)))).AsSpan().SequenceEqual(signature[..32]);
    }

    /// <summary>scalar·B + challenge·point, both bits by bit at once.</summary>
    private static Point Combine(BigInteger scalar, BigInteger challenge, Point point)
    {
        var both = Add(Base, point);
        var sum = Zero;
        for (var bit = 252; bit >= 0; bit--)
        {
            sum = Add(sum, sum);
            sum = (Has(scalar, bit), Has(challenge, bit)) switch
            {
                (true, true) => Add(sum, both),
                (true, false) => Add(sum, Base),
                (false, true) => Add(sum, point),
                _ => sum,
            };
        }

        return sum;
    }

    /// <summary>The point these 32 bytes encode (RFC 8032 §5.1.3); null when they are not the canonical encoding of one.</summary>
    private static Point? Decode(ReadOnlySpan<byte> bytes)
    {
        var number = Number(bytes);
        var sign = Has(number, 255);
        var y = sign ? number - (BigInteger.One << 255) : number;
        if (y >= P)
        {
            return null;
        }

        var (u, v) = (Mod((y * y) - 1), Mod((D * y * y) + 1));
        var candidate = Mod(u * BigInteger.ModPow(v, 3, P) * BigInteger.ModPow(u * BigInteger.ModPow(v, 7, P), (P - 5) / 8, P));
        var square = Mod(v * candidate * candidate);
        if (square != u)
        {
            if (square != Mod(-u))
            {
                return null;
            }

            candidate = Mod(candidate * RootOfMinusOne);
        }

        if (candidate.IsZero && sign)
        {
            return null;
        }

        var x = candidate.IsEven == !sign ? candidate : P - candidate;
        return new Point(x, y, 1, Mod(x * y));
    }

    private static byte[] Encode(Point point)
    {
        var inverse = Invert(point.Z);
        var bytes = Bytes(point.Y * inverse);
        bytes[31] |= (byte)(Mod(point.X * inverse).IsEven ? 0 : 0x80);
        return bytes;
    }

    /// <summary>Complete addition in extended coordinates (RFC 8032 §5.1.4); doubles as well.</summary>
    private static Point Add(Point p, Point q)
    {
        var a = Mod((p.Y - p.X) * (q.Y - q.X));
        var b = Mod((p.Y + p.X) * (q.Y + q.X));
        var c = Mod(2 * p.T * q.T % P * D);
        var d = Mod(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static bool Has(BigInteger number, int bit) => !((number >> bit) & 1).IsZero;

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        Mod(number).TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static BigInteger Invert(BigInteger number) => BigInteger.ModPow(Mod(number), P - 2, P);

    private static BigInteger Mod(BigInteger number)
    {
        var rest = number % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    /// <summary>A point in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);
}
