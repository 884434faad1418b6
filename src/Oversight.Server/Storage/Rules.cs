using Oversight.Core.Requests;

namespace Oversight.Server.Storage;

/// <summary>The rulebook this server decides by, loaded at start.</summary>
public sealed class Rules(Rulebook book, string logOrigin)
{
    /// <summary>Law, calendar, map and definitions.</summary>
    public Rulebook Book { get; } = book;

    /// <summary>The name of the audit trail, in every entry.</summary>
    public string LogOrigin { get; } = logOrigin;
}
