using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oversight.Core.Ledger;

namespace Oversight.Core.Requests;

/// <summary>A state as two JSON texts: its content, which seldom changes, and everything else, which every ballot changes.</summary>
public sealed record RequestSnapshot(string Content, string Standing)
{
    private static readonly JsonSerializerOptions WithoutContent = Create();

    /// <summary>The texts of a state.</summary>
    public static RequestSnapshot Of(RequestState state) => new(ContentOf(state), StandingOf(state));

    /// <summary>The content's text alone.</summary>
    public static string ContentOf(RequestState state) =>
        JsonSerializer.Serialize(new Contents(state.Content, state.FirstFiled, state.SignedContent), OversightJson.Options);

    /// <summary>The text of everything but the content.</summary>
    public static string StandingOf(RequestState state) => JsonSerializer.Serialize(state, WithoutContent);

    /// <summary>The state the texts were made of.</summary>
    public RequestState Read()
    {
        var contents = JsonSerializer.Deserialize<Contents>(Content, OversightJson.Options)!;
        var standing = JsonSerializer.Deserialize<RequestState>(Standing, WithoutContent)!;
        return standing with { Content = contents.Content, FirstFiled = contents.FirstFiled, SignedContent = contents.SignedContent };
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(OversightJson.Options);
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(LeaveContentOut);
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveContentOut(JsonTypeInfo type)
    {
        if (type.Type != typeof(RequestState))
            return;
        foreach (var property in type.Properties.Where(p => p.Name is "content" or "firstFiled" or "signedContent").ToList())
            type.Properties.Remove(property);
    }

    private sealed record Contents(RequestContent Content, RequestContent? FirstFiled = null, RequestContent? SignedContent = null);
}
