using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Oversight.Core.Authorisations;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Log;
using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>A document in compact form, and the key that signed it.</summary>
public sealed record SignedDocument(string Kid, string Token);

/// <summary>Makes what a verifier holds: the signed authorisation document, and the status list that says whether it still stands.</summary>
public sealed class StatusTokens(OversightDbContext db, SigningKeys keys, EffectivenessGate gate, OversightOptions options, BusinessClock clock)
{
    /// <summary>The `typ` of a document.</summary>
    public const string DocumentType = "authorisation+jwt";

    /// <summary>The `typ` of a status list.</summary>
    public const string ListType = "statuslist+jwt";

    /// <summary>How long a copy of a status list may be kept: what is suspended or ended is known everywhere a second later.</summary>
    private const int SecondsToLive = 1;

    /// <summary>After this a status list is no evidence at all, so that an old one cannot be shown in place of the one that stands.</summary>
    private const int SecondsGood = 60;

    /// <summary>The document of an authorisation, signed; null while the key that signs is missing.</summary>
    public async Task<SignedDocument?> DocumentAsync(AuthorisationView view, Authorisation authorisation, CancellationToken ct)
    {
        var payload = new JsonObject
        {
            ["iss"] = options.LogOrigin,
            ["sub"] = view.Number,
            ["iat"] = Seconds(view.At),
            // Whole seconds never make the period longer.
            ["nbf"] = Seconds(view.Start + TimeSpan.FromMilliseconds(999)),
            ["exp"] = Seconds(AuthorisationStanding.LastsUntil(authorisation)),
        };
        // Whoever looks at items alone must find none of those that wait for a condition; one that names ports is for whoever looks at conditions.
        var said = view with { Items = [.. view.Items.Where(item => !authorisation.Awaits(item.Item))] };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(said, ApiJson.Options)!.AsObject())
            payload[name] = value?.DeepClone();
        // A document is made for what has effect; whether it still has says the list, never a copy.
        payload.Remove("isNotYetEffective");
        payload.Remove("awaitsCondition");
        using var key = await keys.CurrentAsync(db, ct);
        return key is null ? null : new SignedDocument(key.Kid, CompactJws.Sign(key, DocumentType, payload));
    }

    /// <summary>A status list as it is this moment, signed. Without a token there is no such list, or the key that signs is missing.</summary>
    public async Task<(bool IsThere, string? Token)> ListAsync(int list, string publicAddress, CancellationToken ct)
    {
        if (list is < 1 or > int.MaxValue / StatusList.Capacity)
            return (false, null);
        var (first, last) = (new StatusPlace(list, 0).Number, new StatusPlace(list, StatusList.Capacity - 1).Number);
        var rows = await db.Authorisations.AsNoTracking().Where(row => row.StatusIndex >= first && row.StatusIndex <= last)
            .Select(row => new { row.StatusIndex, row.State, row.Start, row.EndsAt, row.GivenSeq, row.AwaitsCondition, IsWithdrawn = row.WithdrawnAt != null }).ToListAsync(ct);
        if (rows.Count == 0 && list > 1)
            return (false, null);
        var now = clock.Now;
        // What is granted or given back and not yet published, or waits for a condition, may come, and has not come: that is what suspended says.
        var statuses = rows.ConvertAll(row => (row.StatusIndex, row.GivenSeq, Status: row.IsWithdrawn
            ? TokenStatus.Invalid
            : StatusList.StatusOf(AuthorisationStanding.At(Enum.Parse<AuthorisationState>(row.State), row.Start, row.EndsAt, now)) is var status
                && status == TokenStatus.Valid && row.AwaitsCondition != false ? TokenStatus.Suspended : status));
        var closed = await gate.ClosedAsync(statuses.Where(row => row.Status == TokenStatus.Valid).Select(row => new Leave(row.StatusIndex, row.GivenSeq)), ct);
        var bytes = StatusList.Pack(statuses.Select(row => KeyValuePair.Create(
            StatusPlace.Of(row.StatusIndex).Index, closed.Contains(row.StatusIndex) ? TokenStatus.Suspended : row.Status)));
        using var key = await keys.CurrentAsync(db, ct);
        return (true, key is null ? null : CompactJws.Sign(key, ListType, new JsonObject
        {
            ["iss"] = options.LogOrigin,
            ["sub"] = AuthorisationView.UriOf(publicAddress, list),
            ["iat"] = Seconds(now),
            ["exp"] = Seconds(now) + SecondsGood,
            ["ttl"] = SecondsToLive,
            ["status_list"] = new JsonObject { ["bits"] = StatusList.Bits, ["lst"] = Compressed(bytes) },
        }));
    }

    /// <summary>DEFLATE in the ZLIB format (RFC 1950), base64url without padding.</summary>
    private static string Compressed(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
            zlib.Write(bytes);
        return Base64Url.EncodeToString(compressed.ToArray());
    }

    private static long Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds();
}
