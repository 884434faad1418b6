using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Oversight.Server.Hosting;

namespace Oversight.Server.Authorisations;

/// <summary>JSON Web Signatures in compact form (RFC 7515 §7.1), ES256.</summary>
public static class CompactJws
{
    /// <summary>The one algorithm.</summary>
    public const string Algorithm = "ES256";

    /// <summary>Signs a payload.</summary>
    public static string Sign(SigningKey key, string type, JsonObject payload)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = key.Kid, ["typ"] = type };
        var signed = $"{Encoded(header)}.{Encoded(payload)}";
        // RFC 7518 §3.4: R and S side by side, 32 bytes each, not the DER form.
        var signature = key.Private.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encoded(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json, ApiJson.Options));
}
