using System.Globalization;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Demo;

/// <summary>What the demo says on the console once it can be opened.</summary>
public static class DemoWelcome
{
    private const string Accounts = """
        account            who
        cao.drafter        drafts requests for the Cabinet Office; npa., pref., sdf. for the other agencies
        cao.officer        signs them and answers for the agency; npa., pref., sdf. likewise
        examiner1, 2       examine for the panel, confirm consultations, ask for information
        kuze               chairs the panel
        saegusa, nasu,     its other members; saegusa is acting chair
        ibuki, ayabe
        inspector          watches the use of authorisations
        auditor            reads everything, writes nothing
        admin              people, agencies and seats; sees no case
        """;

    /// <summary>The address, the demo's time, who is who, and the password where it has just been made.</summary>
    public static void Write(WebApplication app, TextWriter to)
    {
        var now = app.Services.GetRequiredService<BusinessClock>().Now.ToOffset(TimeSpan.FromHours(9));
        to.WriteLine();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Demo: everything in it is invented, and its clock stands at {now:d MMMM yyyy, HH:mm} Japanese time."));
        to.WriteLine();
        to.WriteLine(Accounts);
        to.WriteLine();
        to.WriteLine($"Password: {Password(app.Services)}");
        to.WriteLine($"Open:     {string.Join(", ", app.Urls)}");
    }

    private static string Password(IServiceProvider services) =>
        services.GetRequiredService<DemoPeople>().MadePassword is { } made ? $"{made}   (the same for all; not shown again)"
        : services.GetRequiredService<OversightOptions>().Demo.Password.Length > 0 ? "as set in Oversight:Demo:Password at the first start"
        : "as shown at the first start";
}
