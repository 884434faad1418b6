namespace Oversight.Server.Hosting;

/// <summary>Settings of a deployment, section `Oversight`.</summary>
public sealed class OversightOptions
{
    /// <summary>`Data Source=file` for SQLite, `Host=…` for PostgreSQL: the connection the program works with.</summary>
    public string Database { get; set; } = "Data Source=oversight.db";

    /// <summary>PostgreSQL only: the owner's connection, used to migrate and to grant; empty means the working connection owns the tables.</summary>
    public string DatabaseOwner { get; set; } = "";

    /// <summary>
    /// Private keys that sign documents and status lists; empty stands for a folder beside the SQLite file, or `oversight-keys` in the working folder with
    /// PostgreSQL. All nodes of a database share it. It is never part of a backup of the database: whoever has both can forge what was authorised.
    /// </summary>
    public string KeyFolder { get; set; } = "";

    /// <summary>Name of the audit trail, in every entry; never change it once entries exist.</summary>
    public string LogOrigin { get; set; } = "oversight.example/log";

    /// <summary>
    /// Where others reach this server, such as `https://oversight.example`; signed documents name it. Empty takes the address each caller used,
    /// which only a deployment with one name, or that lets in no other host name, should rely on.
    /// </summary>
    public string PublicAddress { get; set; } = "";

    /// <summary>Folder of workflow definitions; the shipped ones by default.</summary>
    public string Workflows { get; set; } = Path.Combine(AppContext.BaseDirectory, "workflows");

    /// <summary>File of rule sets that replaces the shipped ones; empty for those.</summary>
    public string RuleSets { get; set; } = "";

    /// <summary>Current list of public holidays (date,ja,en); empty for the shipped one.</summary>
    public string Holidays { get; set; } = "";

    /// <summary>Delegation files of the address registries, current ones; none leaves only the demo's table, with a warning.</summary>
    public IList<string> Delegations { get; } = [];

    /// <summary>Whether an address outside every Japanese allocation, and not special-purpose, counts as foreign.</summary>
    public bool OutsideJapanIsForeign { get; set; }

    /// <summary>How long one entry stands for opening the same content again (the same person, no entry since); zero records every opening.</summary>
    public TimeSpan ReadsMergedFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long what is stored of a usage file that was cut is kept after its last part; zero keeps it until the case is erased.</summary>
    public TimeSpan UnfinishedUsageKeptFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Sessions and attempts to sign in.</summary>
    public SignInOptions SignIn { get; } = new();

    /// <summary>The log: signer, witnesses, publication.</summary>
    public Log.LogOptions Log { get; } = new();

    /// <summary>The demo; set by `--demo` only.</summary>
    public DemoOptions Demo { get; } = new();

    /// <summary>Where others reach this server, without a slash at the end.</summary>
    public string AddressOf(HttpRequest request) =>
        PublicAddress.Length > 0 ? PublicAddress.TrimEnd('/') : $"{request.Scheme}://{request.Host}{request.PathBase}";
}

/// <summary>Settings of sessions.</summary>
public sealed class SignInOptions
{
    /// <summary>How long a session is good for.</summary>
    public TimeSpan SessionFor { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Most attempts to sign in with one user name, per minute.</summary>
    public int AttemptsPerNameAndMinute { get; set; } = 20;

    /// <summary>Most attempts from one address, per minute.</summary>
    public int AttemptsPerAddressAndMinute { get; set; } = 120;
}

/// <summary>Settings of the demo.</summary>
public sealed class DemoOptions
{
    /// <summary>True with `--demo`.</summary>
    public bool Enabled { get; set; }

    /// <summary>The one password of all demo accounts; made and printed when empty.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whether the very first start plays a few cases.</summary>
    public bool Cases { get; set; } = true;

    /// <summary>Where the business clock stands at the very first start.</summary>
    public DateTimeOffset StartsAt { get; set; } = new(2028, 2, 14, 9, 0, 0, TimeSpan.FromHours(9));
}
