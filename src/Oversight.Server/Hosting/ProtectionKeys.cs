using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Oversight.Server.Storage;

namespace Oversight.Server.Hosting;

/// <summary>Keeps data-protection keys in the database, so that every node reads the others' antiforgery tokens. The framework's contract is synchronous.</summary>
public sealed class ProtectionKeys(IServiceScopeFactory scopes, Transactions transactions) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<OversightDbContext>();
        return [.. db.ProtectionKeys.AsNoTracking().Select(key => key.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName) =>
        transactions.RunAsync(async db =>
        {
            db.ProtectionKeys.Add(new ProtectionKeyRow { Xml = element.ToString(SaveOptions.DisableFormatting) });
            return await db.SaveChangesAsync();
        }, CancellationToken.None).GetAwaiter().GetResult();
}
