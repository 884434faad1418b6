using Oversight.Core.Requests;
using Oversight.Server.Filing;
using Oversight.Server.Hosting;

namespace Oversight.Server.Emergencies;

/// <summary>The agency's commands for a measure already taken.</summary>
public static class EmergencyEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<RecordMeasureBody>("recordMeasure", "measure", body => new RecordMeasure(body.MeasuredAt, new MeasureText(body.Action, body.Text)));
        requests.MapCommand<SignBody>("notify", "notice", body => new Notify(body.ContentVersion));
    }
}

/// <summary>What was done, and when.</summary>
public sealed record RecordMeasureBody(DateTimeOffset MeasuredAt, string Action, Bilingual? Text = null);
