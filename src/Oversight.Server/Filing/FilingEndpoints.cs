using Oversight.Core.Requests;
using Oversight.Server.Hosting;

namespace Oversight.Server.Filing;

/// <summary>The agency's commands up to the filing and after a return.</summary>
public static class FilingEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<RequestContent>("revise", "revise", content => new Revise(content));
        requests.MapCommand<Nothing>("submit", "submit", _ => new Submit());
        requests.MapCommand<SignBody>("sign", "sign", body => new Sign(body.ContentVersion));
        requests.MapCommand<ReasonBody>("decline", "decline", body => new Decline(body.Reason));
        requests.MapCommand<SignBody>("resubmit", "resubmit", body => new Resubmit(body.ContentVersion));
        requests.MapCommand<AnswerBody>("answer", "answer", body => new Answer(body.ContentVersion, body.Text, body.Documents ?? []));
        requests.MapCommand<ReasonBody>("withdraw", "withdraw", body => new Withdraw(body.Reason));
    }
}

/// <summary>An empty object.</summary>
public sealed record Nothing;

/// <summary>The content version that is signed.</summary>
public sealed record SignBody(int ContentVersion);

/// <summary>A reason.</summary>
public sealed record ReasonBody(string Reason);

/// <summary>An answer to a request for information.</summary>
public sealed record AnswerBody(int ContentVersion, Bilingual Text, IReadOnlyList<string>? Documents = null);
