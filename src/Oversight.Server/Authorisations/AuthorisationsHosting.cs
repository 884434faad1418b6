using Oversight.Server.Storage;

namespace Oversight.Server.Authorisations;

/// <summary>Adds authorisation documents, their keys and their status to the server.</summary>
public static class AuthorisationsHosting
{
    public static void AddAuthorisations(this IServiceCollection services)
    {
        services.AddSingleton<SigningKeys>();
        services.AddScoped<StatusTokens>();
        services.AddSingleton<StatusLists>();
        services.AddScoped<AuthorisationReading>();
        services.AddScoped<UsageChecking>();
    }

    public static void MapAuthorisations(this WebApplication app)
    {
        AuthorisationReadEndpoints.MapStatusLists(app);
        SigningKeyEndpoints.Map(app);
    }

    /// <summary>What must be there before the first document: a key, and a row for every authorisation.</summary>
    public static async Task PrepareAuthorisationsAsync(this IServiceProvider services)
    {
        await services.GetRequiredService<SigningKeys>().EnsureAsync(CancellationToken.None);
        await AuthorisationRows.FillAsync(services.GetRequiredService<Transactions>(), services.GetRequiredService<RandomSource>(), CancellationToken.None);
    }
}
