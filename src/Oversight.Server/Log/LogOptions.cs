namespace Oversight.Server.Log;

/// <summary>Settings of the log, section `Oversight:Log`.</summary>
public sealed class LogOptions
{
    /// <summary>The signer's Unix socket, `unix:/path`; empty signs in this process, with the keys in <see cref="SignerFolder"/>.</summary>
    public string Signer { get; set; } = "";

    /// <summary>
    /// Keys and last signed head of the signer in this process; empty stands for a folder beside the SQLite file, or `oversight-signer` in the working
    /// folder with PostgreSQL. It is never part of a backup of the database: who restores both together can sign another history.
    /// </summary>
    public string SignerFolder { get; set; } = "";

    /// <summary>File (C2SP tlog-policy) naming the witnesses, their addresses and the quorum; empty publishes without witnesses.</summary>
    public string Policy { get; set; } = "";

    /// <summary>Folder for witnesses without a network: a request is put there for each, and their answers are taken from it. Empty for none.</summary>
    public string Stick { get; set; } = "";

    /// <summary>How long entries may gather before they are sequenced and signed together.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a witness may take to answer once.</summary>
    public TimeSpan WitnessPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How old the latest cosignature may grow before the witnesses are asked again about the same head; silence of the log is then visible.</summary>
    public TimeSpan CosignEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many callers may wait for a receipt at once on this node; for more the wait is over at once.</summary>
    public int MostWaiting { get; set; } = 200;

    /// <summary>Whether an authorisation takes effect only once its entries lie under a published checkpoint: with a policy, one its witnesses cosigned.</summary>
    public bool EffectiveOnlyWhenPublished { get; set; }
}
