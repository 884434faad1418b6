using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.FileProviders;
using Oversight.Server.Attachments;
using Oversight.Server.Hosting;
using Oversight.Server.Pages.Forms;
using Oversight.Server.Texts;

namespace Oversight.Server.Pages;

/// <summary>Adds the pages to the server: Razor, their files, and what stands in for an error.</summary>
public static class PagesHosting
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorPages()
            .AddApplicationPart(typeof(OversightServer).Assembly)
            .AddMvcOptions(mvc => mvc.Filters.Add(new ResponseCacheAttribute { NoStore = true, Location = ResponseCacheLocation.None }));
        services.Configure<CookieTempDataProviderOptions>(data =>
        {
            data.Cookie.Name = "oversight-done";
            data.Cookie.SameSite = SameSiteMode.Strict;
            data.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<FormOptions>(form =>
        {
            form.MultipartBodyLengthLimit = AttachEndpoint.LargestFile + (1 << 20);
            form.ValueCountLimit = 4096;
        });
        // Japanese is written as it is, not as numbers of characters.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddHttpContextAccessor();
        services.AddScoped<FormState>();
        services.AddScoped<FieldFrame>();
        services.AddScoped<Names>();
        services.AddScoped<ErasedTexts>();
        services.AddScoped<Desk>();
        services.AddScoped<Sittings.AgendaForm>();
    }

    /// <summary>Files and what stands in for an error; comes before authentication, because a style sheet is nobody's secret.</summary>
    public static void UsePageFiles(this WebApplication app)
    {
        app.Environment.WebRootFileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages =>
        {
            pages.UseExceptionHandler("/problem/500");
            pages.UseStatusCodePagesWithReExecute("/problem/{0}");
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = app.Environment.WebRootFileProvider,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=3600",
        });
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapRazorPages();
        app.MapGet("/language/{code}", ChooseLanguage).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Keeps the choice in a cookie and goes back to where it was made.</summary>
    private static Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult ChooseLanguage(HttpContext http, string code, string? returnUrl)
    {
        if (ChosenLanguage.Parse(code) is not null)
            http.Response.Cookies.Append(ChosenLanguage.Cookie, code, new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                HttpOnly = true,
                IsEssential = true,
            });
        return TypedResults.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");
    }

    /// <summary>A path of this host: `/…`, but neither `//…` nor `/\…`.</summary>
    public static bool IsLocal(string? url) =>
        url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl);
}
