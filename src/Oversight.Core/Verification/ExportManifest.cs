using System.Text.Json.Nodes;
using Oversight.Core.Ledger;

namespace Oversight.Core.Verification;

/// <summary>First file of an export: what it says to hold. It is held against what it does hold.</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Size of the tree it was taken from.</param>
/// <param name="Case">The case a dossier is about; null for a whole log.</param>
/// <param name="Cases">Every case with entries in the dossier, in ordinal order; empty for a whole log.</param>
public sealed record ExportManifest(string Origin, long Size, string? Case, IReadOnlyList<string> Cases)
{
    /// <summary>Path of the manifest in an export.</summary>
    public const string Path = "oversight-export";

    /// <summary>Name and version of the format.</summary>
    public const string Format = "oversight-export/v1";

    /// <summary>The manifest of a whole log.</summary>
    public static ExportManifest OfLog(Checkpoint tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new ExportManifest(tree.Origin, tree.Size, null, []);
    }

    /// <summary>Its canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var json = new JsonObject { ["format"] = Format, ["kind"] = Case is null ? "log" : "case", ["origin"] = Origin, ["size"] = Size };
        if (Case is not null)
        {
            json["case"] = Case;
            json["cases"] = new JsonArray([.. Cases.Select(number => JsonValue.Create(number))]);
        }

        return CanonicalJson.Write(json);
    }

    /// <summary>Reads exactly such bytes; anything else throws <see cref="LogFormatException"/>.</summary>
    public static ExportManifest Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            var json = CanonicalJson.Read(bytes) as JsonObject;
            var manifest = new ExportManifest(
                Text(json, "origin"), json?["size"] is JsonValue size && size.TryGetValue(out long number) ? number : -1,
                json?["case"] is null ? null : Text(json, "case"), json?["cases"] is JsonArray cases ? [.. cases.OfType<JsonValue>().Select(value => value.TryGetValue(out string? text) ? text : "")] : []);
            return manifest.Size >= 0 && manifest.ToBytes().AsSpan().SequenceEqual(bytes) ? manifest : throw Bad();
        }
        catch (CanonicalJsonException cause)
        {
            throw new LogFormatException("BadExport", $"The export's manifest cannot be read: {cause.Message}", cause);
        }
    }

    private static string Text(JsonObject? json, string name) => json?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw Bad();

    private static LogFormatException Bad() => new("BadExport", $"The export's manifest is not one of {Format}.");
}
