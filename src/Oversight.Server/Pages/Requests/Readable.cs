using System.Text.Encodings.Web;
using System.Text.Json;

namespace Oversight.Server.Pages.Requests;

/// <summary>JSON for people to read on a page; Razor makes it safe.</summary>
public static class Readable
{
    /// <summary>Indented, with every script as it is.</summary>
    public static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
