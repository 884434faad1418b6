using Oversight.Core.Requests;
using Oversight.Server.Hosting;

namespace Oversight.Server.Examinations;

/// <summary>The secretariat's commands.</summary>
public static class ExaminationEndpoints
{
    public static void Map(RouteGroupBuilder requests)
    {
        requests.MapCommand<Examine>("examine", "examine", body => body);
        requests.MapCommand<RequestInformation>("requestInformation", "requestInformation", body => body);
        requests.MapCommand<ConfirmConsultation>("confirmConsultation", "confirmConsultation", body => body);
    }
}
