namespace Oversight.Core.Ledger;

/// <summary>A file of the log that is not exactly what its specification says; nothing of it may be trusted.</summary>
public sealed class LogFormatException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public LogFormatException(string code, string message, Exception? cause = null) : base(message, cause) => Code = code;

    /// <summary>Stable code, e.g. <c>BadBase64</c>, <c>BadCheckpoint</c>, <c>BadSignature</c>.</summary>
    public string Code { get; }
}
