using System.Security.Cryptography;
using Oversight.Core.Ledger;
using Oversight.Core.Registers;
using Oversight.Core.Requests;

namespace Oversight.Core.Tests.Registers;

public sealed class KeysRegisterTests
{
    /// <summary>The public key of RFC 7515 appendix A.3.</summary>
    private static readonly PublicKey Key = new("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

    private static readonly DateTimeOffset At = new(2028, 2, 14, 0, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void A_thumbprint_is_the_hash_of_the_required_members_in_their_order() =>
        Assert.Equal("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", Key.Thumbprint());

    /// <summary>Shapes are hashed for ever: when this hash changes, old entries can no longer be read.</summary>
    [Theory]
    [InlineData(null, "4eec687ea20a7c08580edf8cec52eea75913ca26c62de32a3945e1ce9c6c12e8")]
    [InlineData("an earlier key", "b853e2844160d5cc4f5af646bdfa8aace9889c92f684ee30fd227e0054ca0e00")]
    public void The_bytes_of_the_event_are_what_they_always_were(string? replaces, string pinned)
    {
        var happened = new SigningKeyAdded(Key.Thumbprint(), Key, replaces);
        var entry = Core.Registers.Registers.Keys.Encode("oversight.test", new RegisterPlace(1, "", At), Actor.System, happened, () => new byte[Part.SaltBytes]);

        Assert.Equal(pinned, Convert.ToHexStringLower(SHA256.HashData(entry.Bytes)));
        Assert.Equal(happened, Core.Registers.Registers.Keys.Read(new StoredEntry(entry.Bytes, new Dictionary<string, string>())).Event);
    }

    [Fact]
    public void The_last_key_signs()
    {
        var register = KeysRegister.Empty.Apply(new SigningKeyAdded("one", Key)).Apply(new SigningKeyAdded("two", Key, "one"));
        Assert.Equal(["one", "two"], register.Keys.Select(key => key.Kid));
    }
}
