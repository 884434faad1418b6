using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Oversight.Core.Requests;
using Oversight.Server.Hosting;
using Oversight.Server.Storage;

namespace Oversight.Server.Accounts;

/// <summary>Adds accounts, sessions and permissions to the server.</summary>
public static class AccountsHosting
{
    /// <summary>Policy: administrators only.</summary>
    public const string Administrators = "administrators";

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(identity =>
        {
            identity.Password.RequiredLength = 12;
            identity.Password.RequiredUniqueChars = 5;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = false;
            identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Lockout.MaxFailedAccessAttempts = 5;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        }).AddEntityFrameworkStores<OversightDbContext>();
        services.AddSingleton<SignInLimits>();
        services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<Account>, PasswordHasher<Account>>());
        services.AddSingleton<Sessions>();
        services.AddSingleton<PanelCache>();
        services.AddSingleton<RegisterStore>();
        services.AddScoped<AccountSetup>();
        services.AddScoped<AccountChanges>();
        services.AddScoped<RegisterReading>();
        services.AddSingleton<PanelChanges>();
        services.AddDataProtection().SetApplicationName("oversight");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeys>();
        services.AddHttpContextAccessor();
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<IHttpContextAccessor>((antiforgery, current) => antiforgery.Cookie = new FormCookie(current));
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        // Whatever does not say otherwise asks for a signed-in caller.
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Administrators, policy => policy.RequireRole(RequestEntries.RoleName(Role.Administrator)));
    }

    public static void MapAccounts(this WebApplication app)
    {
        SessionEndpoints.Map(app);
        SetupEndpoints.Map(app);
        AccountEndpoints.Map(app);
        PanelEndpoints.Map(app);
    }
}
