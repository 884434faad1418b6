using System.Globalization;

namespace Oversight.Server.Pages.Agreements;

/// <summary>Shares in tenths of a percent, as people read them.</summary>
public static class Share
{
    /// <summary>12.5 of 125.</summary>
    public static string Percent(int perMille) => (perMille / 10m).ToString("0.#", CultureInfo.InvariantCulture);
}
